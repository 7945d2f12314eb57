"""What a second machine lacks (docs/scale.md): said where workers share Prefect's pool, or Prefect talks through Redis."""

import os
import socket
from collections.abc import Collection, Iterator
from importlib.util import find_spec
from urllib.parse import urlsplit

from config.machine.settings import Settings
from desk.cli.desk import Desk
from notifiers.base.abilities import Diagnosis
from schemas.event import RunMode
from schemas.sentence import Sentence, say
from store.db.tables import WorkerRow
from store.outbox import workers

_DATABASE, _BROKER = "PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_MESSAGING_BROKER"
_WITH_THE_BROKER = {
    "PREFECT_MESSAGING_CACHE": "prefect_redis.messaging",
    "PREFECT_SERVER_EVENTS_CAUSAL_ORDERING": "prefect_redis.ordering",
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect_redis.lease_storage",
}
_REDIS = "PREFECT_REDIS_MESSAGING_URL"
_ANSWERS_WITHIN = 5.0


def diagnose(desk: Desk) -> Iterator[Diagnosis]:
    """Nothing on the one machine that most have."""
    settings, found = desk.settings, workers.at_work(desk.ctx)
    hosts = {worker.host for worker in found}
    if len(hosts) > 1:
        yield _ok(
            say("Workers are at work on {count} machines: {names}.", count=len(hosts), names=", ".join(sorted(hosts)))
        )
    if settings.prefect == "pool":
        yield from _our_database(settings)
        yield from _in_the_pool(found)
        if settings.prefect_is_ours:
            yield from _prefects_database()
    if os.environ.get(_BROKER) == "prefect_redis.messaging":
        yield from _redis()


def _our_database(settings: Settings) -> Iterator[Diagnosis]:
    if urlsplit(settings.database_url).scheme.startswith("sqlite"):
        yield _warning(
            say(
                "Another machine cannot share our database, which is a file of this one. Name a PostgreSQL: KRISEKANAL_DATABASE_URL"
            )
        )


def _in_the_pool(found: Collection[WorkerRow]) -> Iterator[Diagnosis]:
    there = sum(worker.mode is RunMode.PREFECT for worker in found)
    if there:
        yield _ok(say("Workers in Prefect's pool: {count} of {all}.", count=there, all=len(found)))
    elif found:
        yield _warning(
            say(
                "No worker is in Prefect's pool, so each does its events by itself. Start Prefect, and the workers anew with "
                "KRISEKANAL_PREFECT=pool (docs/scale.md)."
            )
        )


def _prefects_database() -> Iterator[Diagnosis]:
    if os.environ.get(_DATABASE, "").startswith("postgresql+asyncpg://"):
        yield _ok(say("Prefect's own database is PostgreSQL."))
    else:
        yield _warning(
            say(
                "The pool wants Prefect on PostgreSQL. Name it: {name}=postgresql+asyncpg://… (docs/scale.md)",
                name=_DATABASE,
            )
        )


def _redis() -> Iterator[Diagnosis]:
    if find_spec("prefect_redis") is None:
        yield _error(
            say("Prefect is to talk through Redis, and prefect-redis is missing. Install it: uv sync --extra scale")
        )
        return
    lacking = [f"{name}={value}" for name, value in _WITH_THE_BROKER.items() if os.environ.get(name) != value]
    if lacking:
        yield _warning(say("Of Prefect's settings for Redis these are missing: {names}", names=" ".join(lacking)))
    place = urlsplit(os.environ.get(_REDIS) or "redis://127.0.0.1:6379/0")
    facts = {"host": place.hostname or "127.0.0.1", "port": str(place.port or 6379)}
    if _answers(facts["host"], int(facts["port"])):
        yield _ok(say("Redis answers at {host}, port {port}.", **facts))
    else:
        yield _error(
            say("Redis does not answer at {host}, port {port}. Start it, or name it: {name}", **facts, name=_REDIS)
        )


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=_ANSWERS_WITHIN):
            return True
    except OSError:
        return False


def _ok(sentence: Sentence) -> Diagnosis:
    return Diagnosis(level="ok", sentence=sentence)


def _warning(sentence: Sentence) -> Diagnosis:
    return Diagnosis(level="warning", sentence=sentence)


def _error(sentence: Sentence) -> Diagnosis:
    return Diagnosis(level="error", sentence=sentence)
