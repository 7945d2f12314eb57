"""What time a promise means, in the ways Norwegians write one; and what is asked about it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.drafts.checks import checks
from policy.promises.promise_checks import Moment, promise_checks
from policy.promises.promised_times import time_of
from schemas.drafts.content import Content

OSLO = ZoneInfo("Europe/Oslo")
SAID = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""A Monday, 13:00 on a Norwegian clock."""

MEANT = [
    ("kl. 14", "2026-11-23T14:00"),
    ("kl 14.30", "2026-11-23T14:30"),
    ("klokka 16:05", "2026-11-23T16:05"),
    ("kl. 9", "2026-11-24T09:00"),
    ("i morgen kl. 15", "2026-11-24T15:00"),
    ("i morgon kl. 9", "2026-11-24T09:00"),
    ("om en time", "2026-11-23T14:00"),
    ("innen 30 minutter", "2026-11-23T13:30"),
    ("at 18", "2026-11-23T18:00"),
    ("når vi vet mer", None),
    ("om to år", None),
    ("30. november kl. 9", "2026-11-30T09:00"),
    ("mandag kl. 9", "2026-11-30T09:00"),
    ("mandag kl. 14", "2026-11-23T14:00"),
    ("fem på halv ni i kveld", "2026-11-23T20:25"),
    ("julaften kl 12", None),
    ("i dag klokka tjue", "2026-11-23T20:00"),
    ("neste uke kl 9", None),
    ("i overmorgen kl. 12", "2026-11-25T12:00"),
    ("i kveld kl. 9", "2026-11-23T21:00"),
    ("om fire timer", "2026-11-23T17:00"),
    ("kl. 1800", "2026-11-23T18:00"),
    ("18:00", "2026-11-23T18:00"),
    ("måndag kl. 15", "2026-11-23T15:00"),
    ("tysdag kl. 8", "2026-11-24T08:00"),
    ("laurdag klokka ti", "2026-11-28T10:00"),
    ("30.11 kl. 9", "2026-11-30T09:00"),
    ("30.11. kl. 9", "2026-11-30T09:00"),
    ("30/11 kl 9", "2026-11-30T09:00"),
    ("30.11.2026 kl. 09.00", "2026-11-30T09:00"),
    ("2026-11-30 09:00", "2026-11-30T09:00"),
    ("mandag 30. november kl. 9", "2026-11-30T09:00"),
    ("tirsdag 30. november kl. 9", None),
    ("31. november kl 9", None),
    ("den 24. november klokken 18", "2026-11-24T18:00"),
    ("om ein halv time", "2026-11-23T13:30"),
    ("om en halvtime", "2026-11-23T13:30"),
    ("om halvannen time", "2026-11-23T14:30"),
    ("om to og en halv time", "2026-11-23T15:30"),
    ("om 1 time og 30 minutter", "2026-11-23T14:30"),
    ("om et kvarter", "2026-11-23T13:15"),
    ("om tre kvarter", "2026-11-23T13:45"),
    ("om 1,5 timer", "2026-11-23T14:30"),
    ("om to dager kl. 9", "2026-11-25T09:00"),
    ("om to dagar", "2026-11-25T13:00"),
    ("hver time", "2026-11-23T14:00"),
    ("kl. halv ti i kveld", "2026-11-23T21:30"),
    ("halv åtte i kveld", "2026-11-23T19:30"),
    ("kvart over fem", "2026-11-24T05:15"),
    ("klokka kvart på sju i kveld", "2026-11-23T18:45"),
    ("i natt kl. 3", "2026-11-24T03:00"),
    ("i natt kl. 12", "2026-11-24T00:00"),
    ("midnatt", "2026-11-24T00:00"),
    ("kl. 24", "2026-11-24T00:00"),
    ("kl. 14-15", "2026-11-23T15:00"),
    ("mellom kl. 14 og 16", "2026-11-23T16:00"),
    ("kl. 14 og 18", "2026-11-23T14:00"),
    ("i ettermiddag kl. 3", "2026-11-23T15:00"),
    ("i dag kl. 9", "2026-11-23T09:00"),
    ("10.11", None),
    ("14.30", "2026-11-23T14:30"),
    ("kl. 10.11", "2026-11-24T10:11"),
    ("innen kl. 15", "2026-11-23T15:00"),
    ("senest kl. 15.30", "2026-11-23T15:30"),
    ("i morgen", None),
    ("mandag", None),
    ("neste mandag kl 9", None),
    ("tomorrow at 9", "2026-11-24T09:00"),
    ("at 3 pm", "2026-11-23T15:00"),
    ("3 p.m.", "2026-11-23T15:00"),
    ("4:30 pm tomorrow", "2026-11-24T16:30"),
    ("tomorrow at 12:15 am", "2026-11-24T00:15"),
    ("between 4 and 5pm", None),
    ("Friday at 10 am", "2026-11-27T10:00"),
    ("in two hours", "2026-11-23T15:00"),
    ("i morgen tidlig kl. 7", "2026-11-24T07:00"),
    ("i morgen kveld kl. 8", "2026-11-24T20:00"),
    ("kl. 25", None),
    ("kl.\xa018", "2026-11-23T18:00"),
    ("i løpet av dagen", None),
    ("snart", None),
    ("før kl. 18.00 i dag", "2026-11-23T18:00"),
    ("ca. kl. 18", "2026-11-23T18:00"),
    ("rundt kl 18", "2026-11-23T18:00"),
    ("fredag 27.11 kl. 12.00", "2026-11-27T12:00"),
    ("Kl. 18", "2026-11-23T18:00"),
    ("kl. 18:00, eller før", "2026-11-23T18:00"),
    ("klokken 9 tirsdag", "2026-11-24T09:00"),
    ("1. desember kl. 12", "2026-12-01T12:00"),
    ("i morgen kl. 9 og onsdag kl. 9", None),
    ("kl 12.30-13.30", "2026-11-23T13:30"),
    ("om ca. 2 timer", "2026-11-23T15:00"),
    ("om 2t", "2026-11-23T15:00"),
    ("kl. 18 i overmorgon", "2026-11-25T18:00"),
    ("i ettermiddag kl. 15", "2026-11-23T15:00"),
    ("om 3 døgn", "2026-11-26T13:00"),
    ("en gang i løpet av uka", None),
    ("ved 18-tiden", "2026-11-23T18:00"),
    ("i 18-tiden", "2026-11-23T18:00"),
    ("om 10 min", "2026-11-23T13:10"),
    ("om ei veke", "2026-11-30T13:00"),
    ("onsdag morgen kl. 8", "2026-11-25T08:00"),
    ("klokka atten", "2026-11-23T18:00"),
    ("kl. 18.00 (tirsdag)", "2026-11-24T18:00"),
    ("kl. 15 torsdag 26. november", "2026-11-26T15:00"),
    ("5. jan. kl. 9", "2027-01-05T09:00"),
    ("29.02 kl. 9", None),
    ("20. november kl. 9", "2026-11-20T09:00"),
    ("klokka 8 i morgon tidleg", "2026-11-24T08:00"),
    ("innan to timar", "2026-11-23T15:00"),
    ("kvar time", "2026-11-23T14:00"),
    ("mandag og tirsdag kl. 9", None),
    ("når vatnet er klart", None),
    ("kl. 14 (om en time)", "2026-11-23T14:00"),
    ("2026-11-30T09:00", "2026-11-30T09:00"),
    ("kl. 18.00 og deretter hver time", "2026-11-23T18:00"),
    ("hver halve time fra kl. 17", "2026-11-23T17:00"),
    ("hver halve time", "2026-11-23T13:30"),
]


