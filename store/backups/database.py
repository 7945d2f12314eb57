"""The database into a folder and back, consistent while others write.

SQLite: its own backup interface, one file. PostgreSQL: COPY of every table in one transaction (REPEATABLE READ); no program of
PostgreSQL's is needed. A backup goes back into a database of the same kind.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, make_url

from schemas.errors import Refused, StoreUnavailable
from schemas.sentence import say
from store.db import migrate
from store.db.database import open_engine
from store.db.errors import AWAY, as_sentences

FILE, TABLES = "database.sqlite", "tables"
_VERSION = "alembic_version"


def write(engine: Engine, folder: Path) -> None:
    """As of one moment. Raises `StoreUnavailable`, `OSError`."""
    with _as_sentences(engine):
        if engine.dialect.name == "sqlite":
            copy(engine, folder / FILE)
        else:
            _write_tables(engine, folder / TABLES)


def read(url: str, folder: Path, version: str) -> None:
    """Into a database that has nothing yet, and up to this program's version. Raises `Refused`, `StoreUnavailable`."""
    if make_url(url).get_backend_name() == "sqlite":
        Path(make_url(url).database or "").parent.mkdir(parents=True, exist_ok=True)
        (folder / FILE).rename(make_url(url).database or "")
    engine = open_engine(url)
    try:
        if engine.dialect.name != "sqlite":
            must_be_empty(url)
            migrate.upgrade(engine, version)
            with _as_sentences(engine):
                _read_tables(engine, folder / TABLES)
        migrate.upgrade(engine)
    finally:
        engine.dispose()


def must_be_empty(url: str) -> None:
    """Raises `Refused`."""
    made = make_url(url)
    if made.get_backend_name() == "sqlite":
        there = Path(made.database or "").exists()
    else:
        engine = open_engine(url)
        there = migrate.version(engine) is not None
        engine.dispose()
    if there:
        raise Refused(
            say("There is a database already. A backup is restored where there is none: nothing was changed.")
        )


@contextmanager
def _as_sentences(engine: Engine) -> Iterator[None]:
    """COPY is the driver's own, and so are its errors."""
    driver: Any = engine.dialect.loaded_dbapi  # psycopg, which nobody else has to import
    try:
        with as_sentences():
            yield
    except driver.Error as error:
        raise StoreUnavailable(AWAY) from error


def copy(engine: Engine, file: Path) -> None:
    """SQLite's, as of one moment, into one file."""
    with closing(engine.raw_connection()) as there, closing(sqlite3.connect(file)) as into:
        there.driver_connection.backup(into)  # type: ignore[union-attr]  # sqlite3's own, which SQLAlchemy does not know
        into.execute("PRAGMA journal_mode=DELETE")


def put_back(file: Path, over: Path) -> None:
    """Such a copy over the database in use: whoever has it open reads the old rows next."""
    with closing(sqlite3.connect(file)) as old, closing(sqlite3.connect(over)) as now:
        old.backup(now)


def _write_tables(engine: Engine, folder: Path) -> None:
    folder.mkdir()
    with engine.execution_options(snapshot=True).connect() as connection:
        for table, columns in _columns(connection).items():
            names = ",".join(f'"{column}"' for column in columns)
            with (folder / f"{table}.copy").open("wb") as file:
                file.write(f"{names}\n".encode())
                with _cursor(connection).copy(f"COPY {table} ({names}) TO STDOUT") as rows:
                    file.writelines(bytes(row) for row in rows)


def _read_tables(engine: Engine, folder: Path) -> None:
    """Guards stand aside: they were met when the rows were written, and the log proves that nothing was changed since.

    References are looked at when every row is there.
    """
    with engine.execution_options(writing=True).connect() as connection:
        tables, later = list(_columns(connection)), _at_once(connection)
        _guards(connection, tables, "DISABLE")
        _references(connection, later, "DEFERRABLE INITIALLY DEFERRED")
        for table in tables:
            _read_table(connection, table, folder / f"{table}.copy")
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        _references(connection, later, "NOT DEFERRABLE")
        _guards(connection, tables, "ENABLE")
        connection.commit()


def _guards(connection: Connection, tables: Iterable[str], become: str) -> None:
    for table in tables:
        connection.exec_driver_sql(f"ALTER TABLE {table} {become} TRIGGER USER")


def _at_once(connection: Connection) -> list[tuple[str, str]]:
    """(table, name) of each reference that is looked at row by row."""
    found = connection.exec_driver_sql(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' AND NOT condeferrable "
        "AND connamespace = current_schema()::regnamespace"
    )
    return [(table, name) for table, name in found]


def _references(connection: Connection, which: Iterable[tuple[str, str]], become: str) -> None:
    for table, name in which:
        connection.exec_driver_sql(f'ALTER TABLE {table} ALTER CONSTRAINT "{name}" {become}')


def _read_table(connection: Connection, table: str, file: Path) -> None:
    with file.open("rb") as rows:
        names = rows.readline().decode().strip()
        known = {name.strip('"') for name in names.split(",")} <= set(_columns(connection)[table])
        if not known:
            raise Refused(say("The backup does not fit its own version. Take another one; nothing was changed."))
        connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608  # a table that we made
        with _cursor(connection).copy(f"COPY {table} ({names}) FROM STDIN") as into:
            while piece := rows.read(1 << 20):
                into.write(piece)


def _columns(connection: Connection) -> dict[str, list[str]]:
    looked = inspect(connection)
    names = sorted(name for name in looked.get_table_names() if name != _VERSION)
    return {name: [column["name"] for column in looked.get_columns(name)] for name in names}


def _cursor(connection: Connection) -> Any:
    """psycopg's own: SQLAlchemy has no COPY."""
    return connection.connection.cursor()
