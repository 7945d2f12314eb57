"""Letting somebody in: tries, sessions, links, and what counts as a password."""
