"""A message on its way out: its turn, its tries, its pace, and what its deliveries add up to."""
