"""Words to our own people and to systems that asked to be told."""
