"""The hands of each account: a sick channel takes none from the others, and a stop waits for nobody for ever."""

from collections.abc import Callable
from threading import Event

import pytest

from flows.work.hands import ABREAST, PER_ACCOUNT, Hands


def hanging(over: Event) -> Callable[[], None]:
    def hang() -> None:
        over.wait(300)

    return hang


@pytest.mark.timeout(120)
def test_a_stop_is_not_held_up_by_what_waits_behind_a_channel_that_hangs() -> None:
    """More work than hands: what has not begun is let go, and nobody waits for what hangs."""
    hands, over = Hands(), Event()
    futures = [hands.submit("varsling", f"l-{number}", hanging(over)) for number in range(PER_ACCOUNT * 3)]
    hands.close(0.1)
    try:
        assert sum(future.cancelled() for future in futures) == PER_ACCOUNT * 2
    finally:
        over.set()


def test_an_account_whose_hands_are_full_takes_none_from_another() -> None:
    hands, over = Hands(), Event()
    for number in range(PER_ACCOUNT):
        hands.submit("varsling", f"l-{number}", hanging(over))
    assert not hands.has_free("varsling") and hands.has_free("side")
    done = hands.submit("side", "l-side", lambda: None)
    assert done.result(10) is None
    over.set()
    assert hands.wait(10)


def test_what_is_asked_abreast_comes_back_in_order() -> None:
    hands = Hands()
    assert hands.abreast("epost", [lambda n=n: n for n in range(ABREAST)]) == list(range(ABREAST))  # type: ignore[misc]  # mypy knows no such lambda
    hands.close(1)


def test_one_that_fails_leaves_none_of_the_others_under_way() -> None:
    hands, ended = Hands(), Event()

    def fails() -> None:
        raise ValueError("1")

    with pytest.raises(ValueError, match="1"):
        hands.abreast("epost", [fails, ended.set])
    assert ended.is_set()
    hands.close(1)
