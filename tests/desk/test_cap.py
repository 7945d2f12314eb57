"""What an alert says: is something happening, where, for whom and how gravely. Sender's words in, ours never cut in a word."""

from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.api.cap import Receiver, read_cap
from schemas.crises.proposal import Alert, ProposalRequest
from schemas.errors import InvalidInput
from tests.cast import MUNICIPALITY

RECEIVER = Receiver(MUNICIPALITY.organisation, datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
"""Municipality 9999."""
INFO = {
    "language": "no",
    "category": "Met",
    "event": "Flom",
    "responseType": "Monitor",
    "urgency": "Expected",
    "severity": "Severe",
    "certainty": "Likely",
    "onset": "2026-11-23T18:00:00+01:00",
    "expires": "2026-11-24T06:00:00+01:00",
    "headline": "Flom, oransje nivå",
    "description": "Stor vannføring.",
}
HEAD = {
    "identifier": "met.1",
    "sender": "varsel@met.example",
    "sent": "2026-11-23T12:00:00+01:00",
    "status": "Actual",
    "msgType": "Alert",
    "scope": "Public",
}
HERE, THERE = ("Prøve", {"MunicipalityId": "9999"}), ("Bodø", {"MunicipalityId": "1804"})


def area(name: str, codes: dict[str, str]) -> str:
    coded = "".join(f"<geocode><valueName>{n}</valueName><value>{v}</value></geocode>" for n, v in codes.items())
    return f"<area><areaDesc>{escape(name)}</areaDesc>{coded}</area>"


def info(*areas: tuple[str, dict[str, str]], **words: str) -> str:
    told = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in (INFO | words).items() if value)
    return f"<info>{told}{''.join(area(*one) for one in areas or (HERE,))}</info>"


def cap(*infos: str, **head: str) -> bytes:
    told = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in (HEAD | head).items() if value)
    return f'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">{told}{"".join(infos or (info(),))}</alert>'.encode()


def proposed(*infos: str, **head: str) -> ProposalRequest:
    found = read_cap(cap(*infos, **head), RECEIVER).request
    assert found is not None
    return found


def test_what_it_says_and_for_how_long() -> None:
    found = proposed()
    assert (found.title, found.severity, found.where) == ("Flom, oransje nivå", "Severe", "Prøve")
    assert found.what == "Stor vannføring. (Fra 23.11. 18.00 til 24.11. 06.00.)"
    assert found.identifier == "varsel@met.example,met.1,2026-11-23T12:00:00+01:00"


OVER = [
    (cap(info(responseType="AllClear", severity="Minor", headline="Faren er over"), msgType="Update")),
    (cap(info(responseType="AllClear"))),
    (cap(info(urgency="Past"))),
    (cap(info(), msgType="Cancel")),
    (cap(msgType="Cancel", references="a,b,2026-11-23T12:00:00+01:00")),
]


@pytest.mark.parametrize("body", OVER)
def test_an_all_clear_proposes_nothing(body: bytes) -> None:
    assert read_cap(body, RECEIVER).request is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (cap(info(expires="2026-11-16T06:00:00+01:00")), "expired at 16.11. 06.00"),
        (cap(info(expires="2003-06-17T16:00:00-07:00", onset="")), "expired"),
        (cap(info(expires="2026-11-23T12:59:00")), "expired at 23.11. 12.59"),
        (cap(status="Exercise"), "Actual"),
        (cap(status="Test"), "Actual"),
        (cap(msgType="Ack"), "Alert, Update or Cancel"),
        (cap(scope="Restricted"), "not for the public"),
        (cap(scope="Private"), "not for the public"),
        (cap(info(THERE)), "other municipalities than 9999"),
        (cap(info(("Nordland", {"CountyId": "18"}))), "other municipalities"),
        (cap(info(certainty="Unlikely")), "unlikely"),
        (cap(identifier=""), "lacks identifier"),
        (b"<alert/>", "no CAP"),
        (b"", "no CAP"),
    ],
)
def test_each_reason_has_its_own_words(body: bytes, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        read_cap(body, RECEIVER)


@pytest.mark.parametrize(
    "codes",
    [
        {"MunicipalityId": "9999"},
        {"municipality": "1804,9999"},
        {"Kommunenummer": "1804 9999"},
        {"CountyId": "99"},
        {"ISO3166-2": "NO-99"},
        {"CountyId": "18", "MunicipalityId": "9999"},
        {},
        {"EMMA_ID": "NO018"},
    ],
)
def test_an_area_that_may_be_ours_is(codes: dict[str, str]) -> None:
    assert proposed(info(("Her", codes))).where == "Her"


def test_the_gravest_that_touches_us_counts_and_the_areas_of_all() -> None:
    found = proposed(
        info(("Indre strøk", {}), severity="Minor", headline="Gult"),
        info(HERE, severity="Extreme", headline="Rødt"),
        info(THERE, severity="Extreme", headline="Nord"),
        info(("Somewhere", {}), severity="Extreme", headline="Red", language="en-GB"),
    )
    assert (found.title, found.severity, found.where) == ("Rødt", "Extreme", "Indre strøk, Prøve")


def test_what_is_over_in_one_place_may_go_on_in_another() -> None:
    found = proposed(info(responseType="AllClear", severity="Extreme", headline="Over"), info(headline="Varer"))
    assert (found.title, found.severity) == ("Varer", "Severe")
    ended = info(expires="2026-11-16T06:00:00+01:00", severity="Minor")
    assert proposed(ended, info(headline="Varer")).title == "Varer"


def test_what_has_expired_or_is_unlikely_is_not_the_gravest_any_more() -> None:
    for word, value in (("expires", "2026-11-23T06:00:00+01:00"), ("certainty", "Unlikely")):
        found = proposed(info(severity="Extreme", headline="Vekk", **{word: value}), info(headline="Varer"))
        assert (found.title, found.severity) == ("Varer", "Severe")


def test_text_is_without_markup_and_never_cut_in_a_word() -> None:
    found = proposed(info(description="<p>Hold&nbsp;deg <b>unna</b> elva.</p><br/>\u200e" + " langtord" * 90))
    assert found.what.startswith("Hold deg unna elva. langtord langtord") and "<" not in found.what
    assert "langtord… (Fra" in found.what and len(found.what) <= 500
    assert proposed(info(headline="flom " * 40)).title.endswith("flom…")
    assert proposed(info(description="Vann under 3 < 4 meter")).what.startswith("Vann under 3 < 4 meter")


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=700)


@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys([*INFO, "urgency"], WORDS)),
    st.fixed_dictionaries({}, optional=dict.fromkeys(HEAD, WORDS)),
    st.lists(st.tuples(WORDS, st.just({})), max_size=2),
)
def test_whatever_a_sender_writes_fits_or_is_refused_in_words(
    words: dict[str, str], head: dict[str, str], areas: list[tuple[str, dict[str, str]]]
) -> None:
    try:
        found = read_cap(cap(info(*areas, **words), **head), RECEIVER)
    except InvalidInput as refused:
        assert str(refused.sentence)
    else:
        assert isinstance(found, Alert)
