"""From nouns to the words and tables that the terminal shows."""
