"""X counts as twitter-text 3 does. Our own rows, every ending X knows, X's own library, and its conformance sets where a folder has them."""

import os
import unicodedata
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from notifiers.channels.x import addresses
from notifiers.channels.x.length import weighted_length
from tests.public_sets import as_x_does, naughty

SETS = os.environ.get("KRISEKANAL_TEST_SETS", "")
"""The folder `conformance` of github.com/twitter/twitter-text, or one with its files as `twitter-text-NAME.yml`."""
ENDINGS = Path(addresses.__file__).with_name("endings.txt").read_text(encoding="utf-8").split()

SEEN = [
    ("Se https://stjordal.kommune.no/vann nå", ["https://stjordal.kommune.no/vann"]),
    ("Se stjordal.kommune.no/vann, eller ring", ["stjordal.kommune.no/vann"]),
    ("«https://a.no»–les", ["https://a.no"]),
    ("(https://a.no/kart_(lånke))", ["https://a.no/kart_(lånke)"]),
    ("HTTPS://WWW.A.NO/Kart!", ["HTTPS://WWW.A.NO/Kart"]),
    ("https://blåbær.no/ås.", ["https://blåbær.no/ås"]),
    ("https://☃.no/", ["https://☃.no/"]),
    ("https://under_strek.kommune.no", ["https://under_strek.kommune.no"]),
    ("https://under_strek.no https://_a.kommune.no https://a-.no https://-a.no", []),
    ("https://a.no?b=c&d=e#f.", ["https://a.no?b=c&d=e#f"]),
    ("https://a.no:8443/", ["https://a.no:8443/"]),
    ("https://a.no/Lånke–Hell", ["https://a.no/Lånke–Hell"]),
    ("https://a.no/Русские", ["https://a.no/Русские"]),
    ("a.no:les b.no", ["a.no", "b.no"]),
    ("post@stjordal.kommune.no og fornavn.etternavn@a.no", []),
    ("#a.no @a.no $a.no #https://a.no @https://a.no", []),
    ("x-a.no kl.14.30 1.2.3", ["x-a.no"]),
    ("fil.tar.bz2 notat.docx", []),
    ("https://localhost:8000/ https://10.0.0.1/ https://kommunen.example/", []),
    ("ftp://a.no", []),
    ("ås.no og ås.no", ["s.no", "ås.no"]),
    ("見てhttps://a.no/水", ["https://a.no/"]),
    ("水a.no水b.com/c", ["a.no", "b.com/c"]),
    ("https://例え.みんな/", ["https://例え.みんな/"]),
    ("https://xn--blbr-roah.no", ["https://xn--blbr-roah.no"]),
    ("https://t.co/abc123's", ["https://t.co/abc123"]),
    (f"https://t.co/{'a' * 41}", []),
    (f"https://{'a' * 63}.no", [f"https://{'a' * 63}.no"]),
    (f"https://{'a' * 64}.no", []),
    (f"{'a' * 64}.no", []),
    (f"https://{'ø' * 60}.no", []),
    (f"https://{'a.' * 200}no", []),
    (f"https://a.no/{'a' * 12_000}", []),
    ("https://a.no/!!!!", ["https://a.no/"]),
]
WEIGHED = [
    ("", 0),
    ("blåbærgrøt", 10),
    ("bla\u030aba\u0308r", 6),
    ("水", 2),
    ("–—‘’“”…", 8),
    ("« »", 3),
    ("© ®", 3),
    ("©\ufe0f", 2),
    ("🌊", 2),
    ("👩\u200d👩\u200d👧\u200d👦", 2),
    ("👨\u200d👨\u200d👨\u200d👨", 11),
    ("🙋🏽👩🏽\u200d🚒", 4),
    ("🔥🏽", 4),
    ("🇳🇴", 2),
    ("🇿🇿", 4),
    ("1\ufe0f\u20e3", 2),
    ("⚠\ufe0f", 2),
    ("😀\u0301", 3),
    ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", 2),
    ("Se https://a.no.", 27),
    ("«https://a.no»–les", 29),
    ("Se kommune.no nå", 29),
    ("https://a.no https://b.no", 47),
    (f"https://{'a' * 12_000}.no", 12_011),
    (f"https://{'a' * 64}.no/", 76),
]


