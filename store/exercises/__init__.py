"""Exercises: plans, runs, injects, the script that plays them."""
