"""What happens and when: plain steps, the Prefect flows around them, and the dispatcher that starts them."""
