"""What was approved or posted: which channels it goes to, what each makes of it, and what follows it up."""
