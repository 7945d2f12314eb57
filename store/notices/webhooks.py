"""Webhooks out: every audit event, in order, told until it is taken. The signing secret is sealed."""

import base64
import secrets
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from policy.access import Action
from policy.sending.retry import PAUSES
from schemas.errors import InvalidInput, NotFound
from schemas.event import EventKind
from schemas.evidence.audit import AuditEvent
from schemas.identity.token import WebhookSubscription
from schemas.sentence import say
from store.context import AppContext
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.tables import AuditRow, OutboxRow, WebhookRow
from store.evidence import audit
from store.identity.vault import Vault
from store.outbox import outbox

BATCH = 50
"""Events told at a time."""


def make(ctx: AppContext, vault: Vault, actor: str, url: str) -> tuple[WebhookSubscription, str]:
    """The second is the signing secret (`whsec_…`, Standard Webhooks), never shown again."""
    ctx.authorize(Action.TOKENS, actor)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or len(url) > 500:
        raise InvalidInput(
            say("Write a web address without a name and password in it, like https://mottak.example/krise.")
        )
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    with ctx.write() as session:
        row = WebhookRow(id=new_id("h"), url=url, sealed=vault.seal(secret), created_by=actor, created_at=ctx.clock())
        event = audit.append(session, ctx, actor, "webhook.made", row.id, url=url)
        row.last_seq = event.seq
        session.add(row)
        return as_noun(WebhookSubscription, row), secret


def listing(ctx: AppContext) -> list[WebhookSubscription]:
    with ctx.read() as session:
        return [
            as_noun(WebhookSubscription, row)
            for row in session.exec(select(WebhookRow).order_by(col(WebhookRow.created_at)))
        ]


def stop(ctx: AppContext, actor: str, webhook_id: str) -> WebhookSubscription:
    ctx.authorize(Action.TOKENS, actor)
    with ctx.write() as session:
        row = _get(session, webhook_id)
        row.stopped_at = row.stopped_at or ctx.clock()
        audit.append(session, ctx, actor, "webhook.stopped", row.id)
        return as_noun(WebhookSubscription, row)


def next_batch(
    ctx: AppContext, vault: Vault, webhook_id: str
) -> tuple[WebhookSubscription, str, list[AuditEvent]] | None:
    """What to tell now; None where nothing is left or it was stopped."""
    with ctx.read() as session:
        row = session.get(WebhookRow, webhook_id)
        if row is None or row.stopped_at:
            return None
        query = select(AuditRow).where(col(AuditRow.seq) > row.last_seq).order_by(col(AuditRow.seq)).limit(BATCH)
        events = [as_noun(AuditEvent, e) for e in session.exec(query)]
        return (as_noun(WebhookSubscription, row), vault.unseal(row.sealed), events) if events else None


def acknowledged(ctx: AppContext, webhook_id: str, last_seq: int) -> None:
    with ctx.write() as session:
        row = _get(session, webhook_id)
        row.last_seq, row.failures, row.last_error = last_seq, 0, None


def failed(ctx: AppContext, webhook_id: str, error: str) -> None:
    """Tried again later, with growing pauses; nothing is skipped."""
    with ctx.write() as session:
        row = _get(session, webhook_id)
        row.failures, row.last_error = row.failures + 1, error[:300]
        pause = timedelta(seconds=PAUSES[min(row.failures, len(PAUSES)) - 1])
        outbox.emit(session, ctx, EventKind.WEBHOOK_DUE, {"webhook_id": row.id}, due_at=ctx.clock() + pause)


def enqueue_behind(ctx: AppContext) -> int:
    """Wake every webhook that is behind and that nobody is about to tell. Returns how many."""
    with ctx.write() as session:
        newest = session.exec(select(AuditRow.seq).order_by(col(AuditRow.seq).desc()).limit(1)).first() or 0
        behind = select(WebhookRow).where(col(WebhookRow.stopped_at).is_(None), col(WebhookRow.last_seq) < newest)
        rows = [row for row in session.exec(behind) if row.id not in _awaited(session)]
        for row in rows:
            outbox.emit(session, ctx, EventKind.WEBHOOK_DUE, {"webhook_id": row.id})
        return len(rows)


def any_behind(ctx: AppContext) -> bool:
    """A look without a writer's turn."""
    with ctx.read() as session:
        newest = session.exec(select(AuditRow.seq).order_by(col(AuditRow.seq).desc()).limit(1)).first() or 0
        behind = select(WebhookRow.id).where(col(WebhookRow.stopped_at).is_(None), col(WebhookRow.last_seq) < newest)
        return session.exec(behind).first() is not None


def _awaited(session: Session) -> Sequence[str]:
    waiting = select(OutboxRow.payload).where(OutboxRow.kind == EventKind.WEBHOOK_DUE, col(OutboxRow.done_at).is_(None))
    return [payload["webhook_id"] for payload in session.exec(waiting)]


def _get(session: Session, webhook_id: str) -> WebhookRow:
    row = session.get(WebhookRow, webhook_id)
    if row is None:
        raise NotFound(say("There is no webhook {id}.", id=webhook_id))
    return row
