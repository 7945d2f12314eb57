"""One scene on each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.torture.scene import Scene, open_scene


@pytest.fixture(params=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    url = ""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").fresh(request.getfixturevalue("migrated_postgres"))
    with open_scene(tmp_path, monkeypatch, url) as made:
        yield made
