"""What nobody has seen to, and who is told of it."""
