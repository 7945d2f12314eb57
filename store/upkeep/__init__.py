"""How the system is seen from outside and kept well: figures, health, the database's life, and what is forgotten in time."""
