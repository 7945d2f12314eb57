"""What is promised: the time of a next update as people write it, and whether it was kept."""
