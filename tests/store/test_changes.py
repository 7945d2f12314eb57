"""The change feed says that somebody else has committed, and outlives its database."""

from datetime import timedelta
from threading import Event

import psycopg
from sqlalchemy import Engine, make_url

from store.accounts import accounts
from store.context import AppContext
from store.crises import entries, lifecycle
from store.db.changes import open_feed
from store.db.database import open_engine
from store.drafts import drafts
from store.evidence.log_feed import LogFeed
from store.outbox import workers
from tests.cast import content, request
from tests.servers.ports import free_port


def test_a_commit_is_told(ctx: AppContext, engine: Engine) -> None:
    feed = open_feed(engine)
    while feed.wait(0.1, Event()):
        pass
    lifecycle.establish(ctx, "kari", request())
    assert feed.wait(5, Event())
    feed.close()


def test_cut_connections_are_opened_again(ctx: AppContext, engine: Engine) -> None:
    """SQLite's connection is closed under the feed; PostgreSQL's is ended by an administrator."""
    feed = open_feed(engine)
    _cut(engine, feed)
    told = [feed.wait(1, Event()) for _ in range(3)]
    assert any(told), "what was missed meanwhile counts as a change"
    while feed.wait(0.1, Event()):
        pass
    lifecycle.establish(ctx, "kari", request())
    assert feed.wait(5, Event())
    feed.close()


def test_the_log_s_feed_tells_of_what_people_see_and_of_nothing_else(ctx: AppContext) -> None:
    """On both databases the same: confirmations, entries and drafts, and no worker's sign of life."""
    feed = LogFeed(ctx)
    worker = workers.sign_in(ctx, "plain")
    while feed.wait(0.5, Event()):
        pass
    workers.beat(ctx, worker, "plain", timedelta(seconds=10), frozenset())
    assert feed.wait(1, Event()) is False
    crisis = lifecycle.establish(ctx, "kari", request())
    assert feed.wait(30, Event())
    for change in (
        lambda: accounts.confirm(ctx, "liv", "side"),
        lambda: entries.add(ctx, "lars", crisis.id, "Vannverket er orientert."),
        lambda: drafts.new(ctx, "anne", crisis.id, content(), ["side"]),
    ):
        change()
        assert feed.wait(30, Event()), change
    assert feed.wait(1, Event()) is False
    feed.close()


def test_a_database_that_is_not_there_raises_nothing() -> None:
    engine = open_engine(f"postgresql+psycopg://postgres@127.0.0.1:{free_port()}/nothing")
    feed = open_feed(engine)
    assert [feed.wait(0.05, Event()) for _ in range(3)] == [False, False, False]
    feed.close()


def _cut(engine: Engine, feed: object) -> None:
    if engine.dialect.name == "sqlite":
        feed._feed._connection.driver_connection.close()  # type: ignore[attr-defined]  # the feed's own connection
        return
    url = make_url(str(engine.url)).set(drivername="postgresql")
    with psycopg.connect(url.set(password=engine.url.password).render_as_string(False), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
