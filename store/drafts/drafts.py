"""Drafts on their way through the editorial desk."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import Session, col, select

from policy.decision import Decision
from policy.drafts import approval
from schemas.crises.crisis import Crisis
from schemas.drafts.content import Content
from schemas.drafts.draft import Draft
from schemas.errors import NotFound
from schemas.event import EventKind
from schemas.identity.person import Person
from schemas.sentence import say
from schemas.states import DraftStatus
from store.context import AppContext
from store.crises import faults, find
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.status import become
from store.db.tables import DraftRow
from store.drafts import audiences, moments_ago, revisions, timetable
from store.evidence import audit
from store.outbox import outbox
from store.remarks import answering


def new(
    ctx: AppContext,
    actor: str,
    crisis_id: str,
    content: Content,
    accounts: Sequence[str] = (),
    refers_to: str | None = None,
    *,
    once: bool = False,
) -> Draft:
    """With no `accounts`, every connected one. Raises `InvalidInput` where a channel cannot carry the text.

    `once`: whoever sends no key of their own; a second press within moments gets the first's (`policy.pressed_twice`).
    """
    before_start(ctx, actor, crisis_id, content, accounts, refers_to)
    with ctx.write() as session:
        row = start(session, ctx, actor, crisis_id, content, accounts, refers_to, once=once)
        return noun(session, row)


def before_start(
    ctx: AppContext,
    actor: str,
    crisis_id: str,
    content: Content,
    accounts: Sequence[str],
    refers_to: str | None = None,
) -> None:
    """What takes long and what may be refused, before others wait for us. In the turn it is asked again, and remembered."""
    beforehand(ctx, lambda session: composed(session, ctx, actor, crisis_id, content, accounts, refers_to))


def beforehand(ctx: AppContext, work: Callable[[Session], object]) -> None:
    """`work` with a session that only reads; nothing where we are in somebody's turn already."""
    if ctx.whole is None:
        with ctx.read() as session:
            work(session)


def start(
    session: Session,
    ctx: AppContext,
    actor: str,
    crisis_id: str,
    content: Content,
    accounts: Sequence[str],
    refers_to: str | None,
    *,
    once: bool = False,
) -> DraftRow:
    to_be, now = composed(session, ctx, actor, crisis_id, content, accounts, refers_to), ctx.clock()
    if first := moments_ago.draft(session, ctx, actor, crisis_id, refers_to, to_be) if once else None:
        return first
    row = DraftRow(
        id=new_id("u"),
        crisis_id=crisis_id,
        status=DraftStatus.DRAFT,
        author=actor,
        created_at=now,
        updated_at=now,
        refers_to=refers_to,
        reply_to=content.answers.remark_id if content.answers else None,
        question_id=content.question.question_id if content.question else None,
        revision_id="",
    )
    revision = revisions.keep(session, ctx, actor, row, to_be)
    session.add(row)
    session.flush()
    _log(session, ctx, actor, row, "draft.created", revision=1, hash=revision.content_hash)
    return row


def composed(
    session: Session,
    ctx: AppContext,
    actor: str,
    crisis_id: str,
    content: Content,
    accounts: Sequence[str],
    refers_to: str | None = None,
) -> revisions.Composed:
    """What a new draft would hold. Raises what refuses it."""
    crisis = as_noun(Crisis, find.get(session, crisis_id))
    ctx.ask(lambda person: approval.may_draft(ctx.municipality, person, crisis, content.kind), actor)
    return revisions.compose(session, ctx, crisis, refers_to, content, accounts)


def edit(
    ctx: AppContext, actor: str, draft_id: str, content: Content, accounts: Sequence[str] = (), on: int | None = None
) -> Draft:
    """A new revision; whatever anybody had looked at before no longer counts as seen. Without a change, none.

    `on` is the revision that was changed, where its writer knows: a newer one is not written over.
    """
    before_edit(ctx, actor, draft_id, content, accounts)
    with ctx.write() as session:
        row, before, to_be = _edited(session, ctx, actor, draft_id, content, accounts)
        if to_be.hash == before.revision.content_hash:
            return before
        approval.is_newest(before, on).or_raise()
        revision = revisions.keep(session, ctx, actor, row, to_be, number=before.revision.number + 1)
        row.updated_at = ctx.clock()
        session.flush()
        left_out = set(answering.answers_to(before.revision.content)) - set(answering.answers_to(to_be.content))
        answering.let_all_go(session, ctx, sorted(left_out))
        _log(session, ctx, actor, row, "draft.edited", revision=revision.number, hash=revision.content_hash)
        return noun(session, row)


def before_edit(ctx: AppContext, actor: str, draft_id: str, content: Content, accounts: Sequence[str]) -> None:
    """As `before_start`."""
    draft = show(ctx, draft_id)
    audiences.ready(ctx, actor, content, of=draft)
    beforehand(ctx, lambda session: _edited(session, ctx, actor, draft_id, content, accounts))


def _edited(
    session: Session, ctx: AppContext, actor: str, draft_id: str, content: Content, accounts: Sequence[str]
) -> tuple[DraftRow, Draft, revisions.Composed]:
    row = get(session, draft_id)
    before = noun(session, row)
    ctx.ask(lambda person: approval.may_edit(ctx.municipality, person, before), actor)
    crisis = as_noun(Crisis, find.get(session, row.crisis_id))
    its = before.revision.accounts
    chosen = its if set(accounts) == set(its) else accounts or its
    whom = audiences.while_it_waits(session, ctx, before, content)
    return row, before, revisions.compose(session, ctx, crisis, row.refers_to, content, chosen, before.revision, whom)


