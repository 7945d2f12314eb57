"""A proposal opens no crisis: a person follows it or sets it aside, once, and Prefect is told of that by its id."""

from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from policy.access import Action
from schemas.crises.proposal import Proposal, ProposalRequest
from schemas.errors import Refused
from schemas.event import EventKind
from store.context import AppContext
from store.crises import find, proposals
from store.db.tables import NoticeRow
from store.evidence import audit
from store.outbox import outbox
from tests.cast import request

ADDRESS = "https://desk.kk.example"
ASKED = ProposalRequest(
    title="Vannbrudd", what="Bakterier i vannet", where="Lånke", source="Prefect", identifier="prefect:1"
)


def proposed(ctx: AppContext) -> Proposal:
    return proposals.propose(ctx, audit.SYSTEM, ASKED, ADDRESS)


def told_prefect(ctx: AppContext) -> list[str]:
    return [e.payload["proposal_id"] for e in outbox.pending(ctx) if e.kind is EventKind.PROPOSAL_DECIDED]


def test_it_opens_nothing_and_is_the_same_the_second_time(ctx: AppContext) -> None:
    assert proposed(ctx) == proposed(ctx)
    assert find.listing(ctx) == [] and told_prefect(ctx) == []


def test_the_address_goes_to_those_who_may_set_up_a_staff(ctx: AppContext) -> None:
    link = f"{ADDRESS}/crisis/new?proposal={proposed(ctx).id}"
    with Session(ctx.engine) as session:
        told = {row.person_id: link in row.text for row in session.exec(select(NoticeRow))}
    assert told == {"kari": True, "per": True, "ola": False, "ingrid": False}


def test_followed_in_its_own_words_or_in_others(ctx: AppContext) -> None:
    proposal = proposed(ctx)
    crisis = proposals.follow(ctx, "per", proposal.id)
    assert (crisis.title, crisis.what, crisis.where, crisis.exercise) == (ASKED.title, ASKED.what, ASKED.where, False)
    decided = proposals.show(ctx, proposal.id)
    assert (decided.crisis_id, decided.decided_by) == (crisis.id, "per") and told_prefect(ctx) == [proposal.id]
    other = proposals.propose(ctx, audit.SYSTEM, ASKED.model_copy(update={"identifier": "nve-1"}), ADDRESS)
    assert proposals.follow(ctx, "kari", other.id, request(title="Flom")).title == "Flom"


@pytest.mark.parametrize("first", [proposals.set_aside, proposals.follow])
def test_who_comes_second_sets_up_nothing(ctx: AppContext, first: Callable[..., object]) -> None:
    proposal = proposed(ctx)
    first(ctx, "kari", proposal.id)
    before = find.listing(ctx)
    with pytest.raises(Refused, match="already"):
        proposals.follow(ctx, "per", proposal.id)
    assert find.listing(ctx) == before and told_prefect(ctx) == [proposal.id]


@pytest.mark.parametrize("stranger", ["ola", "anne", "lars", "liv", "nils"])
def test_only_who_may_set_up_a_staff_confirms(ctx: AppContext, stranger: str) -> None:
    """The editorial desk may set a proposal aside, and no more."""
    proposal = proposed(ctx)
    with pytest.raises(Refused):
        proposals.follow(ctx, stranger, proposal.id)
    assert find.listing(ctx) == [] and proposals.waiting(ctx) == [proposal] and told_prefect(ctx) == []
    if stranger == "ola":
        ctx.authorize(Action.PROPOSALS, stranger)
        proposals.set_aside(ctx, stranger, proposal.id)
        assert proposals.waiting(ctx) == [] and told_prefect(ctx) == [proposal.id]
