"""An event's work is done once, by whoever takes it first; the other one is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event, Thread

import pytest
from structlog.testing import capture_logs

from flows.runtime.breaker import Breaker
from flows.work.handover import Handover, Handovers, patience
from flows.work.in_hand import InHand


def test_of_many_who_take_it_at_once_one_does_it() -> None:
    with ThreadPoolExecutor(8) as hands:
        for _ in range(200):
            handover, line, done = Handover(), Barrier(8), list[int]()

            def take(handover: Handover = handover, line: Barrier = line, done: list[int] = done) -> bool:
                line.wait()
                return handover.do(lambda: done.append(1))

            took = [future.result() for future in [hands.submit(take) for _ in range(8)]]
            assert (sum(took), done) == (1, [1])


def test_what_is_begun_in_time_is_waited_for_and_its_outcome_is_everybodys() -> None:
    handovers, go_on = Handovers(), Event()
    handover = handovers.open("o1")
    flow = Thread(target=lambda: handovers.do("o1", lambda: go_on.wait() and "done"))
    flow.start()
    assert handover.begun_within(60)
    assert handover.do(lambda: "plain") is False
    go_on.set()
    assert handover.outcome() == "done"
    flow.join()


def test_what_a_flow_raises_is_raised_where_it_is_waited_for() -> None:
    def fails() -> None:
        raise ValueError("step")

    handover = Handovers().open("o1")
    with pytest.raises(ValueError, match="step"):
        handover.do(fails)
    with pytest.raises(ValueError, match="step"):
        handover.outcome()


def test_a_flow_that_comes_late_has_nothing_to_do() -> None:
    handovers, done = Handovers(), list[str]()
    handover = handovers.open("o1")
    assert handover.begun_within(0.01) is False
    assert handover.do(lambda: done.append("plain"))
    assert handovers.do("o1", lambda: done.append("flow")) is False
    handovers.close("o1", handover)
    assert handovers.do("o1", lambda: done.append("flow")) is False
    assert done == ["plain"]


def test_the_end_of_an_earlier_flow_takes_nothing_from_the_next_try() -> None:
    handovers = Handovers()
    first, second = handovers.open("o1"), handovers.open("o1")
    handovers.close("o1", first)
    assert handovers.do("o1", lambda: None) and second.begun_within(0)


def test_who_is_refused_is_not_waited_for() -> None:
    handover = Handovers().open("o1")
    handover.refused()
    assert handover.begun_within(3600) is False


def test_two_misses_in_a_row_open_the_breaker_and_only_a_run_closes_it() -> None:
    breaker = Breaker(2.0)
    assert not breaker.closed, "a server has to show first that it runs anything"
    breaker.kept()
    assert not breaker.closed, "what was begun before it opened says nothing"
    breaker.close()
    breaker.missed(2.0)
    assert breaker.closed
    breaker.kept()
    breaker.missed(2.0)
    assert breaker.closed, "not in a row"
    breaker.missed(2.0)
    assert not breaker.closed


def test_the_log_says_once_when_it_closes_and_when_it_opens() -> None:
    breaker = Breaker(2.0)
    with capture_logs() as said:
        breaker.open()
        breaker.close()
        breaker.close()
        for _ in range(4):
            breaker.missed(2.0)
        breaker.open()
    assert [line["event"] for line in said] == ["prefect.answers", "prefect.left_out"]


def test_who_had_less_than_half_of_the_deadline_has_missed_none() -> None:
    breaker = Breaker(2.0)
    breaker.close()
    for _ in range(10):
        breaker.missed(1.0)
    assert breaker.closed
    breaker.missed(1.01)
    breaker.missed(1.01)
    assert not breaker.closed


@pytest.mark.parametrize(("waited", "left"), [(-60, 2.0), (0, 2.0), (0.5, 1.5), (2, 0.0), (3600, 0.0)])
def test_what_has_waited_for_a_hand_waits_no_longer_for_prefect(waited: float, left: float) -> None:
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    assert patience(2.0, now - timedelta(seconds=waited), now) == left


def test_what_is_in_two_hands_is_in_hand_until_both_have_let_it_go() -> None:
    in_hand = InHand()
    assert in_hand.take("o1") and not in_hand.take("o1")
    in_hand.join("o1")
    in_hand.release("o1")
    assert in_hand.all() == {"o1"} and not in_hand.take("o1")
    in_hand.release("o1")
    assert in_hand.all() == frozenset() and in_hand.take("o1")
