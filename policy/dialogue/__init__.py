"""What others write to us: which state may follow which, who may answer, what was seen, and what is asked by many."""
