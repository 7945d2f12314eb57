"""What is proven afterwards: hashes, heads of the log, signatures, packages."""
