"""Alerts that belong together are one proposal; what calls off wakes nobody for a new one; each is taken in once."""

import pytest
from sqlmodel import Session, select

from schemas.crisis import Severity
from schemas.errors import InvalidInput
from schemas.proposal import Alert, Proposal, ProposalRequest
from store.context import AppContext
from store.crises import alerts, proposals
from store.db.tables import NoticeRow
from store.evidence import audit

ADDRESS = "https://desk.kk.example"


def take(
    ctx: AppContext, name: str, *references: str, severity: Severity | None = Severity.SEVERE, title: str = "Flom"
) -> Proposal:
    asked = severity and ProposalRequest(
        source="MET", identifier=name, title=title, what="Stor vannføring.", where="Lånke", severity=severity
    )
    return alerts.take_in(
        ctx, audit.SYSTEM, Alert(source="MET", identifier=name, references=references, request=asked or None), ADDRESS
    )


def told(ctx: AppContext) -> int:
    with Session(ctx.engine) as session:
        return len(session.exec(select(NoticeRow)).all())


def test_the_same_and_its_updates_are_one_proposal(ctx: AppContext) -> None:
    nobody = told(ctx)
    first = take(ctx, "a")
    before = told(ctx)
    assert take(ctx, "a") == first
    second = take(ctx, "b", "a", title="Flom varer")
    assert (second.id, second.title) == (first.id, "Flom varer") and told(ctx) == before, "no graver than it was"
    assert take(ctx, "a").id == take(ctx, "c", "b").id == first.id, "sent again, and by a chain"
    assert take(ctx, "d", "c", severity=Severity.EXTREME).severity == "Extreme"
    assert told(ctx) - before == before - nobody > 0, "graver: everybody is told"
    assert [one.id for one in proposals.waiting(ctx)] == [first.id]
    assert [e.action for e in audit.events(ctx) if e.subject == first.id] == ["proposal.received"] + [
        "proposal.renewed"
    ] * 3


def test_an_all_clear_is_noted_on_the_waiting_one(ctx: AppContext) -> None:
    first, before = take(ctx, "a"), told(ctx)
    over = take(ctx, "b", "a", severity=None)
    assert over.id == first.id and over.what.startswith("Avblåst av avsenderen: Faren er over. Stor")
    assert told(ctx) > before and len(proposals.waiting(ctx)) == 1
    assert take(ctx, "b", "a", severity=None).what == over.what, "sent again"


def test_an_all_clear_of_nothing_proposes_nothing(ctx: AppContext) -> None:
    before = told(ctx)
    with pytest.raises(InvalidInput, match="no proposal of it waits"):
        take(ctx, "b", "a", severity=None)
    assert proposals.waiting(ctx) == [] and told(ctx) == before


def test_what_was_set_aside_is_proposed_anew_only_where_it_has_become_graver(ctx: AppContext) -> None:
    first = take(ctx, "a")
    proposals.set_aside(ctx, "kari", first.id)
    assert take(ctx, "b", "a").id == first.id and proposals.waiting(ctx) == []
    graver = take(ctx, "c", "b", severity=Severity.EXTREME)
    assert graver.id != first.id and [one.id for one in proposals.waiting(ctx)] == [graver.id]
