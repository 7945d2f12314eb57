"""A database that is used again is as a new one, and what was changed in its shape is not used again."""

from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from store.accounts import accounts
from store.context import AppContext
from store.crises import lifecycle
from store.db.database import open_engine
from store.evidence import audit
from tests.cast import MUNICIPALITY, request
from tests.fakes import FakeChannels, FakeClock
from tests.servers.postgres import Postgres
from tests.servers.shape import shape


def connect(url: str) -> "psycopg.Connection[Any]":
    return psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(False), autocommit=True)


def number(url: str) -> int:
    """PostgreSQL's own for the database, whatever it is called."""
    with connect(url) as connection:
        (found,) = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchall()
    return int(found[0])


def worked_in(url: str) -> int:
    """A crisis is set up: rows with guards, numbers, a chain. Returns the number of the chain's last link."""
    engine = open_engine(url)
    ctx = AppContext(engine, MUNICIPALITY, FakeChannels(), FakeClock())
    accounts.sync(ctx)
    lifecycle.establish(ctx, "kari", request())
    assert audit.verify(ctx).whole
    engine.dispose()
    return audit.newest(ctx)


def test_one_that_is_used_again_is_empty_and_begins_at_one(postgres: Postgres, migrated_postgres: str) -> None:
    first = postgres.fresh(migrated_postgres)
    links, known = worked_in(first), number(first)
    postgres.drop(first)
    again = postgres.fresh(migrated_postgres)
    assert number(again) == known and again != first
    assert worked_in(again) == links, "the rows of the first one are gone"
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        connect(first)
    postgres.drop(again)


def test_whoever_is_still_connected_is_cut_off(postgres: Postgres, migrated_postgres: str) -> None:
    url = postgres.fresh(migrated_postgres)
    with connect(url) as left_over:
        postgres.drop(url)
        with pytest.raises(psycopg.OperationalError):
            left_over.execute("SELECT 1")


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE audit DISABLE TRIGGER USER",
        "DROP TRIGGER audit_in_order ON audit",
        "CREATE RULE quiet AS ON INSERT TO audit DO INSTEAD NOTHING",
        "CREATE INDEX more ON crisis (title)",
        "CREATE TABLE more (id int)",
        "ALTER TABLE crisis ADD COLUMN more int",
        "ALTER TABLE crisis ALTER COLUMN title DROP NOT NULL",
        "ALTER TABLE crisis ALTER COLUMN title SET DEFAULT 'x'",
        "UPDATE alembic_version SET version_num = '0001'",
        "ALTER DATABASE {} SET default_transaction_read_only = on",
    ],
)
def test_a_changed_shape_is_not_used_again(postgres: Postgres, migrated_postgres: str, change: str) -> None:
    url = postgres.fresh(migrated_postgres)
    with connect(url) as connection:
        before = shape(connection)
        connection.execute(change.format(make_url(url).database).encode())
        assert shape(connection) != before
    changed = number(url)
    postgres.drop(url)
    again = postgres.fresh(migrated_postgres)
    assert number(again) != changed
    with connect(again) as connection:
        assert shape(connection) == before
    postgres.drop(again)
