"""What `krisekanal doctor` says of what docs/scale.md asks for: each line of it, while it is missing and when it is there."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.language.texts import read
from config.machine.settings import load_settings
from desk.cli.commands import second_machine
from desk.cli.desk import Desk
from schemas.event import RunMode
from store.db.tables import WorkerRow
from store.outbox import workers
from tests.desk.test_bad_input import folder  # noqa: F401  # a fixture

pytestmark = pytest.mark.usefixtures("folder")
REDIS = {
    "PREFECT_MESSAGING_BROKER": "prefect_redis.messaging",
    "PREFECT_MESSAGING_CACHE": "prefect_redis.messaging",
    "PREFECT_SERVER_EVENTS_CAUSAL_ORDERING": "prefect_redis.ordering",
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect_redis.lease_storage",
}


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*REDIS, "PREFECT_REDIS_MESSAGING_URL", "PREFECT_SERVER_DATABASE_CONNECTION_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def redis() -> Iterator[int]:
    """A port where somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as there:
        yield there.getsockname()[1]


def said() -> list[tuple[str, str]]:
    return [(each.level, read(each.sentence)) for each in second_machine.diagnose(Desk(None, as_json=True))]


def worker(mode: str, host: str = "en") -> None:
    ctx = Desk(None, as_json=True).ctx
    made = workers.sign_in(ctx, mode)
    with ctx.write() as session:
        session.get_one(WorkerRow, made).host = host


def test_on_one_machine_there_is_nothing_to_say() -> None:
    worker("plain")
    assert said() == []


def test_a_pool_says_each_thing_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KRISEKANAL_PREFECT", "pool")
    worker("plain")
    found = said()
    assert [level for level, _ in found] == ["warning"] * 3
    for part, (_, sentence) in zip(
        ("KRISEKANAL_DATABASE_URL", "KRISEKANAL_PREFECT=pool", "PREFECT_SERVER_DATABASE_CONNECTION_URL"),
        found,
        strict=True,
    ):
        assert part in sentence


def test_a_pool_that_has_all_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KRISEKANAL_PREFECT", "pool")
    monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", "postgresql+asyncpg://prefect@db/prefect")
    worker("prefect", "en")
    worker("prefect", "to")
    worker("plain", "to")
    assert [each for each in said() if "KRISEKANAL_DATABASE_URL" not in each[1]] == [
        ("ok", "Det er arbeidere i gang på 2 maskiner: en, to."),
        ("ok", "Arbeidere i Prefects pool: 2 av 3."),
        ("ok", "Prefects egen database er PostgreSQL."),
    ]


def test_redis_is_asked_for_where_prefect_is_to_use_it(monkeypatch: pytest.MonkeyPatch, redis: int) -> None:
    monkeypatch.setenv("PREFECT_MESSAGING_BROKER", "prefect_redis.messaging")
    monkeypatch.setenv("PREFECT_REDIS_MESSAGING_URL", f"redis://127.0.0.1:{redis}/0")
    (lacking, answers) = said()
    assert lacking[0] == "warning" and all(f"{name}=" in lacking[1] for name in list(REDIS)[1:])
    assert answers == ("ok", f"Redis svarer på 127.0.0.1, port {redis}.")
    for name, value in REDIS.items():
        monkeypatch.setenv(name, value)
    assert said() == [answers]


def test_a_redis_that_is_away_or_not_installed_is_an_error(monkeypatch: pytest.MonkeyPatch, redis: int) -> None:
    for name, value in REDIS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PREFECT_REDIS_MESSAGING_URL", "redis://127.0.0.1:1/0")
    ((level, sentence),) = said()
    assert level == "error" and "PREFECT_REDIS_MESSAGING_URL" in sentence
    monkeypatch.setattr(second_machine, "find_spec", lambda _: None)
    ((level, sentence),) = said()
    assert level == "error" and "uv sync --extra scale" in sentence


def test_the_page_names_every_setting_that_is_looked_at() -> None:
    page = (Path(__file__).parents[2] / "docs/scale.md").read_text(encoding="utf-8")
    assert all(f"{name}={value}" in page for name, value in REDIS.items())
    assert "PREFECT_SERVER_DATABASE_CONNECTION_URL" in page and "PREFECT_REDIS_MESSAGING_URL" in page
    assert load_settings().prefect != "pool" and RunMode.PREFECT in RunMode
