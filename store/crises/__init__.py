"""A crisis from set-up to stand-down: staff, attendance, proposals, entries, an exercise's faults."""
