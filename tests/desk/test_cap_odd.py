"""Alerts of odd shapes that were invented against the reader."""

import time

import pytest

from desk.api.cap import read_cap
from schemas.errors import InvalidInput
from tests.desk.test_cap import HERE, RECEIVER, THERE, cap, info, proposed

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
TOWN = RECEIVER.organisation.name.removesuffix(" kommune")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (cap(scope="restricted"), "not for the public"),
        (cap(scope="PRIVATE"), "not for the public"),
        (cap(scope="Internal"), "not for the public"),
        (cap(status="System"), "Actual"),
        (cap(status="Draft"), "Actual"),
        (cap(status=""), "Actual"),
        (cap(msgType="Error"), "Alert, Update or Cancel"),
        (cap(msgType=""), "Alert, Update or Cancel"),
        (cap(info(certainty="unlikely")), "unlikely"),
        (cap(info(("Nord", {"municipality": "Bodø"}))), "other municipalities"),
        (cap(info(("Nord", {"Kommune": "NO1804"}))), "other municipalities"),
        (cap(info(("Nord", {"county": "NO-18"}))), "other municipalities"),
        (cap(info(("Nord", {"knr": "1804"}))), "other municipalities"),
        (cap().replace(b"Flom", b"Fl&ukjent;om"), "no CAP"),
        (cap(info(expires="2026-11-23T10:59:59Z")), "expired"),
        (cap(info(expires="20261122T0600Z")), "expired"),
        (cap(info(expires="2026-11-23t06:00:00z")), "expired at 23.11. 07.00"),
        (cap(info(expires="2003-06-17T16:00:00Z")), "expired at 17.06.2003 18.00"),
        (cap(info(event="", headline="")), "lacks event"),
        (b'<?xml version="1.0"?><!DOCTYPE alert [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><alert>&b;</alert>', "no CAP"),
        (f'<!DOCTYPE x SYSTEM "file:///etc/passwd"><alert xmlns="{NAMESPACE}"/>'.encode(), "no CAP"),
        (b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.1"/>', "no CAP"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>" + cap() + b"</feed>", "no CAP"),
        (cap()[:-9], "no CAP"),
        (b"<a>" * 100_000, "no CAP"),
        (b"\x00\xff\xfe", "no CAP"),
    ],
)
def test_what_proposes_nothing_says_why(body: bytes, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        read_cap(body, RECEIVER)


@pytest.mark.parametrize("over", [{"responseType": "allClear"}, {"responseType": "ALLCLEAR"}, {"urgency": "past"}])
def test_what_is_over_is_so_in_any_case_of_letters(over: dict[str, str]) -> None:
    assert read_cap(cap(info(**over)), RECEIVER).request is None


@pytest.mark.parametrize(
    "codes",
    [
        {"municipality": f"{TOWN} kommune"},
        {"municipality": f"Trondheim, {TOWN}"},
        {"Kommune": "NO9999"},
        {"KommuneID": "(9999)"},
        {"county": "Trøndelag"},
        {"fylke": "99"},
        {"ISO3166-2": "NO-18 NO-99"},
        {"EMMA_ID": "NO1804"},
    ],
)
def test_an_area_that_may_be_ours_is(codes: dict[str, str]) -> None:
    assert proposed(info(("Her", codes))).where == "Her"


@pytest.mark.parametrize("language", ["nor", "nob-NO", "nno", "NB", "no-NO", "nb_NO", "Norwegian"])
def test_norwegian_by_every_code_it_has(language: str) -> None:
    found = proposed(info(language="en-GB", headline="Flood"), info(language=language, headline="Flom"))
    assert found.title == "Flom"


def test_a_block_in_another_language_counts_where_none_of_ours_concerns_us() -> None:
    assert proposed(info(THERE, headline="Nord"), info(HERE, language="en", headline="Here")).title == "Here"


def test_severity_in_small_letters_is_as_grave() -> None:
    assert proposed(info(severity="extreme")).severity == "Extreme"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Flom<!-- ikke her --> i elva", "Flom i elva"),
        ("Flom <?php x ?>i elva", "Flom i elva"),
        ("<![CDATA[Flom i elva]]>", "Flom i elva"),
        ("Flom <b xmlns=''>nå</b> i elva", "Flom nå i elva"),
        ("Flom pa\u030a veien", "Flom på veien"),
        ("Flom&amp;nbsp;i elva", "Flom i elva"),
        ("Se https://a.no/?x=1&amp;lang=no&amp;copy=2&amp;sect=3", "Se https://a.no/?x=1&lang=no&copy=2&sect=3"),
        ("Fl&oslash;m&nbsp;i elva", "Fløm i elva"),
        ("Vei &amp;lt;6 stengt", "Vei <6 stengt"),
    ],
)
def test_a_text_is_whole_whatever_lies_in_it(written: str, read: str) -> None:
    body = cap(info(headline="HER")).replace(b"HER", written.encode())
    request = read_cap(body, RECEIVER).request
    assert request and request.title == read


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_every_encoding_that_says_so(encoding: str) -> None:
    declared = {"iso-8859-1": '<?xml version="1.0" encoding="ISO-8859-1"?>'}.get(encoding, "")
    body = (declared + cap(info(headline="Flom på Værnes")).decode()).encode(encoding)
    request = read_cap(body, RECEIVER).request
    assert request and request.title == "Flom på Værnes"


