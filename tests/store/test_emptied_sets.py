"""Addresses go out of frozen sets: of whoever says STOP at once, of everybody when nothing is sent there any more. The hash stays."""

import pytest

from schemas.drafts.content import MessageKind
from schemas.errors import Refused
from schemas.recipients.recipient import Audience
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.drafts import drafts, follow_ups
from store.evidence import audit
from store.lists import endings
from store.messages import messages
from store.reached import missed, why
from store.recipients import consents, entries, register, sets
from tests.cast import content, request
from tests.fakes import FakeClock
from tests.store.test_second_way import SMS, approved, drain, settled

BO, DAG = "+4791111101", "+4791111104"


@pytest.fixture
def town(ctx: AppContext) -> AppContext:
    return settled(ctx)


def warn(town: AppContext) -> str:
    """To five numbers."""
    crisis = lifecycle.establish(town, "kari", request())
    return approved(
        town, drafts.new(town, "anne", crisis.id, content("Kok vannet.", audience=Audience(everyone=True)), (SMS,))
    )


def set_of(town: AppContext, message_id: str) -> str:
    found = messages.show(town, message_id).content.recipients
    assert found is not None and found.set_id
    return found.set_id


def sent_to(town: AppContext) -> list[str]:
    return [to.recipient for one in drain(town, SMS) for to in one.batch.to]


def stops(town: AppContext, number: str) -> None:
    with town.write() as session:
        consents.stop(session, town, town.sealed.mark(number), number)


def left_in(town: AppContext, set_id: str) -> int:
    return len(list(sets.stream(town, set_id, range(9))))


def test_who_says_stop_before_their_turn_is_sent_nothing(town: AppContext) -> None:
    message = warn(town)
    stops(town, BO)
    assert BO not in (got := sent_to(town)) and len(got) == 4
    assert sets.still_whole(town, set_of(town, message)), "what was approved is still what was approved"
    assert missed.not_reached(town, "ola", message).doors == (), "who asked for nothing more is not knocked at either"
    assert any("ended by themselves" in str(said) for said in why.explain(town, "ola", BO, message))


def test_nor_what_mends_the_message_they_got(town: AppContext, clock: FakeClock) -> None:
    first = warn(town)
    assert BO in sent_to(town)
    stops(town, BO)
    words = content("Kok i tre.", kind=MessageKind.CORRECTION, wrong="Det sto ett.")
    draft = follow_ups.submit(town, "anne", first, words, (SMS,))
    approvals.approve(town, "ola", draft.id, draft.revision.seen)
    clock.forward(seconds=1)
    assert BO not in (got := sent_to(town)) and DAG in got


def test_long_after_an_event_its_sets_hold_nobody(town: AppContext, clock: FakeClock) -> None:
    message = warn(town)
    sent_to(town)
    lifecycle.stand_down(town, "kari", str(messages.show(town, message).crisis_id))
    clock.forward(days=89)
    assert endings.empty_old_sets(town) == 0 and left_in(town, set_of(town, message)) == 8
    clock.forward(days=2)
    assert endings.empty_old_sets(town) == 1 and left_in(town, set_of(town, message)) == 0
    assert sets.still_whole(town, set_of(town, message)) and register.counts(town, "ola").mobiles == 5
    assert [one.subject for one in audit.events(town, action="recipients.emptied")] == [set_of(town, message)]
    assert endings.empty_old_sets(town) == 0, "once"


def test_while_a_crisis_lasts_its_sets_stay(town: AppContext, clock: FakeClock) -> None:
    message = warn(town)
    clock.forward(days=200)
    assert endings.empty_old_sets(town) == 0 and left_in(town, set_of(town, message)) == 8
    lifecycle.stand_down(town, "kari", str(messages.show(town, message).crisis_id))
    assert endings.empty_old_sets(town) == 1


def test_it_goes_page_by_page(town: AppContext, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    message = warn(town)
    lifecycle.stand_down(town, "kari", str(messages.show(town, message).crisis_id))
    clock.forward(days=91)
    monkeypatch.setattr(sets, "AT_ONCE", 3)
    assert endings.empty_old_sets(town) == 1
    assert left_in(town, set_of(town, message)) == 0


def test_the_next_event_freezes_them_anew_though_the_register_is_as_it_was(town: AppContext, clock: FakeClock) -> None:
    before = warn(town)
    sent_to(town)
    lifecycle.stand_down(town, "kari", str(messages.show(town, before).crisis_id))
    clock.forward(days=91)
    endings.empty_old_sets(town)
    message = warn(town)
    assert len(sent_to(town)) == 5 and set_of(town, message) != set_of(town, before)


def test_a_set_that_a_later_crisis_uses_stays_as_long_as_that(town: AppContext, clock: FakeClock) -> None:
    """Frozen for an earlier one, of a register that has not changed since."""
    before = warn(town)
    sent_to(town)
    lifecycle.stand_down(town, "kari", str(messages.show(town, before).crisis_id))
    clock.forward(days=80)
    message = warn(town)
    assert set_of(town, message) == set_of(town, before)
    clock.forward(days=20)
    assert endings.empty_old_sets(town) == 0 and len(sent_to(town)) == 5


def test_a_draft_that_waited_so_long_goes_to_them_anew(town: AppContext, clock: FakeClock) -> None:
    crisis = lifecycle.establish(town, "kari", request())
    words = content("Kok vannet.", audience=Audience(everyone=True))
    waits = drafts.submit(town, "anne", drafts.new(town, "anne", crisis.id, words, (SMS,)).id)
    assert waits.revision.content.recipients is not None
    sets.empty(town, waits.revision.content.recipients.set_id)
    with pytest.raises(Refused, match="Fetch the recipients anew"):
        approvals.approve(town, "ola", waits.id, waits.revision.seen)


def test_a_letters_link_too_where_the_list_has_gone_meanwhile(town: AppContext) -> None:
    warn(town)
    with town.write() as session:
        entries.remove(session, [one.id for one in register.by_mark(session, town, town.sealed.mark(BO))])
        consents.stop(session, town, town.sealed.mark(BO))
    assert BO not in (got := sent_to(town)) and DAG in got
