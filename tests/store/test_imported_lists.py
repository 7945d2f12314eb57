"""Lists from outside on both databases: 5,000 lines with 60 wrong, two people in a crisis, and never half a list."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import event
from sqlmodel import select

from schemas.errors import InvalidInput, NotFound, Refused
from schemas.recipients.delivery_report import DeliveryReport
from schemas.recipients.imported import ImportedList, ListForm, ListState
from schemas.recipients.recipient import Audience
from schemas.recipients.register import EntryKind, EntrySource
from store.batches import reported
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import RegisterWayRow
from store.evidence import audit
from store.lists import importing
from store.recipients import choosing, concerned, privacy, register
from tests.cast import request
from tests.fakes import FakeClock
from tests.store.test_choosing_recipients import TOWN as TWO_ZONES
from tests.store.test_recipient_register import TOWN, stored

HEADINGS = "Navn;Mobil;E-post;Adresse;Bolignr;Lengdegrad;Breddegrad;Grupper;Kommentar"


@pytest.fixture
def ctx(ctx: AppContext) -> AppContext:
    return replace(ctx, municipality=TOWN)


def form(**other: Any) -> ListForm:
    given = {"purpose": "Vannverkets abonnenter", "until": FakeClock()() + timedelta(days=300), "groups": ("ansatte",)}
    return ListForm.model_validate(given | other)


def csv(*lines: str, headings: str = HEADINGS) -> bytes:
    return "\r\n".join((headings, *lines, "")).encode()


def take(ctx: AppContext, data: bytes, actor: str = "ola", **other: Any) -> ImportedList:
    laid = importing.lay(ctx, actor, "abonnenter.csv", data, form(**other))
    return importing.take_in(ctx, actor, laid.id)


def many(count: int, wrong: int) -> bytes:
    """Every 50th home has two lines; wrong ones in turn: a digit too few, no address, metres for degrees."""
    lines = [f"Navn {n};9{n:07};;Veien {n - (n % 50 == 1)};;10,05;63,05;;x" for n in range(count - wrong)]
    bad = ("Kort;9123;;Gata 1;;;;;", "Uten;;ikke@;;;;;;", "Meter;91234567;;Gata 2;;569000;7034000;;")
    return csv(*lines, *(bad[n % 3] for n in range(wrong)))


def test_five_thousand_lines_with_sixty_wrong(ctx: AppContext) -> None:
    data = many(5_000, 60)
    found = importing.preview(ctx, "ola", "abonnenter.csv", data, form())
    assert (found.lines, found.wrong, found.joined, found.entries) == (5_000, 60, 99, 4_841)
    assert found.households == 99 and found.mobiles == 4_940 and found.ignored == ("Kommentar",)
    assert [(m.line, m.column) for m in found.mistakes[:3]] == [
        (4_942, "Mobil"),
        (4_943, "E-post"),
        (4_944, "Lengdegrad"),
    ]
    with pytest.raises(InvalidInput, match="60 lines are wrong"):
        take(ctx, data)
    assert register.counts(ctx, "ola").entries == 0
    taken = take(ctx, data, skip_wrong=True)
    assert (taken.entries, taken.wrong, taken.state) == (4_841, 60, ListState.TAKEN_IN)
    counts = concerned.count(ctx, "ola", Audience(zones=("hell",), groups=("ansatte",)))
    assert counts.sms == 4_940


def test_lines_of_one_home_or_with_one_number_are_one_entry(ctx: AppContext) -> None:
    taken = take(
        ctx,
        csv(
            "Åse Hell;912 34 567;;Elvegata 3 B;;;;;",
            "Ola Hell;91234568;;ELVEGATA 3b;;;;;",
            "Per Ås;91234569;ase@kk.example;Gata 1;H0101;;;;",
            "Kari Li;91234570;;Gata 1;H0102;;;;",
            "Åse;+47 91234567 / 91 23 45 71;;;;;;;",
        ),
    )
    assert taken.entries == 3
    (household,) = register.find(ctx, "ola", "91234571")
    assert (household.kind, household.source, household.list_id) == (EntryKind.HOUSEHOLD, EntrySource.LIST, taken.id)
    assert set(household.mobiles) == {"+4791234567", "+4791234568", "+4791234571"} and household.name == ""
    assert [e.name for e in register.find(ctx, "ola", "91234569")] == ["Per Ås"]


def test_lines_of_two_places_are_two_entries(ctx: AppContext) -> None:
    """An owner of two houses is in both zones, and a farm's name on two points is two homes; a number at both is sent to once."""
    ctx = replace(ctx, municipality=TWO_ZONES)
    take(
        ctx,
        csv(
            "Åse Hell;91234567;;Elvegata 3;;11,05;63,05;;",
            "Åse Hell;91234567;;Hyttevegen 1;;10,01;63,01;;",
            "Per Ås;91234568;;Elvran;;11,05;63,05;;",
            "Kari Li;91234569;;Elvran;;10,01;63,01;;",
            "Ola Li;91234570;;Elvran;;10,0101;63,01005;;",
        ),
    )
    reached = {
        zone: sorted(each.address[-2:] for each in choosing.choose(ctx, Audience(zones=(zone,))))
        for zone in ("hell", "lanke")
    }
    assert reached == {"hell": ["67", "69", "70"], "lanke": ["67", "68"]}
    assert len(register.find(ctx, "ola", "91234570")[0].mobiles) == 2, "ten metres apart is one home"
    assert len(list(choosing.choose(ctx, Audience(everyone=True)))) == 4


