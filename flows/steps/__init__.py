"""The work itself, as plain functions. Each is safe to do again, with or without Prefect."""
