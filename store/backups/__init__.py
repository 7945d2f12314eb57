"""Backups: all that a municipality has to have to go on from another machine."""
