"""The events that are to happen, who claims them, and how the queue is."""
