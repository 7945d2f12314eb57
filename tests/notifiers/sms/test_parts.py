"""How texts are cut: GSM-7 and UCS-2, alone and in parts, at the limits and one over."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from smpplib.gsm import gsm_encode, make_parts

from notifiers.channels.sms import parts
from notifiers.channels.sms.smpp import framed

GSM = "abcæøåÆØÅ@£$¥èéùìòÇ\n_ΦΓΛΩΠΨΣΘΞß!\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ¿äöñüà^{}\\[~]|€"
NORWEGIAN = "Vær så god: Øvre Å, æøåÆØÅ! Ring 113 (nå)."


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("", parts.GSM7, 1),
        ("a" * 160, parts.GSM7, 1),
        ("a" * 161, parts.GSM7, 2),
        ("a" * 306, parts.GSM7, 2),
        ("a" * 307, parts.GSM7, 3),
        ("å" * 160, parts.GSM7, 1),
        ("€" * 80, parts.GSM7, 1),
        ("€" * 81, parts.GSM7, 2),
        ("–" * 70, parts.UCS2, 1),
        ("–" * 71, parts.UCS2, 2),
        ("–" * 134, parts.UCS2, 2),
        ("–" * 135, parts.UCS2, 3),
        (NORWEGIAN, parts.GSM7, 1),
        (NORWEGIAN + "»", parts.UCS2, 1),
        ("a" * 153 * 255, parts.GSM7, 255),
    ],
)
def test_parts(text: str, encoding: str, expected: int) -> None:
    cut = parts.split(text)
    assert (cut.encoding, len(cut.pieces)) == (encoding, expected)


def test_an_extended_sign_is_never_broken_in_two() -> None:
    cut = parts.split("a" * 152 + "€" + "b" * 100)
    assert [len(piece) for piece in cut.pieces] == [152, 102]
    assert cut.pieces[1][:2] == b"\x1b\x65"


@pytest.mark.parametrize("text", ["a" * (153 * 255 + 1), "🌊" * (33 * 255 + 1)])
def test_what_no_sms_holds(text: str) -> None:
    with pytest.raises(ValueError):
        parts.split(text)


def test_what_makes_it_dear() -> None:
    assert parts.split("Kok vannet – nå – «straks»").costly == "–«»"
    assert parts.split("Kok vannet - nå").costly == ""
    assert parts.split("Flom 🌊 her 🌊🚒").costly == "🌊🚒"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("🌊" * 35, 1),
        ("🌊" * 36, 2),
        ("a" * 66 + "🌊" + "b" * 20, 2),
        ("👩\u200d👩\u200d👧\u200d👦" * 6, 1),
        ("👩\u200d👩\u200d👧\u200d👦" * 7, 2),
        ("z" + "\u0301" * 70, 2),
    ],
)
def test_emoji_are_counted_as_utf_16_and_never_split(text: str, expected: int) -> None:
    cut = parts.split(text)
    assert (cut.encoding, len(cut.pieces)) == (parts.UCS2, expected)
    assert "".join(piece.decode("utf-16-be") for piece in cut.pieces) == text, "each piece is whole by itself"
    if "👦" in text:
        assert all(piece.decode("utf-16-be").endswith("👦") for piece in cut.pieces)


def _long(signs: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Short words many times over: as drawn by themselves, texts never came to a second part."""
    return st.tuples(st.text(signs, min_size=8, max_size=30), st.integers(0, 60)).map(lambda pair: pair[0] * pair[1])


def test_every_sign_has_the_code_that_another_coder_gives_it() -> None:
    joined = 0

    @settings(derandomize=True, deadline=None)
    @given(_long(st.sampled_from(GSM)))
    def holds(text: str) -> None:
        nonlocal joined
        cut = parts.split(text)
        assert cut.encoding == parts.GSM7 and b"".join(cut.pieces) == gsm_encode(text)
        joined += len(cut.pieces) > 1

    holds()
    assert joined >= 20, "too few texts of several parts: the test proves nothing"


def test_nothing_is_lost_and_every_part_fits() -> None:
    joined: Counter[str] = Counter()

    @settings(derandomize=True, deadline=None)
    @given(_long(st.characters(exclude_categories=["Cs"])) | _long(st.sampled_from(GSM)))
    def holds(text: str) -> None:
        cut = parts.split(text)
        whole, wide = framed(cut), cut.encoding == parts.UCS2
        assert b"".join(cut.pieces) == (text.encode("utf-16-be") if wide else gsm_encode(text))
        if len(whole) == 1:
            assert len(whole[0]) <= (140 if wide else 160)
            return
        joined[cut.encoding] += 1
        assert len({piece[3] for piece in whole}) == 1, "one reference for all"
        assert [(piece[:3], piece[4], piece[5]) for piece in whole] == [
            (b"\x05\x00\x03", len(whole), n) for n in range(1, len(whole) + 1)
        ]
        assert all(len(piece) - 6 <= (134 if wide else 153) for piece in whole)

    holds()
    assert min(joined[parts.UCS2], joined[parts.GSM7]) >= 10, f"too few texts of several parts: {joined}"


@pytest.mark.parametrize(
    ("sign", "code"),
    list(
        zip(
            "@ØøÅåΔÆæÉ¤¡§à^{|€",
            [
                "00",
                "0b",
                "0c",
                "0e",
                "0f",
                "10",
                "1c",
                "1d",
                "1f",
                "24",
                "40",
                "5f",
                "7f",
                "1b14",
                "1b28",
                "1b40",
                "1b65",
            ],
            strict=True,
        )
    ),
)
def test_the_codes_of_the_standard(sign: str, code: str) -> None:
    """3GPP TS 23.038, 6.2.1 and 6.2.1.1, written off by hand."""
    assert parts.split(sign).pieces[0].hex() == code


def test_where_the_library_s_table_is_wrong() -> None:
    """Fails when smpplib mends it: then ours needs no corrections."""
    assert parts.split("§ 4\f").pieces == (b"\x5f 4\x1b\x0a",)
    assert parts.split("`").encoding == parts.split("\x1b").encoding == parts.UCS2
    assert gsm_encode("`") == b"\x5f", "which every phone shows as §"
    with pytest.raises(UnicodeError):
        gsm_encode("§")


def test_where_the_library_s_cutting_is_wrong() -> None:
    halves = make_parts("a" * 152 + "€" + "b" * 100)[0]
    assert halves[0].endswith(b"\x1b"), "an escape without its sign"
    assert parts.split("a" * 152 + "€" + "b" * 100).pieces[0].endswith(b"a")
