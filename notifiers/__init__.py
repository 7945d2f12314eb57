"""How a message leaves: one folder a channel, each an Apprise plugin that raises and returns receipts."""
