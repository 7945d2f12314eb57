"""What a municipality file can get wrong, a file for each thing it speaks of."""
