"""Which heads of the log are kept, and what one is signed as."""

from datetime import UTC, datetime, timedelta

from policy.evidence.log_heads import NEWEST_KEPT, kept, unsigned
from schemas.evidence.log_head import LogHead, Occasion

START = datetime(2026, 11, 2, 0, 30, tzinfo=UTC)


def head(hour: int, occasion: Occasion = Occasion.REGULAR) -> LogHead:
    at = START + timedelta(hours=hour)
    number = 100 + hour
    return unsigned(
        municipality="9999",
        name="Prøve kommune",
        sequence=number,
        hash=f"{number:064x}",
        at=at,
        taken_at=at,
        occasion=occasion,
        key="ab" * 32,
    )


def test_the_newest_stay_and_of_older_ones_the_last_of_each_day_and_those_of_stand_downs() -> None:
    heads = [head(hour, Occasion.STAND_DOWN if hour == 5 else Occasion.REGULAR) for hour in range(24 * 5)]
    stay = [h.sequence - 100 for h in kept(heads)]
    assert stay == [*range(119, 119 - NEWEST_KEPT, -1), 71, 47, 23, 5]


def test_what_stayed_stays_whenever_one_looks_again() -> None:
    """Thinned every hour, the same ones are left as if it had been done once."""
    held: list[LogHead] = []
    for hour in range(24 * 6):
        held = kept([*held, head(hour)])
    assert held == kept([head(hour) for hour in range(24 * 6)])


def test_none_is_kept_of_none() -> None:
    assert kept([]) == []
