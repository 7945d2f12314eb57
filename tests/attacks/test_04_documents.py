"""Line 4: what a PDF holds beside its pages. Each test is named after what the attacker would get."""

import io
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, TextStringObject

from config.pdf.real import pdf
from schemas.errors import InvalidInput
from store.formats import documents
from store.formats.document_child import clean
from store.formats.jpeg import without_descriptions
from tests.attacks.door import FileDoor
from tests.documents import PLACE, document, stream, writer, written

SECRET = PLACE.decode()


def words(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def photograph() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET
    paper = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(paper, "JPEG", exif=exif, comment=PLACE)
    return paper.getvalue()


def test_who_wrote_a_document_and_where(door: FileDoor) -> None:
    made = writer("Vannposter")
    made._root_object[NameObject("/Metadata")] = made._add_object(stream(PLACE, Type="/Metadata", Subtype="/XML"))
    page = made.pages[0]
    page[NameObject("/Metadata")] = made._add_object(stream(PLACE))
    page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/App"): TextStringObject(SECRET)})
    data = written(made, Author=SECRET, Title=SECRET, Producer=SECRET)
    assert data.count(PLACE) > 3
    media, kept = door.taken(data)
    assert PLACE not in kept and words(kept) == "Vannposter" and media.mime == "application/pdf"
    assert PdfReader(io.BytesIO(kept)).metadata is None and PdfReader(io.BytesIO(kept)).xmp_metadata is None
    assert media.sha256 == door.take(data).sha256, "the same document is the same file"


def test_the_place_in_a_photograph_inside_a_document(door: FileDoor) -> None:
    assert photograph().count(PLACE) == 2
    made = writer("Kart")
    picture = made._add_object(
        stream(
            photograph(),
            Type="/XObject",
            Subtype="/Image",
            Width=8,
            Height=8,
            BitsPerComponent=8,
            ColorSpace="/DeviceRGB",
        )
    )
    picture.get_object()[NameObject("/Filter")] = NameObject("/DCTDecode")  # type: ignore[index]  # a stream
    made.pages[0]["/Resources"][NameObject("/XObject")] = DictionaryObject({NameObject("/Im1"): picture})  # type: ignore[index]  # a dictionary
    _, kept = door.taken(written(made))
    assert PLACE not in kept
    (shown,) = PdfReader(io.BytesIO(kept)).pages[0].images
    assert shown.image is not None and shown.image.convert("RGB").getpixel((4, 4)) == Image.open(
        io.BytesIO(photograph())
    ).getpixel((4, 4))


def _attached(made: PdfWriter) -> None:
    made.add_attachment("regneark.xlsx", PLACE)


def _script(made: PdfWriter) -> None:
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(SECRET)}
    made._root_object[NameObject("/AA")] = DictionaryObject({NameObject("/WC"): DictionaryObject(script)})
    made.pages[0][NameObject("/Annots")] = ArrayObject([DictionaryObject({NameObject("/A"): DictionaryObject(script)})])


def _opens(made: PdfWriter) -> None:
    action = {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject(SECRET)}
    made._root_object[NameObject("/OpenAction")] = DictionaryObject(action)


def _note(made: PdfWriter) -> None:
    note = {
        NameObject("/Type"): NameObject("/Annot"),
        NameObject("/Subtype"): NameObject("/Text"),
        NameObject("/Rect"): ArrayObject([NullObject()] * 4),
        NameObject("/T"): TextStringObject(SECRET),
    }
    made.pages[0][NameObject("/Annots")] = ArrayObject([DictionaryObject(note)])


def _thumbnail(made: PdfWriter) -> None:
    made.pages[0][NameObject("/Thumb")] = made._add_object(stream(PLACE))


def _left_behind(made: PdfWriter) -> None:
    made._add_object(stream(PLACE))


