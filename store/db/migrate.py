"""Bringing the database to this version with Alembic, from Python: no file to find, no path to set.

Alembic is imported only to upgrade, and SQLAlchemy only to ask a database: `krisekanal --version` does neither, and must be quick.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from schemas.errors import StoreUnavailable
from schemas.sentence import say
from store.db import errors

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Engine

_HERE = Path(__file__).parent / "migrations"


def config(engine: "Engine") -> "Config":
    """Alembic's own, for `alembic check` in the tests too."""
    from alembic.config import Config  # noqa: PLC0415  # only to upgrade

    made = Config()
    made.set_main_option("script_location", str(_HERE))
    made.attributes["engine"] = engine
    return made


def upgrade(engine: "Engine", to: str = "head") -> str:
    """Returns the revision the database is now at. Raises `StoreUnavailable`, also where it is newer than this program."""
    from alembic import command  # noqa: PLC0415  # only to upgrade

    must_be_known(version(engine))
    with errors.as_sentences():
        command.upgrade(config(engine), to)
    return version(engine) or ""


def must_be_known(found: str | None) -> None:
    """Raises `StoreUnavailable` for a version that only a newer program knows."""
    if found is not None and found not in _known():
        raise StoreUnavailable(
            say(
                "The database is at version {found}, and this program knows none later than {wanted}: it is older than the "
                "database. Use the program that was here before, or a newer one; nothing was changed.",
                found=found,
                wanted=newest(),
            )
        )


def version(engine: "Engine") -> str | None:
    """The revision the database is at; None where it was never set up."""
    from sqlalchemy import inspect, text  # noqa: PLC0415  # only where there is a database

    with errors.as_sentences(), engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def newest() -> str:
    """The revision this program wants: migrations are numbered, one file each."""
    return max(_known())


def _known() -> set[str]:
    return {path.name.partition("_")[0] for path in (_HERE / "versions").glob("[0-9]*_*.py")}
