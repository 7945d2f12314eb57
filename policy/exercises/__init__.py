"""Exercises: what they may reach, when they are, what is expected and measured."""
