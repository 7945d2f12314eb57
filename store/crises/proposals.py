"""Proposals from warning systems: kept, shown to those who decide, set aside or followed by a person."""

import json
from collections.abc import Collection

from sqlmodel import Session, col, select

from policy.access import Action
from policy.roles import chief_executives, deputy_chief_executives, editors
from schemas.crises.crisis import Crisis, CrisisRequest, Situation
from schemas.crises.proposal import Proposal, ProposalRequest
from schemas.errors import NotFound, Refused
from schemas.event import EventKind
from schemas.sentence import say
from store.context import AppContext
from store.crises import lifecycle
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.tables import CrisisRow, ProposalRow
from store.evidence import audit
from store.notices import notices
from store.notices.letters import Letters
from store.outbox import outbox


def propose(ctx: AppContext, actor: str, request: ProposalRequest, address: str) -> Proposal:
    """The chief executive, the deputies and the desk are told. The same identifier again changes nothing.

    `address` is the desk's: those who may set up a staff get the page's where they do it. Raises `InvalidInput` for an area that
    crosses itself.
    """
    lifecycle.check_area(request.area)
    with ctx.write() as session:
        known = session.exec(select(ProposalRow).where(ProposalRow.identifier == request.identifier)).first()
        if known:
            return as_noun(Proposal, known)
        return as_noun(Proposal, add(session, ctx, actor, request, address))


def add(session: Session, ctx: AppContext, actor: str, request: ProposalRequest, address: str) -> ProposalRow:
    given = request.model_dump(mode="json", exclude_none=True)
    row = ProposalRow(id=new_id("p"), received_at=ctx.clock(), original=given, **given | {"severity": request.severity})
    session.add(row)
    _tell(session, ctx, row, f"{address}/crisis/new?proposal={row.id}")
    audit.append(session, ctx, actor, "proposal.received", row.id, **given)
    return row


def show(ctx: AppContext, proposal_id: str) -> Proposal:
    """Raises `NotFound`."""
    with ctx.read() as session:
        return as_noun(Proposal, _get(session, proposal_id))


def by_identifier(ctx: AppContext, identifier: str) -> Proposal | None:
    """The sender's own."""
    with ctx.read() as session:
        row = session.exec(select(ProposalRow).where(ProposalRow.identifier == identifier)).first()
        return as_noun(Proposal, row) if row else None


def waiting(ctx: AppContext) -> list[Proposal]:
    """Undecided ones, newest first."""
    query = select(ProposalRow).where(col(ProposalRow.decided_at).is_(None))
    with ctx.read() as session:
        return [as_noun(Proposal, row) for row in session.exec(query.order_by(col(ProposalRow.received_at).desc()))]


def set_aside(ctx: AppContext, actor: str, proposal_id: str) -> Proposal:
    ctx.authorize(Action.PROPOSALS, actor)
    with ctx.write() as session:
        return as_noun(Proposal, _decide(session, ctx, actor, proposal_id, None))


def follow(
    ctx: AppContext,
    actor: str,
    proposal_id: str,
    request: CrisisRequest | None = None,
    beside: Collection[str] | None = None,
) -> Crisis:
    """A person sets up a staff because of it, in these words or in the proposal's own; both are done, or neither.

    Raises `NotFound`, and `Refused` as `lifecycle.establish` does, or where somebody has decided already.
    """
    ctx.authorize(Action.PROPOSALS, actor)
    return lifecycle.establish(
        ctx,
        actor,
        request or _as_proposed(show(ctx, proposal_id)),
        lambda session, row: _decide(session, ctx, actor, proposal_id, row.id),
        beside=beside,
    )


def as_fields(ctx: AppContext, proposal_id: str) -> dict[str, str]:
    """Words to begin the form with, and what the sender has drawn, as GeoJSON."""
    with ctx.read() as session:
        row = session.get(ProposalRow, proposal_id)
        if row is None:
            return {}
        area = {"area": json.dumps(row.area)} if row.area else {}
        words = {"title": row.title, "what": row.what, "where": row.where, "severity": row.severity}
        return {**words, **area, "proposal": row.id}


def _decide(session: Session, ctx: AppContext, actor: str, proposal_id: str, crisis_id: str | None) -> ProposalRow:
    row = _get(session, proposal_id)
    if row.decided_at:
        raise Refused(say("Someone has already decided on this proposal."))
    row.decided_at, row.decided_by, row.crisis_id = ctx.clock(), actor, crisis_id
    action = "proposal.followed" if crisis_id else "proposal.set_aside"
    audit.append(session, ctx, actor, action, row.id, crisis_id)
    outbox.emit(session, ctx, EventKind.PROPOSAL_DECIDED, {"proposal_id": row.id}, crisis_id=crisis_id)
    return row


def _as_proposed(proposal: Proposal) -> CrisisRequest:
    words = {name: getattr(proposal, name) for name in Situation.model_fields}
    return CrisisRequest(exercise=False, area=proposal.area, **words)


def _get(session: Session, proposal_id: str) -> ProposalRow:
    row = session.get(ProposalRow, proposal_id)
    if row is None:
        raise NotFound(say("There is no proposal {id}.", id=proposal_id))
    return row


def tell_again(session: Session, ctx: AppContext, row: ProposalRow, address: str, *, over: bool) -> None:
    """Of one that has become graver, or is called off."""
    if not over:
        _tell(session, ctx, row, f"{address}/crisis/new?proposal={row.id}")
        return
    town = ctx.municipality
    told = dict.fromkeys([*chief_executives(town), *deputy_chief_executives(town), *editors(town)])
    notices.tell(session, ctx, list(told), Letters.PROPOSAL_OVER.value, None, title=row.title, source=row.source)


def tell_the_staff(session: Session, ctx: AppContext, row: ProposalRow) -> None:
    """That the sender has called off what their crisis was set up because of."""
    town = ctx.municipality
    told = dict.fromkeys([*chief_executives(town), *deputy_chief_executives(town), *editors(town)])
    crisis = session.get(CrisisRow, row.crisis_id)
    notices.tell(session, ctx, list(told), Letters.ALERT_OVER.value, crisis, title=row.title, source=row.source)


def _tell(session: Session, ctx: AppContext, row: ProposalRow, link: str) -> None:
    """Everybody once; the link is for those who may do what it leads to."""
    town = ctx.municipality
    told = {"title": row.title, "source": row.source, "what": row.what, "where": row.where}
    deciding = [*chief_executives(town), *deputy_chief_executives(town)]
    notices.tell(session, ctx, deciding, Letters.PROPOSED.value, None, link=link, **told)
    others = [p for p in editors(town) if p not in deciding]
    notices.tell(session, ctx, others, Letters.PROPOSED_TO_EDITORS.value, None, **told)
