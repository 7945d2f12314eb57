"""What every channel shares: the plugin base, HTTP, abilities, limits, markup, tokens."""
