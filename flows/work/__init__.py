"""How a worker takes an event up, does it once and writes it down; what its flows stand on."""
