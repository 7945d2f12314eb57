"""What was approved or posted, and its way out: deliveries, attempts, sending, preconditions."""