@pytest.mark.parametrize(("words", "meant"), MEANT)
def test_the_time_that_was_meant(words: str, meant: str | None) -> None:
    found = time_of(words, SAID, OSLO)
    assert (found.at.astimezone(OSLO).isoformat()[:16] if found else None) == meant


@pytest.mark.parametrize(
    ("words", "said", "meant"),
    [
        ("kl. 9", "2026-03-28T20:00", "2026-03-29T07:00"),
        ("kl. 9", "2026-10-24T20:00", "2026-10-25T08:00"),
        ("i natt kl. 2.30", "2026-10-24T20:00", "2026-10-25T00:30"),
        ("om to timer", "2026-10-24T23:30", "2026-10-25T01:30"),
        ("om to timer", "2026-03-29T00:30", "2026-03-29T02:30"),
        ("i morgen kl. 9", "2026-12-31T20:00", "2027-01-01T08:00"),
    ],
)
def test_both_nights_of_the_clock_and_the_turn_of_the_year(words: str, said: str, meant: str) -> None:
    found = time_of(words, datetime.fromisoformat(said).replace(tzinfo=UTC), OSLO)
    assert found and found.at.isoformat()[:16] == meant


def text(words: str | None, at: datetime | None = None) -> Content:
    return Content(title="Vann", body="Kok vannet.", next_update=words, next_update_at=at, target_groups=("alle",))


