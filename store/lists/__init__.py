"""Lists from outside: read by content, looked through, and taken into the register whole or not at all."""
