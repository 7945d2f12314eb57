"""The second answer is the first's, at the command line and the interface without keys too (forms: tests/desk/web/test_once.py)."""

from datetime import timedelta

import pytest

from policy.pressed_twice import WITHIN
from schemas.content import Content, MessageKind
from schemas.errors import Refused
from store.context import AppContext
from store.crises import find, lifecycle
from store.messages import messages, unit_posts
from tests.cast import request
from tests.fakes import FakeClock

TEXT = Content(title="Åpen dag", body="Velkommen.", kind=MessageKind.UNIT_POST)
MOMENT = timedelta(seconds=1)


def test_a_second_press_sets_up_no_second_crisis(ctx: AppContext, clock: FakeClock) -> None:
    first = lifecycle.establish(ctx, "kari", request(), beside=())
    clock.now += WITHIN - MOMENT
    assert lifecycle.establish(ctx, "kari", request(), beside=()) == first
    with ctx.read() as session:
        assert len(find.open_crises(session, exercise=False)) == 1
    for later, who in ((timedelta(0), "ola"), (MOMENT, "kari")):
        clock.now += later
        with pytest.raises(Refused):
            lifecycle.establish(ctx, who, request(), beside=())


def test_another_event_is_asked_about_as_ever(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request(), beside=())
    with pytest.raises(Refused, match="another event"):
        lifecycle.establish(ctx, "kari", request().model_copy(update={"title": "Skred ved Hell"}), beside=())


def test_a_units_post_pressed_twice_is_one_post(ctx: AppContext, clock: FakeClock) -> None:
    first = unit_posts.post(ctx, "liv", "side", TEXT)
    clock.now += MOMENT
    assert unit_posts.post(ctx, "liv", "side", TEXT).id == first.id
    other = unit_posts.post(ctx, "liv", "side", TEXT.model_copy(update={"body": "Velkommen kl. 18."}))
    assert other.id != first.id
    clock.now += WITHIN
    assert unit_posts.post(ctx, "liv", "side", TEXT).id not in (first.id, other.id), "the same again later is meant"
    assert len(messages.unit_posts(ctx)) == 3
