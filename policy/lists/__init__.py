"""Lists from outside, line by line: which column is what, what is wrong in a line, and which lines are one household."""
