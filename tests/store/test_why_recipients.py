"""Frozen sets of who a message concerns: found again while nothing has changed, and explained one by one."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from config.language import texts
from schemas.errors import InvalidInput, NotFound, Refused
from schemas.recipients.recipient import Audience, Recipient, RecipientSet, Way
from schemas.recipients.register import EntryForm
from store.context import AppContext
from store.evidence import audit
from store.lists import rights
from store.recipients import concerned, consents, register, sets, why
from tests.fakes import FakeClock
from tests.store.test_choosing_recipients import HOLE, area, ctx, people, put
from tests.store.test_signups import signed_up

__all__ = ["ctx", "people"]
HELL = Audience(zones=("hell",))


@pytest.fixture(autouse=True)
def norwegian() -> Iterator[None]:
    texts.use("nb")
    yield


@pytest.fixture
def hell(people: AppContext) -> RecipientSet:
    return concerned.frozen(people, "ola", HELL)


def said(ctx: AppContext, address: str, whole: RecipientSet) -> str:
    return " ".join(texts.read(sentence) for sentence in why.why(ctx, "ola", address, whole.id))


def test_a_set_is_counted_as_it_is_frozen(people: AppContext) -> None:
    put(people, None, (10.01, 63.01))
    put(people, "90000009", (10.01, 63.02), reserved=True)
    counted, whole = concerned.count(people, "ola", HELL), concerned.frozen(people, "ola", HELL)
    assert counted == whole.counts and (counted.sms, counted.without_number, counted.reserved) == (3, 1, 1)
    assert concerned.measured(people, HELL).hash == whole.hash
    with pytest.raises(Refused):
        concerned.count(people, "liv", HELL)


def test_the_same_set_is_found_again_until_the_register_or_a_zone_changes(
    people: AppContext, hell: RecipientSet
) -> None:
    assert concerned.frozen(people, "ingrid", HELL) == hell
    put(people, "90000009", (11.05, 63.05))
    with people.read() as session:
        assert not concerned.rests_on(session, people, hell)
    again = concerned.frozen(people, "ingrid", HELL)
    assert again.id != hell.id and again.hash == hell.hash
    with people.read() as session:
        assert concerned.rests_on(session, people, again)


def test_a_drawn_area_is_kept_with_its_set(people: AppContext) -> None:
    whole = concerned.frozen(people, "ola", Audience(area=area(HOLE)))
    assert whole.audience == Audience(area=area(HOLE)) and whole.counts.sms == 1
    assert "tegnet" in said(people, "90000002", whole)


def test_who_is_in_it_is_told_by_which_zone(people: AppContext, hell: RecipientSet) -> None:
    answer = said(people, "900 00 001", hell)
    assert "sonen Hell" in answer and hell.id in answer
    staff = concerned.frozen(people, "ola", Audience(groups=("ansatte",)))
    assert "ansatte" in said(people, "90000003", staff)


def other(**given: Any) -> EntryForm:
    return EntryForm.model_validate({"mobiles": ("90000008",), "purpose": "Samtykke"} | given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"reserved": True, "longitude": 10.01, "latitude": 63.01}, "ikke ha varsler"),
        ({}, "verken punkt eller sone"),
        ({"longitude": 10.05, "latitude": 63.05}, "utenfor sonene"),
        ({"longitude": 11.05, "latitude": 63.05}, "utenfor sonene"),
    ],
)
def test_who_is_not_in_it_is_told_why(people: AppContext, clock: FakeClock, given: dict[str, Any], words: str) -> None:
    register.add(people, "ola", other(**given))
    clock.forward(minutes=1)
    assert words in said(people, "90000008", concerned.frozen(people, "ola", HELL))


def test_of_the_wrong_group_too(people: AppContext, clock: FakeClock) -> None:
    clock.forward(minutes=1)
    whole = concerned.frozen(people, "ola", Audience(zones=("hell",), groups=("ansatte",)))
    assert "ingen av gruppene" in said(people, "90000001", whole)


def test_who_came_later_or_was_moved_since_is_told_so(people: AppContext, hell: RecipientSet, clock: FakeClock) -> None:
    clock.forward(minutes=5)
    late = register.add(people, "ola", other(longitude=10.01, latitude=63.01))
    assert "etter at listen ble fryst" in said(people, "90000008", hell)
    (moved,) = register.find(people, "ola", "90000003")
    register.change(people, "ola", moved.id, other(mobiles=("90000003",), longitude=10.01, latitude=63.01))
    assert "er endret" in said(people, "90000003", hell) and "innenfor nå" in said(people, "90000003", hell)
    assert late.id != moved.id


def test_a_dead_way_is_told(people: AppContext, clock: FakeClock) -> None:
    with people.write() as session:
        dead = text("UPDATE register_way SET dead_at=:now WHERE mark=:mark")
        session.connection().execute(dead, {"now": clock(), "mark": people.sealed.mark("+4790000001")})
    clock.forward(minutes=1)
    assert "feilet for godt" in said(people, "90000001", concerned.frozen(people, "ola", HELL))


def test_a_number_that_another_entry_has_reserved_is_told_so(people: AppContext, clock: FakeClock) -> None:
    """And not that it is inside: it is, and stays without."""
    put(people, "90000001", reserved=True)
    clock.forward(minutes=1)
    answer = said(people, "90000001", concerned.frozen(people, "ola", HELL))
    assert "ikke ha varsler" in answer and "innenfor nå" not in answer and "verken punkt" not in answer


def test_of_the_whole_register_no_place_is_missed(people: AppContext, clock: FakeClock) -> None:
    register.add(people, "ola", other(reserved=True))
    clock.forward(minutes=1)
    whole = concerned.frozen(people, "ola", Audience(everyone=True))
    (entry,) = register.find(people, "ola", "90000008")
    register.change(people, "ola", entry.id, other())
    clock.forward(minutes=1)
    assert "verken punkt" not in said(people, "90000008", whole)


def test_an_accounts_own_list_is_called_so(people: AppContext) -> None:
    own = sets.freeze(people, "system", [Recipient(way=Way.SMS, address="+4790000001")])
    assert "egen liste" in said(people, "90000001", own) and "gruppene" not in said(people, "90000001", own)
    assert "ikke på kontoens egen liste" in said(people, "90000003", own)


def test_who_was_reached_by_the_other_message_is_told_so(people: AppContext, clock: FakeClock) -> None:
    clock.forward(minutes=1)
    to = [Recipient(way=Way.SMS, address="+4790000001")]
    missed = sets.freeze(people, "ola", to, basis="missed m-1")
    second = concerned.frozen(people, "ola", Audience(among=missed.id))
    assert "annen melding" in said(people, "90000001", second)
    assert "ikke blant dem den andre meldingen" in said(people, "90000004", second)


def test_who_was_erased_and_who_was_never_there(people: AppContext, hell: RecipientSet) -> None:
    rights.erase(people, "ola", "90000001")
    assert "Slettet" in said(people, "90000001", hell)
    assert "ingen med denne adressen" in said(people, "90000077", hell)


def test_that_somebody_asked_is_in_the_log_and_only_who_may_gets_an_answer(
    people: AppContext, hell: RecipientSet
) -> None:
    said(people, "90000001", hell)
    assert audit.events(people, action="register.looked_up")[-1].subject == hell.id
    with pytest.raises(Refused):
        why.why(people, "liv", "90000001", hell.id)
    with pytest.raises(NotFound):
        why.why(people, "ola", "90000001", "s-none")
    with pytest.raises(InvalidInput):
        why.why(people, "ola", "hei", hell.id)


def test_who_asked_for_none_since_lives_where_they_lived(
    people: AppContext, hell: RecipientSet, clock: FakeClock
) -> None:
    """STOP makes an entry of its own, which is younger than the set and says nothing of why it was left out."""
    clock.forward(minutes=5)
    with people.write() as session:
        consents.stop(session, people, people.sealed.mark("+4790000003"), "+4790000003")
    assert "utenfor" in said(people, "90000003", hell)


def test_who_moved_themselves_since_was_in_the_register(people: AppContext, clock: FakeClock) -> None:
    entry_id = signed_up(people, "90000009", zones=("lanke",))
    clock.forward(minutes=1)
    whole = concerned.frozen(people, "ola", HELL)
    clock.forward(minutes=1)
    assert signed_up(people, "90000009", zones=("hell",)) == entry_id
    answer = said(people, "90000009", whole)
    assert "er endret" in answer and "innenfor nå" in answer, "and did not come later"
