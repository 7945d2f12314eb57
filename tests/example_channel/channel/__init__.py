"""The text service of a local radio station."""
