"""A sending to many is paused, gone on with and stopped by a person: what is on its way is known, and nobody gets it twice."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from schemas.drafts.content import Content, MessageKind
from schemas.errors import NotFound, Refused, RetryClass
from schemas.messages.bulk import BulkState, Sent, Steer
from schemas.states import DeliveryStatus, MessageStatus
from store.approvals import approvals
from store.batches.orders import Answer
from store.bulk.steering import steer
from store.context import AppContext
from store.crises import lifecycle
from store.deliveries import deliveries
from store.drafts import follow_ups
from store.evidence import audit
from store.messages import messages
from tests.cast import content, request
from tests.fakes import FakeClock
from tests.store.many_world import LEASE, MAIL, ask, drain, in_town, order, progress, publish, readers, status, taken
from tests.store.test_many import correct


@pytest.fixture
def town(ctx: AppContext) -> AppContext:
    return in_town(ctx, 300, send_again=())


@pytest.fixture
def message_id(town: AppContext) -> str:
    return publish(town, lifecycle.establish(town, "kari", request()).id)


def of(town: AppContext, message_id: str) -> str:
    return next(each.id for each in messages.show(town, message_id).deliveries if each.account_id == MAIL)


def test_what_is_paused_begins_nothing_and_goes_on_where_it_stood(
    town: AppContext, message_id: str, clock: FakeClock
) -> None:
    first = order(town)
    assert steer(town, "ola", of(town, message_id), Steer.PAUSE).state is BulkState.PAUSED
    assert ask(town, Answer(first, taken(first))) is None and ask(town, worker="other") is None
    found = progress(town, message_id)
    assert (found.handed_over, found.waiting, status(town, message_id)) == (100, 200, DeliveryStatus.SENDING)
    clock.forward(hours=1)
    assert deliveries.announce_stranded(town) == 0, "nobody is woken for it"
    steer(town, "ola", of(town, message_id), Steer.GO_ON)
    again = drain(town)
    assert [each.recipient for one in again for each in one.batch.to] == list(readers(300)[100:])
    assert status(town, message_id) is DeliveryStatus.DELIVERED


def test_what_was_paused_at_its_very_end_ends_when_somebody_goes_on(town: AppContext, message_id: str) -> None:
    last = order(town, Answer(second := order(town, Answer(first := order(town), taken(first))), taken(second)))
    steer(town, "ola", of(town, message_id), Steer.PAUSE)
    ask(town, Answer(last, taken(last)))
    assert status(town, message_id) is DeliveryStatus.SENDING
    steer(town, "ola", of(town, message_id), Steer.GO_ON)
    assert status(town, message_id) is DeliveryStatus.DELIVERED


def test_what_is_stopped_leaves_the_others_out_and_the_batch_under_way_is_known(
    town: AppContext, message_id: str
) -> None:
    under_way = order(town)
    steer(town, "ola", of(town, message_id), Steer.STOP)
    assert status(town, message_id) is DeliveryStatus.SENDING
    assert ask(town, Answer(under_way, taken(under_way))) is None
    found = progress(town, message_id)
    assert (found.handed_over, found.waiting, found.left_out, found.state) == (100, 0, 200, BulkState.STOPPED)
    assert status(town, message_id) is DeliveryStatus.DELIVERED and drain(town) == []


def test_of_what_is_stopped_nothing_is_tried_again(town: AppContext, message_id: str, clock: FakeClock) -> None:
    under_way = order(town)
    steer(town, "ola", of(town, message_id), Steer.STOP)
    refused = [Sent(kind=RetryClass.RETRY_BACKOFF, error="HTTP 503")] * 50
    ask(town, Answer(under_way, [*refused, *taken(under_way)[50:]]))
    clock.forward(hours=1)
    assert drain(town) == [] and progress(town, message_id).handed_over == 50


def test_who_may_have_got_it_is_for_a_person_where_a_worker_died_over_it(
    town: AppContext, message_id: str, clock: FakeClock
) -> None:
    order(town)
    steer(town, "ola", of(town, message_id), Steer.STOP)
    clock.now += LEASE + timedelta(seconds=1)
    assert ask(town, worker="other") is None
    assert progress(town, message_id).uncertain == 100 and status(town, message_id) is DeliveryStatus.UNCERTAIN


@pytest.mark.parametrize("paused", [False, True])
def test_what_had_not_begun_is_cancelled(town: AppContext, message_id: str, paused: bool) -> None:
    if paused:
        steer(town, "ola", of(town, message_id), Steer.PAUSE)
        assert drain(town) == []
    steer(town, "ola", of(town, message_id), Steer.STOP)
    assert status(town, message_id) is DeliveryStatus.CANCELLED and drain(town) == []
    assert messages.show(town, message_id).status is not MessageStatus.PUBLISHED


def test_a_correction_ends_a_pause(town: AppContext, message_id: str, clock: FakeClock) -> None:
    first = order(town)
    steer(town, "ola", of(town, message_id), Steer.PAUSE)
    ask(town, Answer(first, taken(first)))
    words = content("Kok i tre minutter.", kind=MessageKind.CORRECTION, wrong="Det sto ett minutt.")
    draft = follow_ups.submit(town, "anne", message_id, words)
    mended = approvals.approve(town, "ola", draft.id, draft.revision.seen).id
    drain(town)
    clock.forward(seconds=1)
    drain(town)
    assert progress(town, message_id).state is BulkState.STOPPED and progress(town, mended).handed_over == 300


def test_pressed_twice_it_is_done_once(town: AppContext, message_id: str) -> None:
    for _ in range(2):
        steer(town, "ola", of(town, message_id), Steer.PAUSE)
    assert [event.actor for event in audit.events(town, action="bulk.pause")] == ["ola"]


def test_where_there_is_nothing_to_steer_it_is_refused(town: AppContext, message_id: str) -> None:
    delivery = of(town, message_id)
    with pytest.raises(Refused):
        steer(town, "liv", delivery, Steer.STOP)
    assert steer(town, "ola", delivery, Steer.GO_ON).state is BulkState.RUNNING, "it does"
    drain(town)
    for way in Steer:
        with pytest.raises(Refused):
            steer(town, "ola", delivery, way)
    with pytest.raises(NotFound):
        steer(town, "ola", "l-none", Steer.STOP)
    few = publish(town, messages.show(town, message_id).crisis_id or "", names=("side",), body="Nytt.")
    with pytest.raises(Refused, match="few"):
        steer(town, "ola", messages.show(town, few).deliveries[0].id, Steer.STOP)


def test_what_is_paused_before_it_began_is_never_sent_after_its_correction(
    town: AppContext, message_id: str, clock: FakeClock
) -> None:
    """Nobody has the text that was wrong, and nobody gets it; the correction reaches everybody."""
    steer(town, "ola", of(town, message_id), Steer.PAUSE)
    mended = correct(town, message_id)
    clock.forward(seconds=1)
    sent = drain(town)
    assert [each.recipient for one in sent for each in one.batch.to] == list(readers(300))
    assert {one.batch.out.message_id for one in sent} == {mended}
    with pytest.raises(Refused):
        steer(town, "ola", of(town, message_id), Steer.GO_ON)
    clock.forward(hours=1)
    assert drain(town) == []


def followed(town: AppContext, message_id: str, kind: MessageKind, body: str) -> str:
    said = {"kind": kind, "wrong": "Feil." if kind is MessageKind.CORRECTION else None}
    words = Content.model_validate(content(body).model_dump() | said)
    draft = follow_ups.submit(town, "anne", message_id, words, (MAIL,))
    return approvals.approve(town, "ola", draft.id, draft.revision.seen).id


@pytest.mark.parametrize("first", [MessageKind.CORRECTION, MessageKind.ALL_CLEAR])
def test_what_mends_a_correction_or_an_all_clear_overtakes_it(
    town: AppContext, message_id: str, clock: FakeClock, first: MessageKind
) -> None:
    """“The danger is over” was wrong: nobody whose turn had not come reads it any more."""
    drain(town)
    wrong = followed(town, message_id, first, "Faren er over.")
    clock.forward(seconds=1)
    under_way = order(town)
    mended = followed(town, wrong, MessageKind.CORRECTION, "Kok fortsatt.")
    ask(town, Answer(under_way, taken(under_way)), go_on=False)
    clock.forward(seconds=1)
    assert {one.batch.out.message_id for one in drain(town)} == {mended}
    assert (progress(town, wrong).handed_over, progress(town, wrong).left_out) == (100, 200)
    assert progress(town, mended).handed_over == 300


def out_elsewhere(town: AppContext) -> None:
    """Every message stands on the public page already, while its letters wait."""
    with town.write() as session:
        session.connection().execute(text("UPDATE message SET status='publishing' WHERE status='approved'"))


@pytest.mark.parametrize("kind", [MessageKind.CORRECTION, MessageKind.ALL_CLEAR])
def test_what_has_not_begun_is_never_sent_after_what_mends_it(
    town: AppContext, message_id: str, clock: FakeClock, kind: MessageKind
) -> None:
    """“Boil the water” after “the danger is over”, at the end of the quiet hours."""
    out_elsewhere(town)
    mended = followed(town, message_id, kind, "Faren er over.")
    clock.forward(seconds=1)
    assert [one.batch.out.message_id for one in drain(town)] == [mended] * 3
    assert status(town, message_id) is DeliveryStatus.CANCELLED


@pytest.mark.parametrize("begun", [False, True])
def test_what_mends_a_correction_overtakes_what_that_one_mended(
    town: AppContext, message_id: str, clock: FakeClock, begun: bool
) -> None:
    answer = Answer(took := order(town), taken(took)) if begun else None
    out_elsewhere(town)
    first = followed(town, message_id, MessageKind.CORRECTION, "Kok i to minutter.")
    out_elsewhere(town)
    second = followed(town, first, MessageKind.CORRECTION, "Kok i ti minutter.")
    if answer:
        ask(town, answer, go_on=False)
    clock.forward(seconds=1)
    assert [one.batch.out.message_id for one in drain(town)] == [second] * 3
    assert progress(town, second).handed_over == 300 and progress(town, message_id).handed_over == (100 if begun else 0)


@pytest.mark.parametrize("kind", [MessageKind.CORRECTION, MessageKind.ALL_CLEAR])
@pytest.mark.parametrize("begun", [False, True])
def test_a_later_word_about_the_same_message_overtakes_its_correction(
    town: AppContext, message_id: str, clock: FakeClock, begun: bool, kind: MessageKind
) -> None:
    drain(town)
    clock.forward(seconds=1)
    older = followed(town, message_id, MessageKind.CORRECTION, "Kok i to minutter.")
    if begun:
        took = order(town)
        ask(town, Answer(took, taken(took)), go_on=False)
    clock.forward(seconds=1)
    newer = followed(town, message_id, kind, "Faren er over.")
    clock.forward(seconds=1)
    assert {one.batch.out.message_id for one in drain(town)} == {newer}
    assert progress(town, newer).handed_over == 300 and progress(town, older).handed_over == (100 if begun else 0)