@pytest.mark.parametrize("hide", [_attached, _script, _opens, _note, _thumbnail, _left_behind])
def test_what_no_page_shows(hide: Callable[[PdfWriter], None]) -> None:
    """Attached files, scripts, what opens by itself, who noted something, thumbnails, what nothing refers to."""
    made = writer("Vannposter")
    hide(made)
    data = written(made)
    assert PLACE in data
    kept = clean(PdfReader(io.BytesIO(data)))
    assert PLACE not in kept and words(kept) == "Vannposter"


def test_the_words_of_an_earlier_version() -> None:
    """Some programs write a change behind what was there, which stays."""
    before = document(SECRET)
    made = PdfWriter(io.BytesIO(before), incremental=True)
    made.pages[0][NameObject("/Contents")] = made._add_object(stream(b"BT ET"))
    paper = io.BytesIO()
    made.write(paper)
    assert PLACE in paper.getvalue() and words(paper.getvalue()) == ""
    assert PLACE not in clean(PdfReader(io.BytesIO(paper.getvalue())))


def test_a_report_stays_as_it_was() -> None:
    data = pdf("<h1>Vannposter</h1><p>Torget fra klokka 14. <a href='https://kk.example/'>Les mer</a></p>")
    kept = clean(PdfReader(io.BytesIO(data)))
    assert words(kept) == words(data) != ""
    link = PdfReader(io.BytesIO(kept)).pages[0].annotations
    assert link is not None and [each.get_object()["/A"]["/URI"] for each in link] == ["https://kk.example/"]
    assert clean(PdfReader(io.BytesIO(clean(PdfReader(io.BytesIO(kept)))))) == clean(PdfReader(io.BytesIO(kept)))


def test_a_document_that_opens_with_a_password(door: FileDoor) -> None:
    made = writer("Hemmelig plan")
    made.encrypt("ord", "eier", algorithm="AES-256")
    with pytest.raises(InvalidInput, match="opens with a password only"):
        door.take(written(made))
    open_to_read = writer("Plan")
    open_to_read.encrypt("", "eier", algorithm="AES-256")
    _, kept = door.taken(written(open_to_read))
    assert words(kept) == "Plan" and b"/Encrypt" not in kept


@pytest.mark.parametrize("data", [b"%PDF-1.4 en plan", document("x")[:200], b"%PDF-1.4\n%%EOF", written(PdfWriter())])
def test_a_document_that_cannot_be_looked_through(door: FileDoor, data: bytes) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        door.take(data)
    assert door.left == []


def test_the_desks_memory_and_time_by_a_document(door: FileDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes too much ends, and with it only its own process."""
    greedy = (
        sys.executable,
        "-c",
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 28,) * 2); bytes(1 << 29)",
    )
    slow = (sys.executable, "-c", "import time; time.sleep(3600)")
    monkeypatch.setattr(documents, "_LONGEST", 2.0)
    for program in (greedy, slow):
        monkeypatch.setattr(documents, "_PROGRAM", program)
        with pytest.raises(InvalidInput, match="cannot be read"):
            door.take(document("x"))
    assert door.left == []


def test_the_process_has_bounds() -> None:
    show = "import os, resource, sys; from store.formats import document_child as c; c.clean = lambda _: str((resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CPU))).encode(); sys.exit(c.main(os.getppid()))"
    done = subprocess.run([sys.executable, "-c", show], input=document("x"), capture_output=True, check=False)
    assert done.stdout.decode() == str(((1 << 30,) * 2, (60, 60))), done.stderr


@given(st.binary(max_size=60), st.integers(2, 400))
def test_a_picture_that_a_document_cannot_lose(noise: bytes, at: int) -> None:
    data = photograph()
    assert without_descriptions(noise) == noise or noise[:2] == b"\xff\xd8"
    kept = without_descriptions(data)
    assert without_descriptions(kept) == kept and PLACE not in kept
    broken = without_descriptions(data[:at] + noise)
    assert broken[:2] == data[:2] and len(broken) <= at + len(noise)
