"""Bringing the database to this version with Alembic, from Python: no file to find, no path to set.

Alembic is imported only to upgrade: every command asks for the version, and must be quick.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect, text

from store.db.errors import as_sentences

if TYPE_CHECKING:
    from alembic.config import Config

_HERE = Path(__file__).parent / "migrations"


def config(engine: Engine) -> "Config":
    """Alembic's own, for `alembic check` in the tests too."""
    from alembic.config import Config  # noqa: PLC0415  # only to upgrade

    made = Config()
    made.set_main_option("script_location", str(_HERE))
    made.attributes["engine"] = engine
    return made


def upgrade(engine: Engine) -> str:
    """Returns the revision the database is now at."""
    from alembic import command  # noqa: PLC0415  # only to upgrade

    with as_sentences():
        command.upgrade(config(engine), "head")
    return version(engine) or ""


def version(engine: Engine) -> str | None:
    """The revision the database is at; None where it was never set up."""
    with as_sentences(), engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def newest() -> str:
    """The revision this program wants: migrations are numbered, one file each."""
    return max(path.name.partition("_")[0] for path in (_HERE / "versions").glob("[0-9]*_*.py"))
