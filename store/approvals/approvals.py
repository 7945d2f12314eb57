"""Approval: the moment a draft becomes a message, bound to the hash of exactly what was seen."""

from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from policy.decision import Decision, first_no
from policy.drafts import approval
from policy.drafts.checks import checks_of
from policy.evidence.hashing import content_hash
from policy.logins.letting_in import may_judge
from policy.promises.promised_updates import due_of
from schemas.crises.crisis import Crisis
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.draft import Draft, Seen
from schemas.errors import Refused
from schemas.event import EventKind
from schemas.identity.person import Person
from schemas.messages.message import Message
from schemas.sentence import say
from schemas.states import DraftStatus
from store.approvals import answer_once
from store.context import AppContext
from store.crises import faults, find
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.status import become
from store.db.tables import ApprovalRow, DraftRow, MessageRow
from store.deliveries import deliveries
from store.drafts import audiences, drafts
from store.evidence import audit
from store.identity import openings
from store.messages import messages
from store.notices import alarm_clock
from store.outbox import outbox
from store.remarks import answering


def approve(ctx: AppContext, actor: str, draft_id: str, seen: Seen, answers: dict[str, str] | None = None) -> Message:
    """`seen` is the revision and the hash of what the approver looked at; `answers` by check id.

    Raises `Refused`.
    """
    before_approving(ctx, draft_id)
    with ctx.write() as session:
        row = drafts.get(session, draft_id)
        draft = drafts.noun(session, row)
        crisis = find.get(session, row.crisis_id)
        ctx.ask(
            lambda person: approval.may_approve(ctx.municipality, person, draft, seen, ctx.clock(), answers or {}),
            actor,
        )
        ctx.ask(lambda person: own_second_person(session, ctx, person, draft), actor)
        ctx.ask(
            lambda person: approval.may_draft(
                ctx.municipality, person, as_noun(Crisis, crisis), draft.revision.content.kind
            ),
            actor,
        )
        answering.stands_as_seen(session, ctx, draft.revision.content).or_raise()
        faults.require_available(session, ctx, crisis.id, actor)
        audiences.require_current(session, ctx, draft)
        _untouched(draft)
        message = _write(session, ctx, actor, row, draft, answers or {}, exercise=crisis.exercise)
        outbox.emit(session, ctx, EventKind.DRAFT_DECIDED, {"draft_id": row.id}, crisis_id=row.crisis_id)
        return messages.noun(session, message)


def before_approving(ctx: AppContext, draft_id: str) -> None:
    """As `drafts.before_start`: the checks of its text are remembered, and whom it goes to is counted again. Raises `Refused`."""
    draft = drafts.show(ctx, draft_id)
    if ctx.whole is None:
        checks_of(draft.revision, approval.published(ctx.municipality))
    audiences.look(ctx, draft)


def own_second_person(session: Session, ctx: AppContext, person: Person, draft: Draft) -> Decision:
    """Whose login a writer opened is nobody's second person for a day."""
    opened_by = openings.opened_by(session, ctx, person.id)
    return may_judge(ctx.municipality, person, sorted(approval.hands(draft)), opened_by)


def may_approve_now(ctx: AppContext, person: Person, draft: Draft, seen: Seen, answers: dict[str, str]) -> Decision:
    """What `approve` would say to this person, before anything is tried; for pages that show a button."""
    asked = approval.may_approve(ctx.municipality, person, draft, seen, ctx.clock(), answers)
    if not asked.allowed:
        return asked
    with ctx.read() as session:
        stands = answering.stands_as_seen(session, ctx, draft.revision.content)
        return first_no(stands, own_second_person(session, ctx, person, draft))


def _untouched(draft: Draft) -> None:
    """The stored revision still has the hash it was written with."""
    revision = draft.revision
    if content_hash(revision.content, revision.accounts, revision.renderings) != revision.content_hash:
        raise Refused(
            say("The stored draft {id} no longer fits its own hash. Tell IT; do not publish it.", id=draft.id)
        )


def _write(
    session: Session,
    ctx: AppContext,
    actor: str,
    row: DraftRow,
    draft: Draft,
    answers: dict[str, str],
    *,
    exercise: bool,
) -> MessageRow:
    now, revision = ctx.clock(), draft.revision
    become(row, DraftStatus.APPROVED)
    row.decided_by, row.updated_at, row.reason = actor, now, None
    message = _message(session, ctx, actor, row, draft, exercise=exercise)
    row.message_id = message.id
    session.add(
        ApprovalRow(
            id=new_id("g"),
            draft_id=row.id,
            revision_id=revision.id,
            content_hash=revision.content_hash,
            approver=actor,
            approved_at=now,
            answers=answers,
        )
    )
    _freeze(session, ctx, actor, message, draft, answers)
    if revision.content.question is None:
        deliveries.queue(session, ctx, message, revision.accounts)
    _keep_the_promise(session, ctx, row.crisis_id, revision.content)
    if revision.content.kind is MessageKind.RETRACTION and row.refers_to:
        deliveries.cancel_waiting(session, ctx, row.refers_to, because=message.id)
    return message


def _message(
    session: Session, ctx: AppContext, actor: str, row: DraftRow, draft: Draft, *, exercise: bool
) -> MessageRow:
    """Of an answer to what many ask the first of several, which are queued already."""
    revision = draft.revision
    fields: dict[str, Any] = {
        "content_hash": revision.content_hash,
        "author": revision.author,
        "approver": actor,
        "crisis_id": row.crisis_id,
        "draft_id": row.id,
        "revision_id": revision.id,
    }
    if revision.content.question:
        return answer_once.write(session, ctx, actor, revision.content, **fields)[0]
    return messages.add(
        session,
        ctx,
        kind=revision.content.kind,
        content=revision.content,
        publish_at=ctx.clock(),
        exercise=exercise,
        refers_to=row.refers_to,
        reply_to=row.reply_to,
        **fields,
    )


def _keep_the_promise(session: Session, ctx: AppContext, crisis_id: str, content: Content) -> None:
    """Somebody is told in time that the next word is due."""
    zone, now = ZoneInfo(ctx.municipality.organisation.timezone), ctx.clock()
    if due := due_of(content, now, zone):
        alarm_clock.wind(session, ctx, crisis_id, max(now, due - ctx.municipality.alarms.promise))


def _freeze(
    session: Session, ctx: AppContext, actor: str, message: MessageRow, draft: Draft, answers: dict[str, str]
) -> None:
    """What was approved is evidence: the whole of it goes into the audit chain."""
    revision = draft.revision
    audit.append(
        session,
        ctx,
        actor,
        "draft.approved",
        draft.id,
        message.crisis_id,
        message=message.id,
        revision=revision.number,
        hash=message.content_hash,
        content=revision.content.model_dump(mode="json"),
        renderings=[r.model_dump(mode="json") for r in revision.renderings],
        answers=answers,
    )
