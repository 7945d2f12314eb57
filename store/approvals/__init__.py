"""What becomes of a draft that was handed in: who is told, who has looked, and the approval that makes it a message."""
