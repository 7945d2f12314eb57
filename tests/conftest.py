"""Fixtures every room uses: a database of each kind, and a house to act in."""

import gc
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, make_url

from config.pdf.drawers import drawer
from store.accounts import accounts
from store.context import AppContext
from store.db import migrate
from store.db.database import open_engine
from store.db.sealing import Sealer
from tests import cheap_hashes as cheap_hashes
from tests import kept
from tests import one_dialect as one_dialect
from tests import own_home as own_home
from tests.cast import MUNICIPALITY
from tests.fakes import FakeChannels, FakeClock
from tests.servers import sqlite
from tests.servers.postgres import Postgres
from tests.spread import Together, order

pytest_plugins = ("tests.costs",)
EVERY_DATABASE = bool(os.environ.get("EVERY_DATABASE"))
"""`make torture` has it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--costs", action="store_true", help="name the files that cost most processor")
    parser.addoption("--draw", action="store_true", help="draw anew what the command line shows (tests/desk/pictures)")


def pytest_configure() -> None:
    kept.begin()
    gc.disable()  # until all is collected, see below: nothing of it is garbage


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [] if EVERY_DATABASE else [item for item in items if _twice(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not _twice(item)]
    order(items)


def _twice(item: pytest.Item) -> bool:
    """What is tested is not the database, and it passes on SQLite."""
    return bool(item.get_closest_marker("one_database")) and "[postgresql" in item.name


def pytest_collection_finish() -> None:
    """What is imported and collected by now stays to the end: looked through for garbage again and again, it was a third of a test's work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


@pytest.hookimpl(optionalhook=True)  # nobody asks without pytest-xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    return Together(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Fakes are labelled as fakes: `test_fake_…` talks to a stand-in for a platform that runs on no machine of one's own."""
    passed = [report.nodeid for report in terminalreporter.stats.get("passed", []) if "::test_fake_" in report.nodeid]
    if passed:
        files = sorted({node.partition("::")[0] for node in passed})
        terminalreporter.section("against fakes")
        terminalreporter.write_line(
            f"{len(passed)} tests talked to fakes of platforms, strict after their documents: {', '.join(files)}"
        )

    _say_what_was_reached(terminalreporter)


def _say_what_was_reached(terminalreporter: pytest.TerminalReporter) -> None:
    """How often each state machine came to what it is about (`tests/machines`)."""
    reports = [r for outcome in ("passed", "failed") for r in terminalreporter.stats.get(outcome, [])]
    found = {r.nodeid: what for r in reports for name, what in r.user_properties if name == "reached"}
    if found:
        terminalreporter.section("reached by the state machines")
    for node, reached in sorted(found.items()):
        terminalreporter.write_line(f"{node}: " + ", ".join(f"{what} {times}" for what, times in reached.items()))


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """A program of ours that ran in this process kept its files to itself; the next test's are as usual."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> str:
    """Name of a database at the newest version, to copy."""
    url = postgres.fresh()
    engine = open_engine(url)
    migrate.upgrade(engine)
    engine.dispose()
    return make_url(url).database or ""


@pytest.fixture(scope="session")
def migrated_sqlite() -> bytes:
    return sqlite.migrated()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database at the newest version; every test that uses it runs on both kinds."""
    if request.param == "sqlite":
        path = tmp_path / "kk.db"
        path.write_bytes(request.getfixturevalue("migrated_sqlite"))
        yield f"sqlite:///{path}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.fresh(request.getfixturevalue("migrated_postgres"))
    yield url
    server.drop(url)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = open_engine(database_url, busy_timeout_ms=2000)
    yield made
    made.dispose()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def ctx(engine: Engine, clock: FakeClock, tmp_path: Path) -> AppContext:
    made = AppContext(
        engine,
        MUNICIPALITY,
        FakeChannels(),
        clock,
        draw_pdf=drawer("twin"),
        gate_patience=timedelta(seconds=0.2),
        sealer=Sealer(tmp_path / "key"),
    )
    accounts.sync(made)
    return made
