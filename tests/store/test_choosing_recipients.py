"""From zones and groups to those in the register, on both databases; and what is said of who is not reached."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from policy.recipients import ways
from schemas.crises.zone import Polygon, Zone
from schemas.errors import InvalidInput
from schemas.municipality import TargetGroup
from schemas.recipients.recipient import Audience, Recipient, Way
from schemas.recipients.register import EntryForm, EntrySource
from store.context import AppContext
from store.recipients import choosing, consents, register
from tests.cast import MUNICIPALITY
from tests.fakes import FakeClock


def square(west: float, south: float, side: float = 0.1) -> tuple[tuple[float, float], ...]:
    east, north = west + side, south + side
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


def area(*rings: Sequence[tuple[float, float]]) -> Polygon:
    return Polygon(type="Polygon", coordinates=rings)


HOLE = square(10.04, 63.04, 0.02)
TOWN = MUNICIPALITY.model_copy(
    update={
        "zones": (
            Zone(id="hell", name="Hell", geometry=area(square(10.0, 63.0), HOLE)),
            Zone(id="lanke", name="Lånke", geometry=area(square(11.0, 63.0))),
        ),
        "target_groups": (TargetGroup(id="ansatte", name="Ansatte"), TargetGroup(id="smabarn", name="Småbarn")),
    }
)


@pytest.fixture
def ctx(ctx: AppContext) -> AppContext:
    return replace(ctx, municipality=TOWN)


def put(ctx: AppContext, mobile: str | None, place: tuple[float, float] | None = None, **other: Any) -> None:
    given: dict[str, Any] = {"mobiles": (mobile,) if mobile else (), "purpose": "Samtykke"}
    if place:
        given |= {"longitude": place[0], "latitude": place[1]}
    register.add(ctx, "ola", EntryForm.model_validate(given | other))


def chosen(ctx: AppContext, **asked: Any) -> list[Recipient]:
    return list(choosing.choose(ctx, Audience.model_validate(asked)))


def numbers(ctx: AppContext, **asked: Any) -> set[str]:
    return {each.address[-1] for each in chosen(ctx, **asked)}


@pytest.fixture
def people(ctx: AppContext) -> AppContext:
    put(ctx, "90000001", (10.01, 63.01))
    put(ctx, "90000002", (10.05, 63.05), name="in the hole")
    put(ctx, "90000003", (11.05, 63.05), groups=("ansatte",))
    put(ctx, "90000004", zones=("hell",), groups=("smabarn",), language="en")
    put(ctx, "90000005", (10.10, 63.05), name="on the border")
    put(ctx, "90000006", name="nowhere", groups=("ansatte",))
    return ctx


def test_a_zone_is_asked_by_point_and_by_name(people: AppContext) -> None:
    assert numbers(people, zones=["hell"]) == {"1", "4", "5"}
    assert numbers(people, zones=["lanke"]) == {"3"}
    assert numbers(people, zones=["hell", "lanke"]) == {"1", "3", "4", "5"}


def test_who_lives_in_the_hole_is_reached_by_an_area_drawn_over_it(people: AppContext) -> None:
    (found,) = chosen(people, area=area(HOLE).model_dump())
    assert (found.address, found.zone, found.name) == ("+4790000002", choosing.DRAWN, "in the hole")
    assert numbers(people, zones=["hell"], area=area(HOLE).model_dump()) == {"1", "2", "4", "5"}


def test_groups_alone_are_everywhere_and_with_a_place_both_hold(people: AppContext) -> None:
    assert numbers(people, groups=["ansatte"]) == {"3", "6"}
    assert numbers(people, groups=["ansatte", "smabarn"]) == {"3", "4", "6"}
    assert numbers(people, groups=["ansatte"], zones=["lanke"]) == {"3"}
    assert numbers(people, groups=["smabarn"], zones=["lanke"]) == set()


def test_what_is_known_of_each_goes_along(people: AppContext) -> None:
    (one,) = chosen(people, groups=["smabarn"], zones=["hell"])
    assert (one.way, one.language, one.zone) == (Way.SMS, "en", "hell")


def test_every_sms_comes_first_and_an_address_once(people: AppContext) -> None:
    put(people, "90000001", (10.02, 63.01), emails=("a@kk.example", "b@kk.example"), name="the same mobile")
    found = chosen(people, zones=["hell"])
    assert [each.way for each in found] == [Way.SMS] * 3 + [Way.EMAIL] * 2
    assert len({each.address for each in found}) == 5
    assert found == chosen(people, zones=["hell"])


def test_who_is_not_reached_is_counted(people: AppContext, clock: FakeClock) -> None:
    for n in range(3):
        put(people, None, (10.01, 63.01), street=f"Elvegata {n}")
    put(people, None, (11.01, 63.01))
    put(people, "90000007", (10.01, 63.02), reserved=True)
    assert choosing.left(people, Audience(zones=("hell",))) == (3, 1, 1)
    assert "7" not in numbers(people, zones=["hell"])


def test_who_reserved_the_number_elsewhere_is_counted_as_reserved(people: AppContext) -> None:
    """STOP by SMS has no place: in the zone it is the home on the list that hears nothing. Who is reached by another way is not."""
    put(people, "90000007", (10.01, 63.02), emails=("g@kk.example",))
    with people.write() as session:
        for last in (1, 7):
            number = f"+479000000{last}"
            consents.stop(session, people, people.sealed.mark(number), number)
    assert choosing.left(people, Audience(zones=("hell",))).reserved == 1
    assert choosing.left(people, Audience(zones=("lanke",))).reserved == 0
    assert choosing.left(people, Audience(everyone=True)).reserved == 2, "those who said it, and nobody twice"
    put(people, "90000001", (10.01, 63.01), reserved=True)
    assert choosing.left(people, Audience(zones=("hell",))).reserved == 1


@pytest.mark.parametrize("at_once", [1, 2_000])
def test_a_number_that_was_reserved_once_is_reserved_on_every_list(
    people: AppContext, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """Whether or not both lists are on one page."""
    monkeypatch.setattr(choosing, "AT_ONCE", at_once)
    put(people, "90000001", reserved=True)
    assert numbers(people, zones=["hell"]) == {"4", "5"}


def test_who_is_over_or_dead_is_left_out(people: AppContext, clock: FakeClock) -> None:
    put(people, "90000008", (10.01, 63.01), until=clock() + timedelta(days=1))
    assert "8" in numbers(people, zones=["hell"])
    clock.forward(days=2)
    assert "8" not in numbers(people, zones=["hell"])
    with people.write() as session:
        mark = people.sealed.mark("+4790000001")
        session.connection().execute(
            text("UPDATE register_way SET dead_at=:now WHERE mark=:mark"), {"now": clock(), "mark": mark}
        )
    assert numbers(people, zones=["hell"]) == {"4", "5"}
    assert choosing.left(people, Audience(zones=("hell",))).without_number == 1


def test_pages_are_seamless(people: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = chosen(people, zones=["hell", "lanke"])
    monkeypatch.setattr(choosing, "AT_ONCE", 1)
    assert chosen(people, zones=["hell", "lanke"]) == whole and len(whole) == 4
    assert choosing.left(people, Audience(zones=("hell",))) == (0, 0, 1)


@pytest.mark.parametrize("at_once", [1, 2_000])
def test_whom_no_area_finds_is_counted_beside_a_place(
    people: AppContext, monkeypatch: pytest.MonkeyPatch, clock: FakeClock, at_once: int
) -> None:
    monkeypatch.setattr(choosing, "AT_ONCE", at_once)
    put(people, "90000007", name="nowhere either", groups=("smabarn",))
    put(people, "90000008", name="wants none", reserved=True)
    put(people, "90000009", name="over", until=clock() + timedelta(hours=1))
    clock.forward(days=1)
    counted = {"zones": ("hell",)}, {"area": area(HOLE)}, {"zones": ("hell",), "groups": ("ansatte",)}
    assert [choosing.left(people, Audience(**asked)).without_place for asked in counted] == [2, 2, 1]
    assert choosing.left(people, Audience(groups=("ansatte",))).without_place == 0
    assert choosing.left(people, Audience(everyone=True)).without_place == 0


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"zones": ["mars"]},
        {"groups": ["alle"]},
        {"area": area(((10.0, 63.0), (11.0, 64.0), (11.0, 63.0), (10.0, 64.0), (10.0, 63.0))).model_dump()},
    ],
)
def test_nobody_and_what_is_not_there_is_refused(people: AppContext, asked: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        chosen(people, **asked)


def test_the_same_question_has_the_same_basis_until_a_zone_is_redrawn(people: AppContext) -> None:
    hell = Audience(zones=("hell",))
    before = choosing.basis(people, hell)
    assert before == choosing.basis(people, hell) != choosing.basis(people, Audience(zones=("lanke",)))
    redrawn = Zone(id="hell", name="Hell", geometry=area(square(10.0, 63.0)))
    moved = replace(people, municipality=TOWN.model_copy(update={"zones": (redrawn, TOWN.zones[1])}))
    assert choosing.basis(moved, hell) != before


def test_it_says_by_which_zone_one_entry_is_concerned(people: AppContext) -> None:
    (one,) = register.find(people, "ola", "90000001")
    (nowhere,) = register.find(people, "ola", "90000006")
    assert choosing.concerns(people, Audience(zones=("lanke", "hell")), one) == "hell"
    assert choosing.concerns(people, Audience(zones=("hell",)), nowhere) is None
    assert choosing.concerns(people, Audience(groups=("ansatte",)), nowhere) == ""


def steps(ctx: AppContext, work: Callable[[], object]) -> int:
    """Of SQLite's machine, in hundreds: the same on every computer."""
    counted = 0

    def count() -> None:
        nonlocal counted
        counted += 1

    with ctx.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.set_progress_handler(count, 100)
    try:
        work()
    finally:
        driver.set_progress_handler(None, 0)
    return counted


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_four_times_as_many_cost_four_times_as_much(ctx: AppContext) -> None:
    def fill(first: int, count: int) -> None:
        with ctx.write() as session:
            for n in range(first, first + count):
                form = EntryForm(mobiles=(f"9{n:07}",), groups=("ansatte",), purpose="Samtykke")
                register.put(session, ctx, register.as_entry(ctx, "ola", form, f"r{n}", EntrySource.DESK))

    def look_up() -> None:
        with ctx.read() as session:
            assert len(register.by_mark(session, ctx, ctx.sealed.mark(ways.mobile("90000001")))) == 1

    fill(0, 150)
    few, one = steps(ctx, lambda: chosen(ctx, groups=("ansatte",))), steps(ctx, look_up)
    fill(150, 450)
    many, one_of_many = steps(ctx, lambda: chosen(ctx, groups=("ansatte",))), steps(ctx, look_up)
    assert few > 0 and many < 6 * few
    assert one_of_many <= one + 1, "who is looked up costs the same among many"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_register_that_nobody_has_counted_yet_is_not_asked_row_by_row(ctx: AppContext, engine: Engine) -> None:
    """PostgreSQL counts a new list's rows a minute later. Until then its guess is one row, and five thousand took it minutes."""
    asked: list[tuple[str, Any]] = []

    def heard(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if "register_way" in statement and not statement.startswith(("INSERT", "EXPLAIN")):
            asked.append((statement, parameters))

    _never_counted(engine)
    for number in range(20):
        put(ctx, f"+479000{number:04}")
    event.listen(engine, "before_cursor_execute", heard)
    assert len(chosen(ctx, everyone=True)) == 20
    with engine.connect() as connection:
        plans = [connection.exec_driver_sql(f"EXPLAIN {what}", with_) for what, with_ in asked]
        lines = [row[0] for plan in plans for row in plan]
    assert sum("BETWEEN" in what for what, _ in asked) == 1, "who of the one page wants none"
    assert not any("Join Filter" in line or "SubPlan" in line for line in lines), lines


def _never_counted(engine: Engine) -> None:
    """As in a database that is new: this one may have served another test, and been counted for it."""
    tables = ("register_entry", "register_way")
    with engine.begin() as connection:
        for name in tables:
            connection.exec_driver_sql(f"ALTER TABLE {name} SET (autovacuum_enabled = false)")
            connection.exec_driver_sql("DELETE FROM pg_statistic WHERE starelid = %s::regclass", (name,))
            connection.exec_driver_sql("UPDATE pg_class SET relpages = 0, reltuples = -1 WHERE relname = %s", (name,))
