"""A second look before an exercise calls anybody, and a drawing of whether it gets better."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from desk.exercise_chart import HEIGHT, MOST, WIDTH, panels
from schemas.evaluation.held import ExerciseHeld
from store.crises import find
from tests.desk.web.inside import Inside

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


def held(
    number: int, first: float | None = 60.0, met: int = 3, *, scripted: bool = False, broken: bool = False
) -> ExerciseHeld:
    return ExerciseHeld(
        crisis_id=f"k-{number}",
        title=f"Øvelse {number}",
        at=BEGUN + timedelta(days=number),
        scripted=scripted,
        interrupted=broken,
        first_delivery=first,
        expected_met=met,
        expected_judged=4,
    )


@pytest.mark.parametrize("scripted", ["yes", "no"])
def test_nobody_is_called_before_the_second_look(inside: Inside, scripted: str) -> None:
    kari = inside.client("kari")
    look = inside.post(kari, "/exercises/kvartal", scripted=scripted)
    assert look.status_code == 200, look.text
    assert find.listing(inside.ctx) == []
    assert ("Liv Leder" in look.text) == (scripted == "no"), "who is called is named"
    assert "Nils Sluttet" not in look.text
    assert re.search(rf'name="scripted" value="{scripted}"', look.text)
    begun = inside.post(kari, "/exercises/kvartal", scripted=scripted, sure="yes")
    assert begun.status_code == 303
    (crisis,) = find.listing(inside.ctx)
    assert crisis.exercise


def test_only_who_may_looks_and_starts(inside: Inside) -> None:
    anne = inside.client("anne")
    assert inside.post(anne, "/exercises/kvartal", scripted="no").status_code == 403
    assert inside.post(anne, "/exercises/kvartal", scripted="no", sure="yes").status_code == 403
    assert inside.post(inside.client("kari"), "/exercises/ukjent", scripted="no").status_code == 404
    assert find.listing(inside.ctx) == []


def test_the_columns_are_the_numbers(inside: Inside) -> None:
    drawn = panels([held(3, 30.0, 4), held(2, None, 2, scripted=True), held(1, 120.0, 0)])
    first, expected, criteria = drawn
    assert [c.value for c in first.columns] == ["2 min", "–", "30 s"], "the oldest first"
    assert [c.height for c in first.columns] == [HEIGHT, None, HEIGHT / 4]
    assert [c.value for c in expected.columns] == ["0 %", "50 %", "100 %"]
    assert expected.columns[1].scripted and [c.height for c in criteria.columns] == [None] * 3
    for panel in drawn:
        assert all(c.x >= 0 and c.x + c.width <= WIDTH and (c.height or 0) <= HEIGHT for c in panel.columns)
        assert all(a.x + a.width <= b.x for a, b in zip(panel.columns, panel.columns[1:], strict=False))


def test_what_says_nothing_is_not_drawn() -> None:
    assert panels([]) == [] and panels([held(1)]) == []
    assert panels([held(2, broken=True), held(1)]) == [], "broken off"
    many = panels([held(number) for number in range(MOST + 5, 0, -1)])
    assert len(many[0].columns) == MOST


def test_the_page_draws_what_was_held(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = [held(2, 30.0), held(1, 60.0)]
    monkeypatch.setattr("desk.web.pages.exercises.exercises_held.listing", lambda *_: shown)
    page = inside.client("ola").get("/exercises").text
    assert page.count('<figure class="chart">') == 3 and "60 s, 30 s" in page and " style=" not in page
    assert "Øvelse 1" in page.partition("<summary>Tallene")[2], "the same as a table"
