"""The migrations make exactly the tables of the code, and the numbered newest is Alembic's head."""

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from store.db import migrate


def test_tables_and_migrations_agree(engine: Engine) -> None:
    command.check(migrate.config(engine))


def test_the_newest_number_is_the_head(engine: Engine) -> None:
    assert ScriptDirectory.from_config(migrate.config(engine)).get_current_head() == migrate.newest()
    assert migrate.version(engine) == migrate.newest()
