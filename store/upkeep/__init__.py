"""How the system is seen from outside and kept well: figures, health, which life of the database this is, what is forgotten in time."""
