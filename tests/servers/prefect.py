"""Prefect's own server, begun where another of this run came to: making its empty database costs as much as all that it imports."""

import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path

from config.machine.settings import Settings
from flows.runtime import probe
from tests import kept
from tests.servers.programs import program

MODULE = "flows.runtime.prefect_server"
STARTS_WITHIN = 180


@contextmanager
def server(settings: Settings, environment: Mapping[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """It answers. Whoever is first in a run is waited for by all who get a copy of what it has made of nothing: its database, and what
    it remembers of its own blocks."""
    with ExitStack() as running:
        with kept.alone("prefect") as empty:
            ready = empty.exists()
            if ready:
                shutil.copytree(empty, _home(settings), dirs_exist_ok=True)
            process = running.enter_context(program(MODULE, environment, log))
            if not ready:
                _until_it_answers(settings, process, log)
                kept.whole(empty, partial(_copied, _home(settings)))
        _until_it_answers(settings, process, log)
        yield process


def _copied(home: Path, beside: Path) -> None:
    """Of the database what is committed by now."""
    shutil.copy(home / "memo_store.toml", beside)
    with closing(sqlite3.connect(home / "prefect.db")) as made:
        with closing(sqlite3.connect(beside / "prefect.db")) as copy:
            made.backup(copy)


def many_machines(database: str, redis: int) -> dict[str, str]:
    """What Prefect is told as docs/scale.md says: its own database is PostgreSQL, and it talks through the Redis on this port."""
    return {
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database.replace("+psycopg", "+asyncpg"),
        "PREFECT_MESSAGING_BROKER": "prefect_redis.messaging",
        "PREFECT_MESSAGING_CACHE": "prefect_redis.messaging",
        "PREFECT_SERVER_EVENTS_CAUSAL_ORDERING": "prefect_redis.ordering",
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect_redis.lease_storage",
        "PREFECT_REDIS_MESSAGING_URL": f"redis://127.0.0.1:{redis}/0",
    }


def _home(settings: Settings) -> Path:
    return settings.data / "prefect"


def _until_it_answers(settings: Settings, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while not probe.answers(settings):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, "Prefect never answered"
        time.sleep(0.3)
