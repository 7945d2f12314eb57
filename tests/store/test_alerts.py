"""Alerts that belong together are one proposal; what calls off wakes nobody for a new one; each is taken in once."""

import pytest
from sqlmodel import Session, select

from schemas.crises.crisis import Severity
from schemas.crises.proposal import Alert, Proposal, ProposalRequest
from schemas.errors import InvalidInput
from store.context import AppContext
from store.crises import alerts, proposals
from store.db.tables import NoticeRow
from store.evidence import audit

ADDRESS = "https://desk.kk.example"


def take(
    ctx: AppContext,
    name: str,
    *references: str,
    severity: Severity | None = Severity.SEVERE,
    title: str = "Flom",
    elsewhere: bool = False,
) -> Proposal:
    asked = severity and ProposalRequest(
        source="MET", identifier=name, title=title, what="Stor vannføring.", where="Lånke", severity=severity
    )
    alert = Alert(source="MET", identifier=name, references=references, request=asked or None, elsewhere=elsewhere)
    return alerts.take_in(ctx, audit.SYSTEM, alert, ADDRESS)


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


MOMENT = "2026-11-23T12:00:00+01:00"
ONE_MOMENT = [
    MOMENT,
    "2026-11-23T11:00:00Z",
    "2026-11-23T11:00:00z",
    "2026-11-23T11:00:00+00:00",
    "2026-11-23T11:00:00-00:00",
    "2026-11-23T06:00:00-05:00",
    "2026-11-23T12:00:00",
    "2026-11-23T12:00:00.000+01:00",
    "20261123T110000Z",
]


def test_a_reference_joins_however_its_moment_is_written(ctx: AppContext) -> None:
    for number, written in enumerate(ONE_MOMENT):
        first = take(ctx, f"met,{number},{MOMENT}")
        again = take(ctx, f"met,{number}b,{MOMENT}", f"met,{number},{written}")
        over = take(ctx, f"met,{number}c,{MOMENT}", f"met,{number},{written}", severity=None)
        assert again.id == over.id == first.id, written
        assert over.what.startswith("Avblåst")
    assert len(proposals.waiting(ctx)) == len(ONE_MOMENT)


def test_the_same_alert_is_the_same_however_its_moment_is_written(ctx: AppContext) -> None:
    assert len({take(ctx, f"met,1,{written}").id for written in ONE_MOMENT}) == 1


OTHERS = [
    "met,1,2026-11-23T12:00:01+01:00",
    "met,1,2026-11-23T12:00:00Z",
    "met,2,2026-11-23T12:00:00+01:00",
    "nve,1,2026-11-23T12:00:00+01:00",
    "met,1,",
    "met,1",
]


def test_another_sender_identifier_or_moment_is_another_alert(ctx: AppContext) -> None:
    first = take(ctx, f"met,1,{MOMENT}")
    for number, other in enumerate(OTHERS):
        with pytest.raises(InvalidInput):
            take(ctx, f"met,{number}d,{MOMENT}", other, severity=None)
        assert take(ctx, f"met,{number}c,{MOMENT}", other).id != first.id


def test_what_has_moved_away_is_noted_and_a_renewal_brings_it_back(ctx: AppContext) -> None:
    first, before = take(ctx, "a"), told(ctx)
    moved = take(ctx, "b", "a", severity=None, elsewhere=True)
    assert moved.id == first.id and moved.what.startswith("Avsenderens nyeste varsel om dette gjelder andre kommuner.")
    assert told(ctx) > before
    assert take(ctx, "c", "b").what == "Stor vannføring."
    with pytest.raises(InvalidInput, match="other municipalities"):
        take(ctx, "d", "x", severity=None, elsewhere=True)


def test_what_was_called_off_and_is_on_again_is_told_anew(ctx: AppContext) -> None:
    first = take(ctx, "a")
    take(ctx, "b", "a", severity=None)
    before = told(ctx)
    assert take(ctx, "c", "a b").id != first.id, "one reference with a blank in it is none of the two"
    assert take(ctx, "d", "a", "b").id == first.id and told(ctx) > before
    again = told(ctx)
    assert take(ctx, "e", "d").id == first.id and told(ctx) == again, "said once"


def test_an_update_that_comes_late_changes_nothing(ctx: AppContext) -> None:
    first = take(ctx, f"met,1,{MOMENT}")
    newest = take(ctx, "met,3,2026-11-23T14:00:00+01:00", f"met,1,{MOMENT}", title="Flom varer")
    before = told(ctx)
    late = take(ctx, "met,2,2026-11-23T13:00:00+01:00", f"met,1,{MOMENT}", severity=Severity.MINOR, title="Flom ventes")
    assert late.id == newest.id == first.id and (late.title, late.severity) == ("Flom varer", "Severe")
    assert take(ctx, "met,2b,2026-11-23T12:30:00Z", f"met,1,{MOMENT}", severity=None).what == newest.what
    assert told(ctx) == before


def test_what_a_crisis_was_set_up_because_of_is_called_off_in_its_log_and_people_are_told(ctx: AppContext) -> None:
    first = take(ctx, f"met,1,{MOMENT}")
    crisis, before = proposals.follow(ctx, "kari", first.id, beside=()), told(ctx)
    for _ in range(2):
        assert take(ctx, f"met,2,{MOMENT}", "met,1,2026-11-23T11:00:00Z", severity=None).id == first.id
    assert told(ctx) > before
    events = [event for event in audit.events(ctx) if event.action == "proposal.called_off"]
    assert [event.crisis_id for event in events] == [crisis.id], "once, in the log of the crisis"
