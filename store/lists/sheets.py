"""From the bytes of a list to its lines, whatever it calls itself: text of any usual encoding, or a workbook."""

from schemas.errors import InvalidInput, TooLarge
from schemas.sentence import say
from store.lists import texts, workbooks
from store.lists.bounds import MOST_BYTES, MOST_COLUMNS, MOST_LINES, Sheet, too_many_columns

_OLD_OFFICE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"


def read(data: bytes) -> Sheet:
    """Raises `InvalidInput`, and `TooLarge`, with what to do instead."""
    if len(data) > MOST_BYTES:
        raise too_large()
    if data.startswith(_OLD_OFFICE):
        raise InvalidInput(
            say("This is an old Excel file, or one with a password. Save it as XLSX without a password.")
        )
    sheet = workbooks.read(data) if data.startswith(_ZIP) else texts.read(data)
    if not sheet.lines:
        raise InvalidInput(say("The list has no line below its headings."))
    if len(sheet.lines) > MOST_LINES:
        raise TooLarge(say("The list has more than {most} lines. Split it into several files.", most=MOST_LINES))
    if max(len(sheet.headings), max(len(cells) for _, cells in sheet.lines)) > MOST_COLUMNS:
        raise too_many_columns()
    return sheet


def too_large() -> TooLarge:
    return TooLarge(
        say(
            "The file is larger than {most} MB. Keep only the columns asked for, or split it.", most=MOST_BYTES // 10**6
        )
    )
