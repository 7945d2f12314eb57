"""From what is typed, or stands in files, to what a command works with."""
