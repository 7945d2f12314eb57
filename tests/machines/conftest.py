"""Both databases, a new one for each example; the server's fewer times."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.machines.arena import Arena
from tests.servers.postgres import Postgres

Fresh = Callable[[], AbstractContextManager[str]]


@pytest.fixture(params=["sqlite", "postgresql"])
def arena(request: pytest.FixtureRequest, tmp_path: Path, record_property: Callable[[str, object], None]) -> Arena:
    if request.param == "sqlite":
        return Arena(_files(tmp_path, request.getfixturevalue("migrated_sqlite")), 1, record_property)
    copies = _copies(request.getfixturevalue("postgres"), request.getfixturevalue("migrated_postgres"))
    return Arena(copies, 0.5, record_property)


def _files(folder: Path, template: bytes) -> Fresh:
    numbers = itertools.count()

    @contextmanager
    def fresh() -> Iterator[str]:
        path = folder / f"{next(numbers)}.db"
        path.write_bytes(template)
        yield f"sqlite:///{path}"
        for left in folder.glob(f"{path.name}*"):
            left.unlink()

    return fresh


def _copies(server: Postgres, template: str) -> Fresh:
    @contextmanager
    def fresh() -> Iterator[str]:
        url = server.fresh(template)
        yield url
        server.drop(url)

    return fresh
