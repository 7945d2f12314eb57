"""What others write to us: read with a cursor, kept once, in one state at a time."""