def submit(ctx: AppContext, actor: str, draft_id: str) -> Draft:
    """To the desk. Its editors are told, reminded, and their deputies called."""
    before_submit(ctx, actor, draft_id)
    with ctx.write() as session:
        return hand_in(session, ctx, actor, get(session, draft_id))


def before_submit(ctx: AppContext, actor: str, draft_id: str) -> None:
    """As `before_start`; whom it goes to is written down."""
    draft = show(ctx, draft_id)
    ctx.ask(lambda person: approval.may_submit_or_withdraw(ctx.municipality, person, draft), actor)
    audiences.ready(ctx, actor, draft.revision.content)


def hand_in(session: Session, ctx: AppContext, actor: str, row: DraftRow) -> Draft:
    before = noun(session, row)
    draft = noun(session, row) if audiences.address(session, ctx, actor, row, before) else before
    _step(
        session,
        ctx,
        actor,
        row,
        DraftStatus.SUBMITTED,
        lambda p: approval.may_submit_or_withdraw(ctx.municipality, p, draft),
    )
    row.submitted_at, row.submitted_by = ctx.clock(), actor
    revisions.had_a_hand(row, actor)
    revisions.check_still_fits(ctx, draft.revision)
    _log(session, ctx, actor, row, "draft.submitted", hash=draft.revision.content_hash)
    outbox.emit(session, ctx, EventKind.DRAFT_SUBMITTED, {"draft_id": row.id}, crisis_id=row.crisis_id)
    timetable.plan(session, ctx, row)
    return as_noun(Draft, row, revision=draft.revision)


def give_back(ctx: AppContext, actor: str, draft_id: str, reason: str) -> Draft:
    """Return it for changes."""
    return _decide(
        ctx,
        actor,
        draft_id,
        DraftStatus.RETURNED,
        reason,
        lambda p, _: approval.may_return_or_reject(ctx.municipality, p, reason),
    )


def reject(ctx: AppContext, actor: str, draft_id: str, reason: str) -> Draft:
    return _decide(
        ctx,
        actor,
        draft_id,
        DraftStatus.REJECTED,
        reason,
        lambda p, _: approval.may_return_or_reject(ctx.municipality, p, reason),
    )


def withdraw(ctx: AppContext, actor: str, draft_id: str) -> Draft:
    return _decide(
        ctx,
        actor,
        draft_id,
        DraftStatus.WITHDRAWN,
        None,
        lambda p, d: approval.may_submit_or_withdraw(ctx.municipality, p, d),
    )


def show(ctx: AppContext, draft_id: str) -> Draft:
    """Raises `NotFound`."""
    with ctx.read() as session:
        return noun(session, get(session, draft_id))


def listing(
    ctx: AppContext, crisis_id: str | None = None, status: DraftStatus | None = None, *, texts: bool = True
) -> list[Draft]:
    """Oldest first, as the desk works. Without `texts` no renderings are read: for lists that say what there is."""
    query = select(DraftRow).order_by(col(DraftRow.created_at))
    query = query.where(DraftRow.crisis_id == crisis_id) if crisis_id else query
    query = query.where(DraftRow.status == status) if status else query
    with ctx.read() as session:
        rows = session.exec(query).all()
        current = revisions.nouns(session, [row.revision_id for row in rows], texts=texts)
        return [as_noun(Draft, row, revision=current[row.revision_id]) for row in rows]


def get(session: Session, draft_id: str) -> DraftRow:
    row = session.get(DraftRow, draft_id)
    if row is None:
        raise NotFound(say("There is no draft {id}. See `krisekanal draft list`.", id=draft_id))
    return row


def noun(session: Session, row: DraftRow) -> Draft:
    return as_noun(Draft, row, revision=revisions.nouns(session, [row.revision_id])[row.revision_id])


def _decide(
    ctx: AppContext,
    actor: str,
    draft_id: str,
    status: DraftStatus,
    reason: str | None,
    question: Callable[[Person, Draft], Decision],
) -> Draft:
    with ctx.write() as session:
        row = get(session, draft_id)
        faults.require_available(session, ctx, row.crisis_id, actor)
        draft = noun(session, row)
        _step(session, ctx, actor, row, status, lambda person: question(person, draft))
        row.decided_by, row.reason = actor, reason
        _log(session, ctx, actor, row, f"draft.{status}", reason=reason)
        outbox.emit(session, ctx, EventKind.DRAFT_DECIDED, {"draft_id": row.id}, crisis_id=row.crisis_id)
        return as_noun(Draft, row, revision=draft.revision)


def _step(
    session: Session,
    ctx: AppContext,
    actor: str,
    row: DraftRow,
    status: DraftStatus,
    question: Callable[[Person], Decision],
) -> None:
    ctx.ask(question, actor)
    become(row, status)
    if status in (DraftStatus.REJECTED, DraftStatus.WITHDRAWN):
        answering.let_all_go(session, ctx, answering.answers_to(noun(session, row).revision.content))
    row.updated_at = ctx.clock()
    session.flush()


def _log(session: Session, ctx: AppContext, actor: str, row: DraftRow, action: str, **data: Any) -> None:
    audit.append(session, ctx, actor, action, row.id, row.crisis_id, **data)
