"""The process that cleans one PDF and ends: `python -m store.formats.document_child PARENT`, a PDF on stdin, the clean one on stdout.

It is written anew from what its pages need (ISO 32000-2): older versions of them, descriptions (14.3), the data of programs (14.5),
attached files (7.11.4), thumbnails, and actions that do more than lead somewhere (12.6.4) are not carried over. A PDF may be made to
cost any amount of time or memory, so that this is no work for the desk's own process.
"""

import io
import sys
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from config.process.child import bound
from store.formats.documents import LOCKED
from store.formats.jpeg import without_descriptions

MEMORY, SECONDS = 1 << 30, 60
"""Bytes of addresses, and of the processor."""
_GONE = (
    *("/Metadata", "/PieceInfo", "/LastModified", "/Thumb"),
    *("/AA", "/JS", "/JavaScript"),
    *("/EF", "/EmbeddedFiles", "/AF", "/Collection"),
)
"""Descriptions, scripts, attached files."""
_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToE",
    "/GoToR",
    "/Rendition",
    "/Sound",
    "/Movie",
}
"""Besides opening a page of the document or an address, which the reader sees."""
_NOTED = ("/T", "/M", "/CreationDate", "/NM")
"""Of a note on a page: by whom and when."""


def main(parent: int) -> int:
    bound(parent, MEMORY, SECONDS)
    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()))
    if reader.is_encrypted and not reader.decrypt(""):
        return LOCKED
    sys.stdout.buffer.write(clean(reader))
    return 0


def clean(reader: PdfReader) -> bytes:
    """The same pages give the same bytes."""
    if not reader.pages:
        raise ValueError("no page")
    for found in _everything(reader.trailer["/Root"]):
        _without_descriptions(found)
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    paper = io.BytesIO()
    writer.write(paper)
    return paper.getvalue()


def _everything(root: Any) -> Iterator[DictionaryObject]:
    """Every dictionary that is reached from `root`; what is below one is asked for after it was looked at."""
    left, known = [root], set[int]()
    while left:
        found = left.pop()
        if isinstance(found, IndirectObject):
            if found.idnum in known:
                continue
            known.add(found.idnum)
            found = found.get_object()
        if isinstance(found, DictionaryObject):
            yield found
            left += [found.raw_get(key) for key in found]
        elif isinstance(found, ArrayObject):
            left += list(found)


def _without_descriptions(found: DictionaryObject) -> None:
    for key in _GONE:
        found.pop(key, None)
    if found.get("/S") in _ACTIONS:
        found.clear()
    if "/Rect" in found and "/FT" not in found:
        for key in _NOTED:
            found.pop(key, None)
    if found.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]) and hasattr(found, "_data"):
        found._data = without_descriptions(found._data)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
