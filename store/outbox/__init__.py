"""The events that are to happen, and who claims them."""