@pytest.mark.parametrize(("text", "seen"), SEEN)
def test_x_sees_the_addresses_it_shortens(text: str, seen: list[str]) -> None:
    assert [text[start:end] for start, end in addresses.find(text)] == seen


@pytest.mark.parametrize(("text", "weight"), WEIGHED)
def test_x_weighs_as_it_publishes(text: str, weight: int) -> None:
    assert weighted_length(text) == weight


def test_every_ending_x_knows_makes_an_address() -> None:
    for ending in ENDINGS:
        text = f"https://kommunen.{ending} kommunen.{ending}"
        seen = [text[start:end] for start, end in addresses.find(text)]
        assert seen == text.split(), ending
    assert len(ENDINGS) > 1_500
    print(f"{len(ENDINGS)} endings")


def test_xs_own_library_makes_the_same_of_them() -> None:
    """Over a host that no name server would take (RFC 1035: 253 signs) its copy for browsers and its conformance set disagree."""
    drawn = Random(7)
    texts = [text for text, _ in [*SEEN, *WEIGHED] if "a.a." not in text]
    texts += ["".join(drawn.choices(PIECES, k=drawn.randint(1, 9))) for _ in range(3_000)] + naughty()
    texts = [unicodedata.normalize("NFC", text) for text in texts]
    seen = [[text[start:end] for start, end in addresses.find(text)] for text in texts]
    ours = list(zip(map(weighted_length, texts), seen, strict=True))
    theirs = as_x_does(texts)
    print(f"{len(texts)} texts")
    assert [(text, *one) for text, one, other in zip(texts, ours, theirs, strict=True) if one != other] == []
    assert len(texts) > 3_500 and sum(bool(found) for _, found in theirs) > 900


@pytest.mark.skipif(not SETS, reason="KRISEKANAL_TEST_SETS names no folder")
def test_the_whole_sets_of_twitter_text() -> None:
    """Where a text stands under two configurations, the newer one counts: it takes an emoji as one."""
    rows = 0
    for name, section in (("extract", "urls"), ("extract", "tco_urls"), ("tlds", "")):
        for row in _rows(name, section):
            expected = [one["url"] if isinstance(one, dict) else one for one in row["expected"]]
            found = [row["text"][start:end] for start, end in addresses.find(row["text"])]
            assert found == expected, row["description"]
            rows += 1
    newest = {row["text"]: row for row in _rows("validate", "Weighted")}
    for row in newest.values():
        assert weighted_length(row["text"]) == row["expected"]["weightedLength"], row["description"]
        rows += 1
    print(f"{rows} rows")
    assert rows > 1_700


def _rows(name: str, section: str) -> list[dict[str, Any]]:
    folder = Path(SETS)
    path = next(path for path in (folder / f"{name}.yml", folder / f"twitter-text-{name}.yml") if path.exists())
    tests = YAML(typ="safe").load(path)["tests"]
    return [row for part, rows in tests.items() if part.startswith(section) for row in rows]


PIECES = [
    "https://a.no/x",
    "a.no",
    "🌊",
    "👩\u200d🚒",
    "水",
    "å",
    "a\u030a",
    "«",
    "»",
    ".",
    "/",
    "(",
    ")",
    "@",
    "#",
    "_",
    "-",
    "ord",
]


@example(["", "åa.no"])
@example(["åa.no", "åa.no"])
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), max_size=6))
def test_whatever_stands_there_lines_count_by_themselves_and_no_less_than_they_show(lines: list[str]) -> None:
    """The first one is the text's beginning, where X takes an address without its first letter if that is outside ASCII."""
    text, below = "\n".join(lines), [f"\n{line}" for line in lines[1:]]
    assert weighted_length(text) == sum(map(weighted_length, [*lines[:1], *below]))
    assert weighted_length(text) >= len(text.split())
    end = 0
    for start, next_end in addresses.find(text):
        assert end <= start < next_end
        end = next_end


@pytest.mark.parametrize("part", ["水.", "(", "a(", "#.-_", "a.no/", "1.no/(a(a", "水.no"])
def test_what_is_written_to_take_long_does_not(part: str) -> None:
    assert weighted_length(part * (12_000 // len(part))) > 0
