"""What is remembered: SQLModel tables, use cases, the outbox and the audit chain."""
