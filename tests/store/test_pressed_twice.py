"""The second answer is the first's, at the command line and the interface without keys too (forms: tests/desk/web/test_once.py)."""

import unicodedata
from datetime import timedelta

import pytest

from policy.pressed_twice import WITHIN
from schemas.crises.crisis import CrisisRequest
from schemas.drafts.content import Content, MessageKind
from schemas.errors import Refused
from schemas.text_door import let_all_in
from store.context import AppContext
from store.crises import find, lifecycle
from store.deliveries import unit_posts
from store.drafts import drafts
from store.exercises import plans
from store.messages import messages
from tests.cast import content, request
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


def test_a_planned_post_pressed_twice_is_planned_once(ctx: AppContext, clock: FakeClock) -> None:
    later = clock.now + timedelta(hours=2)
    first = unit_posts.post(ctx, "liv", "side", TEXT, later)
    clock.now += MOMENT
    assert unit_posts.post(ctx, "liv", "side", TEXT, later).id == first.id
    assert unit_posts.post(ctx, "liv", "side", TEXT, later + MOMENT).id != first.id, "another time"
    unit_posts.cancel(ctx, "liv", first.id)
    assert unit_posts.post(ctx, "liv", "side", TEXT, later).id != first.id, "whoever regrets that posts the same again"


@pytest.mark.parametrize("who", ["kari", "per"])
def test_an_exercise_begun_by_another_or_after_the_first_has_ended_is_another(ctx: AppContext, who: str) -> None:
    first = plans.start(ctx, "kari", "kvartal")
    assert plans.start(ctx, "kari", "kvartal").id == first.id
    if who == "kari":
        lifecycle.stand_down(ctx, "kari", first.id)
    assert plans.start(ctx, who, "kvartal").id != first.id


def test_a_draft_is_begun_once_unless_it_says_something_else_or_waits_no_more(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "kari", request()).id

    def begun(body: str = "Kok vannet.", who: str = "anne", *accounts: str) -> str:
        return drafts.new(ctx, who, crisis, content(body), accounts or ("side",), once=True).id

    first = begun()
    assert begun() == first
    others = {
        begun("Kok vannet!"),
        begun("kok vannet."),
        begun("Kok vannet.", "liv"),
        begun("Kok vannet.", "anne", "tavle"),
    }
    assert len({first, *others}) == 5
    drafts.withdraw(ctx, "anne", first)
    assert begun() not in {first, *others}


@pytest.mark.parametrize("writing", ["Å koke vann på Værnes", "A\u030a koke vann pa\u030a Værnes"])
def test_a_crisis_in_another_normal_form_is_the_same_press(ctx: AppContext, writing: str) -> None:
    asked = CrisisRequest.model_validate(let_all_in(request(title=writing).model_dump()))
    first = lifecycle.establish(ctx, "kari", asked, beside=())
    again = CrisisRequest.model_validate(let_all_in(request(title=unicodedata.normalize("NFC", writing)).model_dump()))
    assert lifecycle.establish(ctx, "kari", again, beside=()) == first
