"""Ways in: passkeys, the municipality's own login, and what a browser keeps for us meanwhile."""
