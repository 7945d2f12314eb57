"""A filled database of commit 96348d0 (version 0060), brought to this version and read through the store's own functions."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel, select

from policy.evidence.hashing import content_hash
from schemas.drafts.rendering import Rendering
from schemas.messages.delivery import SendResult
from schemas.messages.receipt import Receipt
from schemas.states import DeliveryStatus, DraftStatus, ForeignStatus, MessageStatus, PlatformLockStatus
from store.accounts import account_requests, accounts
from store.approvals import approvals
from store.context import AppContext
from store.crises import find, lifecycle, proposals
from store.db import migrate, tables
from store.db.database import open_engine
from store.db.tables import ApprovalRow, AttemptRow, PlatformLockRow
from store.deliveries import deliveries, unit_posts
from store.drafts import drafts, revisions
from store.evaluation import report
from store.evidence import audit
from store.exercises import runs
from store.messages import messages
from store.monitoring import foreign_posts
from store.outbox import outbox
from tests import one_hand
from tests.cast import MUNICIPALITY, content, request
from tests.fakes import FakeChannels, FakeClock
from tests.servers.postgres import Postgres
from tests.store.test_schema import made_by_the_code, shape

OLD = Path(__file__).parent / "old_databases" / "96348d0.sql"
VERSION = "0060"
LEASE = timedelta(seconds=30)
tables.everything()
OLD_TABLES = sorted(
    set(SQLModel.metadata.tables)
    - {
        "batch",
        "bulk",
        "delivery_report",
        "draft_look",
        "epoch",
        "imported_list",
        "inbox",
        "inbox_loop",
        "login_noise",
        "login_request",
        "login_try",
        "opening",
        "pace",
        "pressed_form",
        "signup",
        "question",
        "question_remark",
        "recipient_set",
        "recipient_set_member",
        "register_entry",
        "register_turn",
        "register_way",
        "remark",
        "remark_version",
        "rendering",
        "reported",
        "shown_file",
        "step",
        "taken_in",
        "unfinished",
    }
)


@dataclass(frozen=True)
class Migrated:
    ctx: AppContext
    counts: dict[str, int]
    """Rows per table, before."""
    renderings: dict[str, Any]
    """By id of a revision or message, before."""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        made = open_engine(f"sqlite:///{tmp_path / 'old.db'}")
        yield made
        made.dispose()
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.fresh()
    made = open_engine(url)
    yield made
    made.dispose()
    server.drop(url)


@pytest.fixture
def old(empty: Engine) -> Migrated:
    command.upgrade(migrate.config(empty), VERSION)
    fill(empty)
    counts, renderings = count(empty), rendered(empty)
    migrate.upgrade(empty)
    clock = FakeClock()
    clock.forward(days=3)
    ctx = AppContext(empty, MUNICIPALITY, FakeChannels(), clock)
    accounts.sync(ctx)
    return Migrated(ctx, counts, renderings)


def fill(engine: Engine) -> None:
    """One statement a line, in an order that the references of then allow; times are UTC."""
    lines = [line for line in OLD.read_text(encoding="utf-8").splitlines() if not line.startswith("--")]
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
        for line in lines:
            connection.exec_driver_sql(line)


def count(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table: int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() or 0)
            for table in OLD_TABLES
        }


def rendered(engine: Engine) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with engine.connect() as connection:
        for table in ("revision", "message"):
            for key, value in connection.exec_driver_sql(f"SELECT id, renderings FROM {table}"):
                found[key] = json.loads(value) if isinstance(value, str) else value
    return found


def test_nothing_is_lost_and_every_table_had_something(old: Migrated) -> None:
    assert 0 not in old.counts.values()
    assert count(old.ctx.engine) == old.counts
    assert migrate.version(old.ctx.engine) == migrate.newest()


def test_its_tables_are_those_of_the_code(old: Migrated, postgres: Postgres, tmp_path: Path) -> None:
    with made_by_the_code(old.ctx.engine, postgres, tmp_path) as fresh:
        assert shape(old.ctx.engine) == shape(fresh)


def _before(rendering: Rendering) -> dict[str, Any]:
    """As it was dumped before texts had versions."""
    assert rendering.versions == ()
    return rendering.model_dump(mode="json", exclude={"versions"})


def test_what_was_approved_is_provable_still(old: Migrated) -> None:
    chain = audit.verify(old.ctx)
    assert chain.first_bad is None and chain.events >= old.counts["audit"]
    found = [revision for draft in drafts.listing(old.ctx) for revision in revisions.history(old.ctx, draft.id)]
    assert len(found) == old.counts["revision"]
    for revision in found:
        assert [_before(rendering) for rendering in revision.renderings] == old.renderings[revision.id]
        assert content_hash(revision.content, revision.accounts, revision.renderings) == revision.content_hash
    hashes = {revision.id: revision.content_hash for revision in found}
    with old.ctx.read() as session:
        rows = session.exec(select(ApprovalRow)).all()
    assert len(rows) == 2 and all(hashes[row.revision_id] == row.content_hash for row in rows)


def test_messages_deliveries_and_receipts_are_there(old: Migrated) -> None:
    found = messages.listing(old.ctx)
    assert len(found) == 4
    for message in found:
        shown = messages.shown(old.ctx, message.id)
        assert [_before(rendering) for rendering in shown.values()] == old.renderings[message.id]
        assert {d.account_id for d in message.deliveries} <= set(shown)
    statuses = sorted(delivery.status for message in found for delivery in message.deliveries)
    assert statuses == sorted([DeliveryStatus.DELIVERED] * 3 + [DeliveryStatus.FAILED, DeliveryStatus.HELD])
    assert MessageStatus.CORRECTED in {message.status for message in found}
    with old.ctx.read() as session:
        assert sum(row.remote_id is not None for row in session.exec(select(AttemptRow))) == 3


def test_the_report_and_all_else_can_be_read(old: Migrated) -> None:
    crisis = next(each for each in find.listing(old.ctx) if not each.exercise)
    facts = report.gather(old.ctx, crisis.id)
    assert len(facts.findings) == 1 and len(facts.locks) == 4 and len(facts.messages) == 2
    assert {d.status for d in facts.drafts} == {DraftStatus.APPROVED, DraftStatus.WITHDRAWN}
    assert [post.status for post in foreign_posts.listing(old.ctx)] == [ForeignStatus.TAKEN_OVER]
    assert proposals.waiting(old.ctx) == [] and len(account_requests.listing(old.ctx)) == 1
    assert len(outbox.all_events(old.ctx)) >= old.counts["outbox"]
    exercise = find.current(old.ctx)
    assert exercise is not None and runs.find(old.ctx, exercise.id) is not None
    with old.ctx.read() as session:
        assert [row.status for row in session.exec(select(PlatformLockRow))] == [PlatformLockStatus.RESTORED]


FORBIDDEN = (
    "UPDATE revision SET content = '{}'",
    "DELETE FROM revision",
    "UPDATE rendering SET body = '{}'",
    "DELETE FROM rendering",
    "UPDATE message SET content = '{}'",
    "UPDATE message SET author = 'x'",
    "UPDATE message SET revision_id = (SELECT min(id) FROM revision) WHERE kind = 'unit_post'",
    "UPDATE approval SET approver = 'x'",
    "UPDATE audit SET actor = 'x'",
    "DELETE FROM audit",
    "UPDATE crisis SET exercise = NOT exercise",
    "UPDATE delivery SET exercise = NOT exercise",
    "UPDATE account SET sandbox = NOT sandbox",
    "DELETE FROM platform_lock",
    "UPDATE platform_lock SET before = '{}'",
    "UPDATE draft SET status = 'nonsense'",
    "UPDATE draft SET revision_id = 'r-none'",
)


def test_its_guards_stand(old: Migrated) -> None:
    for change in FORBIDDEN:
        with pytest.raises(DBAPIError), old.ctx.engine.begin() as connection:  # refused at once, or at the end
            connection.exec_driver_sql(change)


def send(ctx: AppContext, message_id: str) -> None:
    for delivery_id in deliveries.waiting(ctx, message_id):
        claimed = one_hand.claim(ctx, delivery_id, "w", LEASE)
        while claimed:
            claimed = one_hand.finish(ctx, claimed, SendResult(receipt=Receipt(remote_id="x")), "w")


def test_work_goes_on(old: Migrated) -> None:
    """What a crisis of then had held goes out now, and a new crisis is set up and speaks."""
    ctx = old.ctx
    held = next(m for m in messages.listing(ctx) if m.deliveries[0].status is DeliveryStatus.HELD)
    unit_posts.decide_held(ctx, "liv", held.id, publish=True)
    send(ctx, held.id)
    assert messages.show(ctx, held.id).status is MessageStatus.PUBLISHED
    crisis = lifecycle.establish(ctx, "kari", request())
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis.id, content(), ["side"]).id)
    message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    send(ctx, message.id)
    assert messages.show(ctx, message.id).status is MessageStatus.PUBLISHED
    assert audit.verify(ctx).first_bad is None