@pytest.mark.parametrize(
    "moment", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "i morgen", "2026-13-01T00:00:00Z", ""]
)
def test_a_time_that_is_none_is_not_said(moment: str) -> None:
    assert proposed(info(expires=moment, onset=moment)).what.endswith("(Det sies ikke hvor lenge.)")


def test_blanks_before_the_declaration_are_passed_over() -> None:
    assert read_cap(b'\n <?xml version="1.0" encoding="UTF-8"?>' + cap(), RECEIVER).request


def test_no_sign_of_several_is_cut() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
    for before in range(105, 120):
        title = proposed(info(headline="x" * before + family * 3)).title
        assert title.removesuffix("…").strip("x") in ("", family, family * 2) and len(title) <= 120


def test_half_a_megabyte_of_coast_is_read_at_once() -> None:
    polygon = " ".join(f"63.{n:04d},10.{n:04d}" for n in range(9_000)) + " 63.0000,10.0000"
    body = cap(info(HERE)).replace(b"</areaDesc>", b"</areaDesc>" + f"<polygon>{polygon}</polygon>".encode() * 2)
    began = time.process_time()
    assert read_cap(body, RECEIVER).request and time.process_time() - began < 5


def test_two_long_names_that_begin_alike_are_two_alerts() -> None:
    """Longer than what is kept of an identity."""
    names = [f"{'u' * 395}{n}" for n in range(2)]
    found = {read_cap(cap(identifier=name), RECEIVER).identifier for name in names}
    assert len(found) == 2 and max(map(len, found)) <= 400
    zones = [
        read_cap(cap(identifier=names[0], sent=f"2026-11-23T{sent}"), RECEIVER)
        for sent in ("12:00:00+01:00", "11:00:00Z")
    ]
    assert zones[0].identifier == zones[1].identifier


def test_an_old_alert_that_does_not_say_until_when_says_its_day() -> None:
    assert proposed(info(expires="", onset="")).what.endswith("(Det sies ikke hvor lenge.)")
    old = proposed(info(expires="", onset=""), sent="2025-06-17T14:57:00Z")
    assert old.what.endswith("(Sendt 17.06.2025 16.57. Det sies ikke hvor lenge.)")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ({"description": "<![CDATA[<p>Hold deg unna.</p>]]>"}, "Hold deg unna."),
        ({"description": "&lt;![CDATA[Hold deg unna.]]&gt;"}, "Hold deg unna."),
        ({"description": "<p></p>", "instruction": "Gå inn."}, "Gå inn."),
        ({"description": "", "instruction": ""}, "Flom, oransje nivå"),
    ],
)
def test_words_that_are_wrapped_twice_or_stand_elsewhere_are_not_lost(words: dict[str, str], what: str) -> None:
    assert proposed(info(**words)).what.partition(" (Fra")[0] == what
