"""A text and all that goes with it, from a form and back to it."""
