"""A folder for each channel: its plugin, its rules and its words."""
