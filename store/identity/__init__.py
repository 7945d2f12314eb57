"""Who somebody is: passwords, passkeys, sessions, tokens, and the vault of secrets."""
