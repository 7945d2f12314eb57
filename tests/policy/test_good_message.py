"""What, where, do what, next update, sender: found or missing, each with its reason."""

from typing import Any

import pytest

from policy.exercises.good_message import judge
from schemas.drafts.content import Content

GOOD = {
    "title": "Kok drikkevannet i Lånke",
    "body": "Prøver viser bakterier i vannet. Kok alt vann i tre minutter.",
    "next_update": "kl. 14",
}
ALL = {"what", "where", "do", "next_update", "sender"}


def met(places: tuple[str, ...] = ("Lånke",), **changes: Any) -> set[str]:
    found = judge(Content.model_validate(GOOD | changes), sender="Prøve kommune", places=places)
    assert [c.id for c in found] == ["what", "where", "do", "next_update", "sender"]
    assert all(c.reason.msgid.startswith("It says") == c.met for c in found)
    return {c.id for c in found if c.met}


def test_a_good_one_has_them_all() -> None:
    assert met() == ALL


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({"body": "Kok vannet."}, {"what"}),
        ({"title": "Kok drikkevannet"}, {"where"}),
        ({"title": "Bakterier i Lånke", "body": "Prøver viser bakterier i vannet."}, {"do"}),
        ({"next_update": None}, {"next_update"}),
        ({"signature": "Hilsen en annen"}, {"sender"}),
    ],
)
def test_one_that_is_missing_is_named(changes: dict[str, Any], lacks: set[str]) -> None:
    assert met(**changes) == ALL - lacks


@pytest.mark.parametrize("title", ["Fare ved Stjørdalselva", "Brann på Øverlands gård", "Flom i nedre Hegra"])
def test_a_place_that_nobody_has_told_us_of_is_seen(title: str) -> None:
    assert "where" in met(places=(), title=title)


@pytest.mark.parametrize(
    "body",
    [
        "Det brenner i Lånke. Lukk vinduer og dører.",
        "Det brenner i Lånke.\n• Hold deg unna.",
        "Gjør slik nå: ring 110 i Lånke.",
        "Vatnet i Lånke er ureint. Bruk flaskevatn.",
        "There is a fire here now. Close the windows.",
    ],
)
def test_advice_is_seen_in_every_shape(body: str) -> None:
    assert "do" in met(body=body)


@pytest.mark.parametrize(
    "body", ["Kokken i Lånke er bortreist i dag.", "Vi har ikke fått svar på prøvene.", "Ikke alle er rammet i dag."]
)
def test_what_only_looks_like_advice_is_not(body: str) -> None:
    assert "do" not in met(body=body, title="Nytt fra Lånke")


def test_what_ends_the_matter_promises_nothing() -> None:
    assert "next_update" in met(kind="all_clear", next_update=None)


def test_our_own_name_is_a_sender() -> None:
    assert "sender" in met(signature="Ola, Prøve kommune") and "sender" in met(signature=None)
