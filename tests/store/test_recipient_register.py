"""The register of recipients on both databases: sealed, found again, told in the log, taken out, erased, and ended by itself."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from schemas.crises.zone import Polygon, Zone
from schemas.errors import InvalidInput, NotFound, Refused
from schemas.municipality import TargetGroup
from schemas.recipients.recipient import Recipient, Way
from schemas.recipients.register import EntryForm, EntryKind
from store.context import AppContext
from store.evidence import audit
from store.lists import rights
from store.recipients import privacy, register, sets
from tests.cast import MUNICIPALITY
from tests.fakes import FakeClock

SQUARE = ((10.0, 63.0), (10.1, 63.0), (10.1, 63.1), (10.0, 63.1), (10.0, 63.0))
TOWN = MUNICIPALITY.model_copy(
    update={
        "zones": (Zone(id="hell", name="Hell", geometry=Polygon(type="Polygon", coordinates=(SQUARE,))),),
        "target_groups": (TargetGroup(id="ansatte", name="Ansatte"),),
    }
)


@pytest.fixture
def ctx(ctx: AppContext) -> AppContext:
    return replace(ctx, municipality=TOWN)


def form(**other: Any) -> EntryForm:
    given = {"name": "Åse Hell", "mobiles": ("912 34 567",), "street": "Elvegata 3", "purpose": "Samtykke"}
    return EntryForm.model_validate(given | other)


def stored(ctx: AppContext) -> str:
    with ctx.read() as session:
        tables = ("register_entry", "register_way", "audit", "recipient_set_member")
        rows = [row for table in tables for row in session.connection().execute(text(f"SELECT * FROM {table}"))]
    return " ".join(
        bytes(v).decode("latin-1") if isinstance(v, bytes | memoryview) else str(v) for row in rows for v in row
    )


def test_an_entry_is_kept_sealed_and_found_by_any_writing_of_its_number(ctx: AppContext) -> None:
    made = register.add(
        ctx, "ola", form(emails=("Ase@KK.example",), longitude=10.05, latitude=63.05, groups=("ansatte",))
    )
    assert register.find(ctx, "ola", "+47 91 23 45 67") == register.find(ctx, "ola", "ASE@kk.example") == [made]
    assert made.mobiles == ("+4791234567",) and made.emails == ("ase@kk.example",)
    inside = stored(ctx)
    assert not [each for each in ("91234567", "ase@kk", "Åse", "Elvegata", "10.05", "63.05") if each in inside]


def test_every_read_that_shows_a_name_is_in_the_log_with_who_looked_and_without_the_name(ctx: AppContext) -> None:
    made = register.add(ctx, "ola", form())
    register.find(ctx, "ingrid", "91234567")
    register.page(ctx, "ingrid")
    rights.export(ctx, "kari", "91234567")
    told = [(event.actor, event.action) for event in audit.events(ctx) if event.action.startswith("register.")]
    assert told == [
        ("ola", "register.added"),
        ("ingrid", "register.looked_up"),
        ("ingrid", "register.read"),
        ("kari", "register.exported"),
    ]
    assert audit.events(ctx, action="register.looked_up")[0].data["entries"] == [made.id]


@pytest.mark.parametrize("who", ["liv", "lars", "anne", "nils"])
def test_only_the_desk_and_the_chief_executive_read_it(ctx: AppContext, who: str) -> None:
    for deed in (
        lambda: register.add(ctx, who, form()),
        lambda: register.find(ctx, who, "91234567"),
        lambda: register.page(ctx, who),
        lambda: register.counts(ctx, who),
        lambda: rights.export(ctx, who, "91234567"),
        lambda: rights.erase(ctx, who, "91234567"),
    ):
        with pytest.raises(Refused):
            deed()


@pytest.mark.parametrize(
    "wrong",
    [
        {"mobiles": ("12",)},
        {"emails": ("nobody",)},
        {"zones": ("mars",)},
        {"groups": ("alle",)},
        {"longitude": 10.0},
        {"longitude": 63.44, "latitude": 10.89},
        {"until": FakeClock()() - timedelta(days=1)},
    ],
)
def test_what_is_none_is_refused_and_nothing_is_kept(ctx: AppContext, wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        register.add(ctx, "ola", form(**wrong))
    assert register.counts(ctx, "ola").entries == 0


def test_an_entry_is_changed_whole(ctx: AppContext) -> None:
    made = register.add(ctx, "ola", form())
    changed = register.change(ctx, "ingrid", made.id, form(mobiles=("90000001",), name="Åse Ås"))
    assert (changed.id, changed.added_by, changed.added_at) == (made.id, "ola", made.added_at)
    assert register.find(ctx, "ola", "91234567") == [] and register.find(ctx, "ola", "90000001") == [changed]
    with pytest.raises(NotFound):
        register.change(ctx, "ola", "r-none", form())


def test_it_counts_without_a_name_and_without_the_log(ctx: AppContext, clock: FakeClock) -> None:
    register.add(ctx, "ola", form(emails=("a@kk.example",)))
    register.add(ctx, "ola", form(mobiles=("91234567",), name="the same number"))
    register.add(ctx, "ola", form(mobiles=(), reserved=True, until=clock() + timedelta(days=3)))
    found = register.counts(ctx, "ola")
    assert (found.entries, found.mobiles, found.emails) == (3, 1, 1)
    assert (found.without_way, found.reserved, found.ending) == (1, 1, 1)


def test_all_that_is_kept_of_one_person_is_given_out(ctx: AppContext) -> None:
    made = register.add(ctx, "ola", form())
    whole = sets.freeze(ctx, "ola", [Recipient(way=Way.SMS, address="+4791234567", entry_id=made.id)])
    found = rights.export(ctx, "ola", "912 34 567")
    assert found.entries == (made,) and [each.set_id for each in found.sets] == [whole.id]


def test_an_erased_person_is_nowhere_and_is_sent_nothing_more(ctx: AppContext) -> None:
    register.add(ctx, "ola", form(emails=("ase@kk.example",)))
    members = [Recipient(way=Way.SMS, address="+4791234567"), Recipient(way=Way.EMAIL, address="ase@kk.example")]
    whole = sets.freeze(ctx, "ola", members)
    assert rights.erase(ctx, "ola", "91234567") == (1, 0)
    assert register.counts(ctx, "ola").entries == 0 and register.find(ctx, "ola", "ase@kk.example") == []
    assert list(sets.stream(ctx, whole.id, range(2))) == [] and sets.still_whole(ctx, whole.id)
    assert "91234567" not in stored(ctx)
    with pytest.raises(NotFound):
        rights.erase(ctx, "ola", "90000009")


def test_a_household_keeps_the_ways_of_the_others(ctx: AppContext) -> None:
    register.add(ctx, "ola", form(kind=EntryKind.HOUSEHOLD, mobiles=("91234567", "90000001")))
    rights.erase(ctx, "ola", "91234567")
    (left,) = register.find(ctx, "ola", "90000001")
    assert left.mobiles == ("+4790000001",)
    rights.erase(ctx, "ola", "90000001")
    assert register.counts(ctx, "ola").entries == 0


def test_a_way_that_somebody_else_is_reached_by_too_stays_in_the_sets(ctx: AppContext) -> None:
    register.add(ctx, "ola", form(emails=("felles@kk.example",)))
    register.add(ctx, "ola", form(name="Per", mobiles=(), emails=("felles@kk.example",)))
    whole = sets.freeze(ctx, "ola", [Recipient(way=Way.EMAIL, address="felles@kk.example")])
    rights.erase(ctx, "ola", "91234567")
    assert len(list(sets.stream(ctx, whole.id, range(1)))) == 1


def test_what_is_over_goes_by_itself(ctx: AppContext, clock: FakeClock) -> None:
    register.add(ctx, "ola", form(until=clock() + timedelta(days=1)))
    stays = register.add(ctx, "ola", form(mobiles=("90000001",), until=clock() + timedelta(days=9)))
    assert privacy.end_what_is_over(ctx) == 0
    clock.forward(days=2)
    assert privacy.end_what_is_over(ctx) == 1
    assert register.page(ctx, "ola") == [stays]
    assert audit.events(ctx, action="register.ended")[0].data["count"] == 1


def test_every_change_turns_the_register(ctx: AppContext, clock: FakeClock) -> None:
    seen = []

    def look() -> None:
        with ctx.read() as session:
            seen.append(register.turn(session))

    look()
    made = register.add(ctx, "ola", form(until=clock() + timedelta(days=1)))
    look()
    register.change(ctx, "ola", made.id, form(until=clock() + timedelta(days=1)))
    look()
    clock.forward(days=2)
    privacy.end_what_is_over(ctx)
    look()
    register.add(ctx, "ola", form())
    rights.erase(ctx, "ola", "91234567")
    look()
    assert seen == sorted(set(seen)) and len(seen) == 5
