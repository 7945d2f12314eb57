"""Who somebody is: passwords, passkeys, sessions, links, tokens, and the vault of secrets."""
