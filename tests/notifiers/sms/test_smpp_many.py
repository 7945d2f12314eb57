"""Many over one SMPP line, and the reports that come over another: against a real SMPP server on loopback."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from select import select

import pytest

from notifiers.channels.sms import Smpp
from schemas.accounts.account import Platform
from schemas.errors import RetryClass
from schemas.messages.bulk import Addressee, Batch, Sent
from schemas.recipients.delivery_report import DeliveryReport
from tests.notifiers.scenes import account, bound, outgoing, places_in
from tests.servers.ports import free_port
from tests.servers.smpp import BAD_NUMBER, BUSY, BUSY_ONCE_LATER, GIVEN_UP, MUTE, SmppServer

WIDTH = Smpp.line_takes


@pytest.fixture
def server() -> Iterator[SmppServer]:
    with SmppServer() as running:
        yield running


@pytest.fixture
def smpp(server: SmppServer, tmp_path: Path) -> Smpp:
    plugin = bound(server.url, tmp_path)
    assert isinstance(plugin, Smpp)
    plugin.answer_within = 5.0
    return plugin


def numbers(count: int) -> list[str]:
    """Their ends mean nothing to the server."""
    return [f"+479200{n:02}01" for n in range(count)]


def batch(to: list[str], text: str = "Kok vannet.") -> Batch:
    return Batch("b-1", "b-1.1", outgoing(text), tuple(Addressee(n, number, f"k-{n}") for n, number in enumerate(to)))


def sent(smpp: Smpp, to: list[str], text: str = "Kok vannet.", go_on: Callable[[], bool] = lambda: True) -> list[Sent]:
    return smpp.deliver_many(batch(to, text), go_on)


def fetched(smpp: Smpp) -> list[DeliveryReport]:
    seen: list[DeliveryReport] = []

    def take(report: DeliveryReport) -> bool:
        seen.append(report)
        return True

    smpp.fetch_reports(take)
    return seen


def test_as_many_are_on_their_way_as_the_window_is_wide(server: SmppServer, smpp: Smpp) -> None:
    """A centre that answers when ten are there: one that waits for each answer would get none."""
    server.answers_in = WIDTH
    to = numbers(3 * WIDTH)
    ids = [each.remote_id for each in sent(smpp, to)]
    assert ids == [f"id{[f'+{part.to}' for part in server.parts].index(number) + 1}" for number in to]


@pytest.mark.parametrize(
    ("window", "lines", "width"), [(None, 4, 10), (1, 1, 1), (10, 1, 10), (25, 3, 8), (40, 4, 10), (100, 4, 25)]
)
def test_the_account_says_how_wide_the_window_is(
    smpp: Smpp, tmp_path: Path, window: int | None, lines: int, width: int
) -> None:
    smpp.bind(account(Platform.SMS, window=window), places_in(tmp_path))
    assert (smpp.at_once, smpp.width) == (lines, width)


def test_no_more_than_the_window_are_on_their_way(server: SmppServer, smpp: Smpp, tmp_path: Path) -> None:
    """A centre that answers only when four are there: of three on their way it answers none."""
    smpp.answer_within, server.answers_in = 0.5, 4
    smpp.bind(account(Platform.SMS, window=3), places_in(tmp_path))
    kinds = [each.kind for each in sent(smpp, numbers(6))]
    assert len(server.parts) == 3 and kinds == [RetryClass.AMBIGUOUS] * 3 + [RetryClass.RETRY_NOW] * 3


def test_the_parts_of_each_text_leave_in_their_order(server: SmppServer, smpp: Smpp) -> None:
    to = [*numbers(6), "+4792000" + BUSY_ONCE_LATER]
    ids = [each.remote_id for each in sent(smpp, to, "a" * 400)]
    own = {f"+{part.to}": [each for each in server.parts if each.to == part.to] for part in server.parts}
    assert set(own) == set(to) and {tuple(each.body[5] for each in parts) for parts in own.values()} == {(1, 2, 3)}
    assert all(len({each.body[3] for each in parts}) == 1 for parts in own.values()), "each joined by its own header"
    assert ids == [f"id{server.parts.index(own[number][0]) + 1}" for number in to]


def test_one_number_that_is_refused_spoils_nothing_for_the_others(server: SmppServer, smpp: Smpp) -> None:
    to = [*numbers(2), "+4792000" + BAD_NUMBER, *numbers(4)[2:]]
    assert [each.kind for each in sent(smpp, to)] == [None, None, RetryClass.PERMANENT, None, None]


def test_a_centre_that_has_had_enough_slows_the_account_and_the_rest_is_not_begun(smpp: Smpp) -> None:
    kinds = [each.kind for each in sent(smpp, ["+4792000" + BUSY, *numbers(40)])]
    assert kinds[0] is RetryClass.RETRY_AFTER
    assert kinds[1:WIDTH] == [None] * (WIDTH - 1) and set(kinds[WIDTH:]) == {RetryClass.RETRY_NOW}


def test_what_was_on_its_way_when_the_centre_fell_silent_is_in_doubt(smpp: Smpp) -> None:
    smpp.answer_within = 0.5
    kinds = [each.kind for each in sent(smpp, ["+4792000" + MUTE, *numbers(3)])]
    assert kinds == [RetryClass.AMBIGUOUS, None, None, None]


def test_nothing_leaves_where_it_is_not_to_go_on_or_nobody_answers(
    server: SmppServer, smpp: Smpp, tmp_path: Path
) -> None:
    assert {each.kind for each in sent(smpp, numbers(3), go_on=lambda: False)} == {RetryClass.RETRY_NOW}
    away = bound(f"krisesmpp://system:hemmelig@127.0.0.1:{free_port()}/?from=Kommunen", tmp_path)
    assert isinstance(away, Smpp)
    assert {each.kind for each in sent(away, numbers(3))} == {RetryClass.RETRY_NOW} and server.parts == []


def test_texts_begin_evenly_over_the_time_that_the_rate_gives_them(server: SmppServer, smpp: Smpp) -> None:
    """Whatever room the window has: a centre that counts by the second would refuse a batch that comes in a moment."""
    evenly = batch(numbers(8))._replace(lasts=1.6)
    asked = [0.0]

    def go_on() -> bool:
        asked.append(time.monotonic())
        return True

    assert [each.kind for each in smpp.deliver_many(evenly, go_on)] == [None] * 8
    first, *later = asked[1:]
    assert all(at - first > 0.2 * n - 0.1 for n, at in enumerate(later, start=1)), "none before its time"


def test_a_line_goes_on_with_the_next_batch(server: SmppServer, smpp: Smpp) -> None:
    kinds = [each.kind for _ in range(3) for each in sent(smpp, numbers(20))]
    assert kinds == [None] * 60 and len(server.parts) == 60 and server.lines == 1


def test_a_line_that_the_centre_has_ended_meanwhile_is_bound_anew(server: SmppServer, smpp: Smpp) -> None:
    sent(smpp, numbers(2))
    ((line, _),) = smpp._lines._idle
    server.ends_every_line()
    assert line.connection and select([line.connection], [], [], 60)[0], "it says so"
    assert [each.kind for each in sent(smpp, numbers(2))] == [None, None] and server.lines == 2


def test_a_line_that_fell_silent_is_not_used_again(server: SmppServer, smpp: Smpp) -> None:
    smpp.answer_within = 0.5
    assert sent(smpp, ["+4792000" + MUTE])[0].kind is RetryClass.AMBIGUOUS
    assert sent(smpp, numbers(1))[0].kind is None and server.lines == 2


def test_a_line_after_too_much_is_used_again(server: SmppServer, smpp: Smpp) -> None:
    """What was on its way has been answered: nothing is left on it that the next batch could take for its own."""
    assert sent(smpp, ["+4792000" + BUSY, *numbers(40)])[0].kind is RetryClass.RETRY_AFTER
    assert {each.kind for each in sent(smpp, numbers(5))} == {None} and server.lines == 1


def test_reports_wait_for_whoever_fetches_them_and_come_again_until_they_are_taken(
    server: SmppServer, smpp: Smpp
) -> None:
    to = [*numbers(3), "+4792000" + GIVEN_UP]
    ids = [each.remote_id for each in sent(smpp, to)]
    seen: list[DeliveryReport] = []

    def later(report: DeliveryReport) -> bool:
        seen.append(report)
        return report.recipient != to[0]

    smpp.fetch_reports(later)
    assert {each.recipient: (each.remote_id, each.arrived) for each in seen} == {
        number: (remote_id, number != to[-1]) for number, remote_id in zip(to, ids, strict=True)
    }
    assert [each.recipient for each in fetched(smpp)] == [to[0]], "the one that was not taken"
    assert fetched(smpp) == []


def test_a_line_that_waits_for_its_own_report_leaves_the_others_to_be_fetched(server: SmppServer, smpp: Smpp) -> None:
    sent(smpp, numbers(2))
    receipt = smpp.deliver(outgoing("Kok vannet.", recipient=numbers(3)[2]))
    assert receipt.detail == "1 accepted, DELIVRD"
    got = {each.recipient for each in fetched(smpp)}
    assert set(numbers(2)) <= got <= set(numbers(3)), (
        "its own may come twice, where the centre has not heard in time that it was read"
    )


def test_where_no_reports_are_wanted_none_are_fetched(server: SmppServer, smpp: Smpp) -> None:
    smpp.wait = 0
    assert [each.kind for each in sent(smpp, numbers(1))] == [None] and not server.parts[0].wants_report
    smpp.port = free_port()
    smpp.fetch_reports(lambda _: True)
