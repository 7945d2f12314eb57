"""Alembic's entry: the engine is handed over by `store.db.migrate`."""

from alembic import context
from sqlmodel import SQLModel

from store.db import tables
from store.db.migrations.rebuild import check_references, guard_references

tables.everything()
engine = context.config.attributes["engine"]
with engine.execution_options(writing=True).connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        transactional_ddl=True,  # SQLite's too: all migrations or none
    )
    guard_references(connection, on=False)
    try:
        with context.begin_transaction():
            context.run_migrations()
            check_references(connection)
    finally:
        guard_references(connection, on=True)
