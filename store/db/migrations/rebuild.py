"""SQLite cannot alter a table, so Alembic makes it anew and drops the old one, and its triggers with it."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import op
from sqlalchemy import Connection


@contextmanager
def kept_triggers() -> Iterator[None]:
    """What guards evidence stands aside while tables are rebuilt, and is put back as it was. PostgreSQL alters in place."""
    if op.get_bind().dialect.name != "sqlite":
        yield
        return
    found = op.get_bind().exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _ in found:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _, sql in found:
        op.get_bind().exec_driver_sql(sql)


def know_events(words: str) -> None:
    """The kinds of event that the outbox takes from this version on, a space between them."""
    known = ", ".join(f"'{word}'" for word in words.split())
    with kept_triggers():
        with op.batch_alter_table("outbox") as batch:
            batch.drop_constraint("eventkind", type_="check")
            batch.create_check_constraint("eventkind", f"kind IN ({known})")


def guard_references(connection: Connection, *, on: bool) -> None:
    """Dropping a table that others refer to would be refused. Takes effect only outside a transaction."""
    if connection.dialect.name == "sqlite":
        raw = connection.connection.driver_connection
        if raw is None:
            raise AssertionError("the connection is open")
        raw.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def check_references(connection: Connection) -> None:
    """Before the commit. Raises `RuntimeError` with the first row that refers to nothing."""
    if connection.dialect.name == "sqlite":
        bad = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if bad is not None:
            raise RuntimeError(f"{bad[0]}, row {bad[1]}, refers to no row of {bad[2]}; nothing was changed")
