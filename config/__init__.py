"""Settings, the municipality file, message templates, and the words people read."""