def test_who_is_reserved_silences_no_other_number_of_the_list(ctx: AppContext) -> None:
    lines = csv("Kari;91234567;ja", "Ola;91234567 / 91234568;nei", headings="Navn;Mobil;Reservert")
    take(ctx, lines)
    assert [each.address for each in choosing.choose(ctx, Audience(everyone=True))] == ["+4791234568"]


def test_a_block_of_flats_is_no_household(ctx: AppContext) -> None:
    taken = take(ctx, csv(*(f"Navn {n};9{n:07};;Blokka 1;;;;;" for n in range(21))))
    assert taken.entries == 21


def test_the_same_number_on_two_lists_is_kept_twice_and_sent_to_once(ctx: AppContext) -> None:
    take(ctx, csv("Åse;91234567;;;;;;;"))
    second = csv("Åse Hell;91234567;;;;;;;", "Ola;91234568;;;;;;;")
    assert importing.preview(ctx, "ola", "b.csv", second, form()).known == 1
    take(ctx, second)
    assert concerned.count(ctx, "ola", Audience(groups=("ansatte",))).sms == 2


def test_a_newer_issue_takes_the_place_of_the_older_one(ctx: AppContext) -> None:
    first = take(ctx, csv("Åse;91234567;;;;;;;", "Ola;91234568;;;;;;;"))
    newer = csv("Åse;91234567;;;;;;;")
    assert importing.preview(ctx, "ola", "b.csv", newer, form(replaces=first.id)).known == 0
    take(ctx, newer, replaces=first.id)
    assert register.counts(ctx, "ola").entries == 1 and register.find(ctx, "ola", "91234568") == []
    assert [each.state for each in importing.listing(ctx, "ola") if each.id == first.id] == [ListState.DROPPED]
    for gone in (first.id, "l-none"):
        with pytest.raises((InvalidInput, NotFound), match=gone):
            importing.preview(ctx, "ola", "c.csv", csv("Per;91234569;;;;;;;"), form(replaces=gone))


def test_a_newer_issue_makes_no_dead_address_alive(ctx: AppContext) -> None:
    """Who brings the list anew every week would count the dead as warned."""
    first = take(ctx, csv("Åse;91234567;;;;;;;", "Ola;91234568;;;;;;;"))
    for number, nobody_there in (("+4791234567", True), ("+4791234568", False)):
        with ctx.write() as session:
            told = DeliveryReport(remote_id="x", arrived=False, nobody_there=nobody_there)
            reported.heard(session, ctx, ctx.sealed.mark(number), told)
    take(
        ctx, csv("Åse;91234567;;Elvegata 3;;;;;", "Åse;91234567;;;;;;;", "Ola;91234568;;Gata 1;;;;;"), replaces=first.id
    )
    assert [each.address for each in choosing.choose(ctx, Audience(everyone=True))] == ["+4791234568"]
    with ctx.read() as session:
        assert {row.failed_in_row for row in session.exec(select(RegisterWayRow))} == {1}


def test_the_same_file_is_not_taken_in_twice(ctx: AppContext) -> None:
    data = csv("Åse;91234567;;;;;;;")
    taken = take(ctx, data)
    with pytest.raises(InvalidInput, match=taken.id):
        take(ctx, data)
    importing.drop(ctx, "ola", taken.id)
    assert register.counts(ctx, "ola").entries == 0
    assert take(ctx, data).state is ListState.TAKEN_IN


