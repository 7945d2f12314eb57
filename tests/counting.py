"""What something asks of the database: statements and transactions, counted where they leave."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Engine, event

_FRAME = ("BEGIN", "SET ", "SELECT pg_advisory_xact_lock")
"""How `store.db.database` begins a transaction; no question of its own."""


@dataclass
class Count:
    transactions: int = 0
    asked: list[str] = field(default_factory=list)
    """Every statement, in order."""

    @property
    def statements(self) -> int:
        return len(self.asked)


@contextmanager
def counted(engine: Engine) -> Iterator[Count]:
    found = Count()

    def begun(*_: object) -> None:
        found.transactions += 1

    def asked(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(_FRAME):
            found.asked.append(statement)

    event.listen(engine, "begin", begun)
    event.listen(engine, "before_cursor_execute", asked)
    try:
        yield found
    finally:
        event.remove(engine, "begin", begun)
        event.remove(engine, "before_cursor_execute", asked)
