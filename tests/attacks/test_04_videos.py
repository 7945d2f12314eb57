"""Line 4: what a video tells beside what it shows. Each test is named after what the attacker would get."""

import io
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from schemas.errors import InvalidInput
from store.formats.boxes import Box, read
from store.formats.videos import clean_in_place
from tests.attacks.door import FileDoor
from tests.attacks.mp4 import FTYP, box, header, track, video

SECRET = b"63.4N 10.9E Anne Ansatt"
FILM = (Path(__file__).parent / "files" / "film.mp4").read_bytes()
"""Two seconds by libx264, with title, comment and location."""


def cleaned(data: bytes) -> bytes:
    file = io.BytesIO(data)
    clean_in_place(file)
    return file.getvalue()


def boxes(data: bytes) -> list[Box]:
    def inside(found: Box) -> list[Box]:
        return [found, *(each for inner in found.inner for each in inside(inner))]

    return inside(read(io.BytesIO(data)))


def top(data: bytes) -> tuple[Box, ...]:
    return read(io.BytesIO(data)).inner


def test_the_place_where_a_video_was_taken(door: FileDoor) -> None:
    assert b"HEMMELIG" in FILM and b"+63.4+010.9/" in FILM
    media, kept = door.taken(FILM)
    assert b"HEMMELIG" not in kept and b"+63.4" not in kept and media.size == len(kept) == len(FILM)
    assert media.sha256 == door.take(kept).sha256, "clean is clean"
    pairs = list(zip(boxes(FILM), boxes(kept), strict=True))
    assert all((a.start, a.body, a.end) == (b.start, b.body, b.end) for a, b in pairs), "every offset stays right"
    assert {(a.kind, b.kind) for a, b in pairs if a.kind != b.kind} == {(b"udta", b"free")}
    for name in (b"mdat", b"stbl"):
        (part,) = (each for each in boxes(FILM) if each.kind == name)
        assert kept[part.start : part.end] == FILM[part.start : part.end], "what is seen stays byte for byte"


@pytest.mark.parametrize("kind", [b"udta", b"meta", b"uuid", b"free", b"skip", b"abcd"])
def test_words_in_any_box_that_nobody_sees(kind: bytes) -> None:
    words = box(kind, SECRET)
    shown = track(b"vide", [28], [4], words)
    data = FTYP + box(b"mdat", b"film") + words + box(b"moov", header(), words, shown, words) + words
    assert cleaned(data).count(b"free") == 5 and SECRET not in cleaned(data) and b"film" in cleaned(data)


def test_positions_in_a_track_of_their_own() -> None:
    """As action cameras and telephones write them: the samples go too, and those of the picture stay."""
    data = FTYP + box(b"mdat", b"film", SECRET, b"more film", SECRET)
    first, second = data.index(SECRET), data.rindex(SECRET)
    shown = track(b"vide", [28, first + len(SECRET)], [4, 9])
    hidden = track(b"meta", [first, second], [len(SECRET)] * 2)
    data += box(b"moov", header(b"made at."), shown, hidden)
    kept = cleaned(data)
    assert SECRET not in kept and b"film" in kept and b"more film" in kept and len(kept) == len(data)
    assert kept.count(b"trak") == 1 and kept.count(b"stco") == 1
    assert b"made at." not in kept and b"Apparatet til Anne" not in kept
    assert cleaned(kept) == kept


@pytest.mark.parametrize(
    "data",
    [
        FTYP,
        FTYP + box(b"mdat", b"film"),
        video() + b"\0",
        video() + b"\0\0\0\x09mdat",
        video() + SECRET,
        FTYP + box(b"moov", header()) * 2,
        FTYP + box(b"moov", box(b"mvhd", bytes(3))),
        FTYP + box(b"moov", box(b"trak")),
        FTYP + box(b"moov", track(b"vide", [], [], box(b"mdia", box(b"hdlr", bytes(24))))),
        FTYP + b"\0\0\0\x08moof" + box(b"moov", track(b"meta", [], [])),
        FTYP + b"\0\0\0\0moov" + b"\0\0\0\0trak",
        FTYP + b"\0\0\0\1moov\xff\xff\xff\xff\xff\xff\xff\xff",
        FTYP + box(b"moov", track(b"meta", [0], [20])) + box(b"mdat", b"film"),
        FTYP + box(b"moov", track(b"meta", [4_000_000_000], [20])) + box(b"mdat", b"film"),
        FTYP + box(b"moov", track(b"meta", [28], [20, 20])) + box(b"mdat", b"film"),
    ],
)
def test_a_video_that_cannot_be_looked_through(door: FileDoor, data: bytes) -> None:
    """Among them tracks whose samples are the file's own head: nothing but samples is ever emptied."""
    with pytest.raises(InvalidInput, match="no video that can be shown"):
        door.take(data)
    assert door.left == []


def test_all_memory_by_boxes_in_boxes() -> None:
    deep = b""
    for _ in range(2_000):
        deep = box(b"moov", deep)
    for data in (FTYP + deep, FTYP + box(b"free") * 200_001, FTYP + b"\0\0\0\1moov" + bytes(8)):
        with pytest.raises(InvalidInput):
            cleaned(data)


KINDS = st.sampled_from([b"udta", b"meta", b"uuid", b"free", b"skip", b"abcd", b"mdat"])
LEAVES = st.builds(box, KINDS, st.sampled_from([SECRET, b"", b"film"]))
TRACKS = st.builds(
    lambda handler, more: track(handler, [], [], *more),
    st.sampled_from([b"vide", b"soun", b"meta", b"tmcd"]),
    st.lists(LEAVES, max_size=3),
)


@given(st.lists(LEAVES, max_size=4), st.lists(st.one_of(LEAVES, TRACKS), max_size=4), st.lists(LEAVES, max_size=4))
def test_no_offset_is_moved_and_cleaning_twice_is_cleaning_once(
    before: list[bytes], inside: list[bytes], after: list[bytes]
) -> None:
    data = b"".join([FTYP, *before, box(b"moov", header(), *inside), *after])
    kept = cleaned(data)
    event(f"{kept.count(b'free')} emptied")
    assert len(kept) == len(data) and cleaned(kept) == kept
    assert [(b.start, b.body, b.end) for b in top(data)] == [(b.start, b.body, b.end) for b in top(kept)]
    films = [b for b in top(data) if b.kind == b"mdat"]
    assert all(kept[b.start : b.end] == data[b.start : b.end] for b in films), "no data is touched"
    for b in reversed(films):
        kept = kept[: b.start] + kept[b.end :]
    assert SECRET not in kept


@given(st.binary(max_size=200), st.integers(0, len(FILM)), st.binary(max_size=8))
def test_a_desk_that_falls_over_a_broken_video(noise: bytes, at: int, bytes_: bytes) -> None:
    """Whatever it is, it is cleaned to the same length or refused."""
    for data in (FTYP + noise, FILM[:at], FILM[:at] + bytes_ + FILM[at + len(bytes_) :]):
        with suppress(InvalidInput):
            assert len(cleaned(data)) == len(data)
