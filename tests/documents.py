"""PDFs for tests, as somebody's program would write them."""

import io
from typing import Any

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject, StreamObject

PLACE = b"634N 109E Anne Ansatt"
"""Nothing in it is written otherwise in a PDF."""


def document(words: str, **info: str) -> bytes:
    """One page that says `words`; `info` as `Author="Anne"`."""
    return written(writer(words), **info)


def writer(words: str) -> PdfWriter:
    made = PdfWriter()
    page = made.add_blank_page(300, 200)
    font = {
        NameObject("/Type"): NameObject("/Font"),
        NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    }
    fonts = DictionaryObject({NameObject("/F1"): made._add_object(DictionaryObject(font))})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    page[NameObject("/Contents")] = made._add_object(stream(f"BT /F1 20 Tf 20 100 Td ({words}) Tj ET".encode()))
    return made


def written(made: PdfWriter, **info: str) -> bytes:
    made.add_metadata({f"/{name}": value for name, value in info.items()})
    paper = io.BytesIO()
    made.write(paper)
    return paper.getvalue()


def stream(data: bytes, **more: Any) -> StreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    for name, value in more.items():
        made[NameObject(f"/{name}")] = NumberObject(value) if isinstance(value, int) else NameObject(value)
    return made