def asked(content: Content, written: float, looked_at: float) -> list[str]:
    """Minutes after 13:00."""
    now = Moment(SAID + timedelta(minutes=looked_at), OSLO)
    return [check.id for check in promise_checks(content, SAID + timedelta(minutes=written), now)]


@pytest.mark.parametrize(
    ("words", "written", "looked_at", "question"),
    [
        ("kl. 14.50", 109, 109, None),
        ("kl. 14.50", 109, 112, "promise-passed"),
        ("kl. 14.46", 109, 109, "promise-day"),
        ("i morgen kl. 14.46", 109, 112, None),
        ("i morgen kl. 9", 600, 700, "promise-other-day"),
        ("tirsdag kl. 9", 600, 700, None),
        ("om en time", 0, 300, None),
        ("i dag kl. 9", 0, 0, "promise-passed"),
        ("når vi vet mer", 0, 0, "promise-unclear"),
        ("i morgen", 0, 0, "promise-unclear"),
        ("i natt kl. 3", 0, 0, None),
        ("30. november kl. 9", 0, 5, None),
        ("20. november kl. 9", 0, 0, "promise-passed"),
    ],
)
def test_what_is_asked_when_it_is_written_and_when_it_is_approved(
    words: str, written: float, looked_at: float, question: str | None
) -> None:
    assert asked(text(words), written, looked_at) == ([question] if question else [])


def test_a_time_that_the_desk_has_set_counts_and_its_words_must_fit() -> None:
    at = SAID + timedelta(minutes=110)
    assert asked(text("kl. 14.50", at), 109, 109) == []
    assert asked(text("kl. 14.50", at), 109, 112) == ["promise-passed"]
    assert asked(text("kl. 15", at), 0, 0) == ["promise-other-day"]
    assert asked(text("når møtet er over", at), 0, 0) == []
    assert asked(text(None, at), 0, 200) == ["promise-passed"]
    assert asked(text(None), 0, 0) == []


def test_the_question_stands_before_what_is_only_said() -> None:
    found = checks(text("snart"), at=Moment(SAID, OSLO))
    assert found[0].id == "promise-unclear" and found[0].asks
    assert "promise-unclear" not in [check.id for check in checks(text("snart"))], "nobody has said when"


WORDS = [
    "kl.",
    "9",
    "14.30",
    "24",
    "i",
    "morgen",
    "overmorgen",
    "kveld",
    "natt",
    "mandag",
    "laurdag",
    "neste",
    "30.",
    "november",
    "31.02",
    "om",
    "to",
    "en",
    "halv",
    "time",
    "og",
    "-",
    "innen",
]


@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), st.integers(0, 600_000))
def test_whatever_is_written_is_a_time_or_asked_about(words: str, minutes: int) -> None:
    said = SAID + timedelta(minutes=minutes)
    found = time_of(words, said, OSLO)
    if found is None:
        assert asked(text(words), minutes, minutes) == (["promise-unclear"] if words else [])
        return
    assert found.at.utcoffset() == timedelta(0) and abs(found.at - said) < timedelta(days=400)
    if not found.day_said:
        assert timedelta(0) < found.at - said <= timedelta(hours=25)
