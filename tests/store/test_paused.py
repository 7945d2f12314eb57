"""A sending to many that somebody paused and forgot: the editors are told, then their deputies, until it goes on or is stopped."""

import pytest

from schemas.messages.bulk import Steer
from store.bulk.steering import steer
from store.context import AppContext
from store.crises import find, lifecycle
from store.messages import messages
from store.monitoring import alarms
from tests.cast import request
from tests.fakes import FakeClock
from tests.store.many_world import MAIL, drain, in_town, order, publish
from tests.store.test_alarms import told
from tests.store.test_steering import of


@pytest.fixture
def town(ctx: AppContext) -> AppContext:
    return in_town(ctx, 300)


@pytest.fixture
def message_id(town: AppContext) -> str:
    """A batch of it is on its way."""
    made = publish(town, lifecycle.establish(town, "kari", request()).id)
    order(town)
    return made


def is_paused(town: AppContext, message_id: str) -> bool:
    (listed,) = messages.listing(town)
    found = {each.account_id: each.paused for each in messages.show(town, message_id).deliveries}
    assert {each.account_id: each.paused for each in listed.deliveries} == found
    return found[MAIL]


def test_it_is_told_of_after_a_quarter_and_to_the_deputies_after_another(
    town: AppContext, message_id: str, clock: FakeClock
) -> None:
    steer(town, "ola", of(town, message_id), Steer.PAUSE)
    first, second = told(town, clock, minutes=60)
    assert first[:2] == (15, ["ola", "ingrid"]) and second[0] == 30 and set(second[1]) > {"ola", "ingrid"}
    assert "«Kok drikkevannet» har stått på pause i epost siden" in first[3]
    assert is_paused(town, message_id)


@pytest.mark.parametrize("way", [Steer.GO_ON, Steer.STOP])
def test_who_sees_to_it_in_time_tells_nobody(town: AppContext, message_id: str, clock: FakeClock, way: Steer) -> None:
    steer(town, "ola", of(town, message_id), Steer.PAUSE)
    clock.forward(minutes=5)
    steer(town, "ola", of(town, message_id), way)
    assert not is_paused(town, message_id)
    clock.forward(seconds=60)
    drain(town, worker="other")
    assert told(town, clock, minutes=60) == []


def test_paused_again_it_is_counted_anew(town: AppContext, message_id: str, clock: FakeClock) -> None:
    steer(town, "ola", of(town, message_id), Steer.PAUSE)
    assert [after for after, *_ in told(town, clock, minutes=20)] == [15]
    steer(town, "ola", of(town, message_id), Steer.GO_ON)
    clock.forward(minutes=1)
    steer(town, "ola", of(town, message_id), Steer.PAUSE)
    assert [after for after, *_ in told(town, clock, minutes=20)] == [15]


def test_it_stands_on_the_first_page_from_the_first_minute(town: AppContext, message_id: str) -> None:
    crisis = find.current(town)
    assert crisis and alarms.of_crisis(town, crisis, messages.listing(town)).count == 0
    steer(town, "ola", of(town, message_id), Steer.PAUSE)
    found = alarms.of_crisis(town, crisis, messages.listing(town))
    assert found.count == 1 and [(one.message_id, one.account_id) for one in found.paused] == [(message_id, MAIL)]
    assert alarms.on_a_normal_day(town).paused == [], "it belongs to its crisis"