@pytest.mark.parametrize("exercise", [False, True])
def test_in_a_crisis_another_person_takes_it_in(ctx: AppContext, exercise: bool) -> None:
    laid = importing.lay(ctx, "ola", "a.csv", csv("Åse Hell;91234567;;;;;;;"), form())
    lifecycle.establish(ctx, "kari", request(exercise=exercise))
    with pytest.raises(Refused, match="another person"):
        importing.take_in(ctx, "ola", laid.id)
    assert importing.take_in_unless_another_must(ctx, "ola", laid) == laid
    assert importing.look(ctx, "ingrid", laid.id).entries == 1
    assert not [each for each in ("91234567", "Åse Hell") if each in stored(ctx)]
    assert importing.take_in(ctx, "ingrid", laid.id).decided_by == "ingrid"
    with pytest.raises(InvalidInput):
        importing.take_in(ctx, "ingrid", laid.id)
    (told,) = audit.events(ctx, action="list.taken_in")
    assert (told.actor, told.data["laid_by"], told.data["entries"]) == ("ingrid", "ola", 1)


def test_a_list_goes_by_itself_at_its_day_or_when_nobody_takes_it_in(ctx: AppContext, clock: FakeClock) -> None:
    take(ctx, csv("Åse;91234567;;;;;;;"), until=clock() + timedelta(days=2))
    laid = importing.lay(ctx, "ola", "b.csv", csv("Ola;91234568;;;;;;;"), form())
    clock.forward(days=8)
    assert privacy.end_what_is_over(ctx) == 1 and importing.forget_what_waits(ctx) == 1
    assert [each.state for each in importing.listing(ctx, "ola")] == [ListState.DROPPED, ListState.TAKEN_IN]
    with pytest.raises(InvalidInput):
        importing.look(ctx, "ola", laid.id)


def test_lists_come_a_page_at_a_time_and_those_that_wait_first(ctx: AppContext, clock: FakeClock) -> None:
    """However many there have been, and without the files that wait."""
    waits = importing.lay(ctx, "ola", "venter.csv", csv("Ola;91234568;;;;;;;"), form())
    for number in range(importing.PAGE):
        clock.forward(minutes=1)
        importing.drop(
            ctx, "ola", importing.lay(ctx, "ola", f"{number}.csv", csv(f"A;912{number:05};;;;;;;"), form()).id
        )
    asked: list[str] = []
    event.listen(ctx.engine, "before_cursor_execute", lambda *each: asked.append(each[2]))
    first, second = importing.listing(ctx, "ola"), importing.listing(ctx, "ola", importing.PAGE)
    assert (first[0].id, first[1].file, len(first)) == (waits.id, f"{importing.PAGE - 1}.csv", importing.PAGE)
    assert [each.file for each in second] == ["0.csv"] and importing.listing(ctx, "ola", 2 * importing.PAGE) == []
    assert len(asked) >= 3 and not [each for each in asked if "sealed" in each]


@pytest.mark.parametrize("who", ["liv", "lars", "anne", "nils"])
def test_lists_are_for_the_desk_and_the_chief_executive(ctx: AppContext, who: str) -> None:
    deeds: tuple[Callable[[], object], ...] = (
        lambda: importing.preview(ctx, who, "a.csv", csv(), form()),
        lambda: importing.lay(ctx, who, "a.csv", csv(), form()),
        lambda: importing.look(ctx, who, "l1"),
        lambda: importing.take_in(ctx, who, "l1"),
        lambda: importing.drop(ctx, who, "l1"),
        lambda: importing.listing(ctx, who),
    )
    for deed in deeds:
        with pytest.raises(Refused):
            deed()


def test_a_workbook_is_read_as_the_csv_of_it(ctx: AppContext) -> None:
    book = Workbook()
    book.active.append(["Mobil", "Adresse", "Reservert"])
    book.active.append([91234567.0, "Elvegata 3", "ja"])
    book.active.append([None, None, None])
    book.active.append(["=A2", "Gata 1", None])
    kept = io.BytesIO()
    book.save(kept)
    found = importing.preview(ctx, "ola", "a.xlsx", kept.getvalue(), form())
    assert (found.lines, found.entries, found.mobiles) == (2, 1, 1)
    assert [(m.line, m.column) for m in found.mistakes] == [(4, "Mobil")]


def test_what_is_not_there_cannot_be_dropped(ctx: AppContext) -> None:
    with pytest.raises(NotFound):
        importing.drop(ctx, "ola", "l0")
