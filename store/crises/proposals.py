"""Proposals from warning systems: kept, shown to those who decide, set aside or followed by a person."""

from sqlmodel import col, select

from policy.access import Action
from policy.roles import chief_executives, deputy_chief_executives, editors
from schemas.errors import NotFound, Refused
from schemas.proposal import Proposal, ProposalRequest
from schemas.sentence import say
from store.context import AppContext
from store.db.columns import new_id
from store.db.nouns import as_noun
from store.db.tables import ProposalRow
from store.evidence import audit
from store.notices import notices


def propose(ctx: AppContext, actor: str, request: ProposalRequest) -> Proposal:
    """The chief executive, the deputies and the desk are told. The same identifier again changes nothing."""
    with ctx.write() as session:
        known = session.exec(select(ProposalRow).where(ProposalRow.identifier == request.identifier)).first()
        if known:
            return as_noun(Proposal, known)
        row = ProposalRow(
            id=new_id("p"), received_at=ctx.clock(), original=request.model_dump(mode="json"), **request.model_dump()
        )
        session.add(row)
        town = ctx.municipality
        people = [
            *chief_executives(town),
            *deputy_chief_executives(town),
            *editors(town),
        ]
        notices.tell(
            session,
            ctx,
            people,
            say("Proposed as a crisis: {title}", title=row.title),
            say(
                "{source} warns: {what} Where: {where} Nothing has been set up; that is for a person to decide.",
                source=row.source,
                what=row.what,
                where=row.where,
            ),
            None,
        )
        audit.append(session, ctx, actor, "proposal.received", row.id, **request.model_dump(mode="json"))
        return as_noun(Proposal, row)


def waiting(ctx: AppContext) -> list[Proposal]:
    """Undecided ones, newest first."""
    query = select(ProposalRow).where(col(ProposalRow.decided_at).is_(None))
    with ctx.read() as session:
        return [as_noun(Proposal, row) for row in session.exec(query.order_by(col(ProposalRow.received_at).desc()))]


def set_aside(ctx: AppContext, actor: str, proposal_id: str) -> Proposal:
    return _decide(ctx, actor, proposal_id, None)


def accept(ctx: AppContext, actor: str, proposal_id: str, crisis_id: str) -> Proposal:
    """A person has set up a staff because of it."""
    return _decide(ctx, actor, proposal_id, crisis_id)


def as_fields(ctx: AppContext, proposal_id: str) -> dict[str, str]:
    """Words to begin the form with."""
    with ctx.read() as session:
        row = session.get(ProposalRow, proposal_id)
        if row is None:
            return {}
        return {"title": row.title, "what": row.what, "where": row.where, "severity": row.severity, "proposal": row.id}


def _decide(ctx: AppContext, actor: str, proposal_id: str, crisis_id: str | None) -> Proposal:
    ctx.authorize(Action.PROPOSALS, actor)
    with ctx.write() as session:
        row = session.get(ProposalRow, proposal_id)
        if row is None:
            raise NotFound(say("There is no proposal {id}.", id=proposal_id))
        if row.decided_at:
            raise Refused(say("Someone has already decided on this proposal."))
        row.decided_at, row.decided_by, row.crisis_id = ctx.clock(), actor, crisis_id
        action = "proposal.followed" if crisis_id else "proposal.set_aside"
        audit.append(session, ctx, actor, action, row.id, crisis_id)
        return as_noun(Proposal, row)
