"""What comes as a list and is none, or wants to be more than one: a clear sentence, quickly, and nothing kept."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from desk.cli.commands.lists import content
from policy.lists import columns, lines
from schemas.errors import InvalidInput, TooLarge
from schemas.language import Language
from schemas.recipients.imported import Mistake
from store.lists import sheets, workbook_child
from store.lists.bounds import MOST_COLUMNS, MOST_LINES, Sheet

TEXT = "Navn;Mobil\r\nÅse Hæll;912 34 567\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    assert sheets.read(TEXT.encode(encoding)) == Sheet(("Navn", "Mobil"), [(2, ["Åse Hæll", "912 34 567"])])


@pytest.mark.parametrize("by", [";", ",", "\t", "|"])
def test_parted_by_what_the_first_line_is(by: str) -> None:
    read = sheets.read(f'Navn{by}Mobil\n"Hell{by} ""Åse"""{by}91234567\n'.encode())
    assert read.lines == [(2, [f'Hell{by} "Åse"', "91234567"])]


def test_lines_are_numbered_as_the_file_shows_them() -> None:
    read = sheets.read(b'sep=;\r\nNavn;Mobil\r\n\r\n"a\r\nb";1\r\n;\r\nc;2\r\n')
    assert [number for number, _ in read.lines] == [4, 7]


def zipped(parts: Mapping[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return kept.getvalue()


NONE = {
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "a PDF": b"%PDF-1.7\n\x00\x01",
    "an old workbook, or a locked one": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
    "nothing": b"",
    "only headings": b"Navn;Mobil\n",
    "an open quotation mark": b'Navn;Mobil\n"Aase;91234567\nOla;91234568\n',
    "letters that are damaged": "Navn;Mobil\nÃ…se HÃ¥ll;91234567\n".encode(),
    "letters of DOS": "Navn;Mobil\r\nKåre Bjørnæs;91234567\r\n".encode("cp865"),
    "capitals of DOS": "Navn;Mobil\r\nÅse Ødegård;91234567\r\n".encode("cp850"),
    "letters of an old Mac": "Navn;Mobil\rKåre Bjørnæs;91234567\r".encode("mac_roman"),
    "capitals of an old Mac": "Navn;Mobil\rÅse ØSTBØ;91234567\r".encode("mac_roman"),
    "half a UTF-16": TEXT.encode("utf-16")[:-1],
    "no workbook": zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
    "a torn archive": b"PK\x03\x04" + bytes(200),
    "a cell without end": b"Navn;Mobil\n" + b"a" * 200_000 + b";1\n",
}


@pytest.mark.parametrize("data", NONE.values(), ids=NONE)
def test_what_is_no_list_is_said_so(data: bytes) -> None:
    with pytest.raises(InvalidInput):
        sheets.read(data)


def test_what_is_too_large_is_said_so_and_not_read(tmp_path: Path) -> None:
    """Two hundred megabytes, of which a tenth is looked at (a file with a hole, so that the test writes nothing)."""
    path = tmp_path / "stor.csv"
    with path.open("wb") as file:
        file.write(TEXT.encode())
        file.truncate(200_000_000)
    with pytest.raises(TooLarge, match="20 MB"):
        content(path)


TOO_MANY = {
    "lines": b"Mobil\n" + b"91234567\n" * (MOST_LINES + 1),
    "columns": ";".join(["Mobil", *(f"k{n}" for n in range(1_000))]).encode() + b"\n91234567\n",
    "cells in one line": b"Mobil\n" + b";" * MOST_COLUMNS + b"x\n",
    "bytes when unpacked": zipped({"xl/workbook.xml": b"", "xl/worksheets/sheet1.xml": bytes(90_000_000)}),
    "cells that are refused before they are taken apart": b"Mobil\n" + b"abc;" * 4_900_000,
    "empty lines": b"Mobil\n91234567\n" + b"\n" * 19_000_000,
    "lines with nothing between their signs": b"Mobil\n91234567\n" + b";;;;;;;;;\n" * 1_900_000,
    "parts": zipped({f"xl/{n}.xml": b"" for n in range(1_001)}),
}


@pytest.mark.parametrize("data", TOO_MANY.values(), ids=TOO_MANY)
def test_too_many_of_something_is_said_so(data: bytes) -> None:
    with pytest.raises(TooLarge):
        sheets.read(data)


def workbook(*rows: list[object]) -> dict[str, bytes]:
    book, kept = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(kept)
    with zipfile.ZipFile(kept) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def test_one_text_in_every_cell_is_stopped_before_it_fills_the_memory_of_whoever_reads_it() -> None:
    """Seven kilobytes that would be nine hundred megabytes."""
    parts = workbook(["Navn", "Mobil"])
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    named = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kinds}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", named.encode())
    shared, first = f"<si><t>{'x' * 32_000}</t></si>", '<row><c t="s"><v>0</v></c></row>'
    line = "<row>" + '<c t="s"><v>1</v></c>' * 100 + "</row>"
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{SHEETS}"><si><t>Mobil</t></si>{shared}</sst>'.encode()
    parts["xl/worksheets/sheet1.xml"] = (
        f'<worksheet xmlns="{SHEETS}"><sheetData>{first}{line * 300}</sheetData></worksheet>'.encode()
    )
    bomb = zipped(parts)
    assert len(bomb) < 10_000
    with pytest.raises(TooLarge):
        sheets.read(bomb)


def test_a_formula_over_several_cells_is_a_formula() -> None:
    book, kept = Workbook(), io.BytesIO()
    book.active.append(["Navn", "Mobil"])
    book.active["A2"] = ArrayFormula("A2:A2", '=CONCAT("a";"b")')
    book.active["B2"] = 91234567
    book.save(kept)
    (_, (number, cells)) = workbook_child.rows(kept.getvalue())
    assert (number, cells) == (2, ['=CONCAT("a";"b")', "91234567"])


def test_only_signs_that_part_cells_are_believed_to_part_them() -> None:
    assert sheets.read(b"sep=\t\nNavn\tMobil\nAase\t91234567\n").lines == [(3, ["Aase", "91234567"])]
    for told in ('"', "\r", "x"):
        with pytest.raises(InvalidInput):
            columns.recognised(sheets.read(f"sep={told}\nNavn;Mobil\nAase;91234567\n".encode()).headings)


@pytest.mark.parametrize("text", ["Navn;Mobil\nRené D’Arc;91234567\n", "Vare®;Mobil\n5 ¾ kg;91234567\n"])
def test_signs_of_windows_that_are_meant_are_no_damage(text: str) -> None:
    assert len(sheets.read(text.encode("cp1252")).lines) == 1


def test_a_workbook_that_declares_entities_is_refused() -> None:
    parts = workbook(["Mobil"], [91234567])
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "bb">]><worksheet', 1)
    with pytest.raises(ValueError, match="document type"):
        list(workbook_child.rows(zipped(parts)))


def test_what_a_sheet_says_of_its_size_is_not_believed() -> None:
    parts = workbook(["Mobil"], [91234567])
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"')
    assert list(workbook_child.rows(zipped(parts))) == [(1, ["Mobil"]), (2, ["91234567"])]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ('=HYPERLINK("https://ond.example";"91234567")', "formula"),
        ("@SUM(1)", "formula"),
        ("#REF!", "error"),
        ("9,12E+07", "shortened"),
        ("9" * 300, "200 letters"),
        ("22 22 22 22", "fixed line"),
        ("912 34 56", "digit"),
        ("ring meg", "no phone number"),
    ],
)
def test_a_wrong_cell_says_how_it_is_mended_and_is_not_repeated(cell: str, says: str) -> None:
    reader = lines.Reader(columns.recognised(["Mobil"]), lines.known((), (), Language.BOKMAAL))
    found = reader.line(7, [cell])
    assert isinstance(found, list)
    mistake: Mistake = found[0]
    assert (mistake.line, mistake.column) == (7, "Mobil") and says in str(mistake.sentence)
    assert cell not in str(mistake.sentence)


@pytest.mark.parametrize(
    ("heading", "cell", "says"),
    [
        ("Målgruppe", "alle", "target group"),
        ("Sone", "mars", "zone"),
        ("Språk", "tysk", "nb, nn, en"),
        ("Reservert", "kanskje", "ja or nei"),
        ("Breddegrad", "10,9", "changed places"),
        ("Breddegrad", "7034000", "metres"),
        ("Breddegrad", "nord", "two numbers"),
        ("Breddegrad", "nan", "two numbers"),
        ("Breddegrad", "-inf", "metres"),
    ],
)
def test_the_other_columns_too(heading: str, cell: str, says: str) -> None:
    reader = lines.Reader(columns.recognised(["Mobil", "Lengdegrad", heading]), lines.known((), (), Language.BOKMAAL))
    found = reader.line(2, ["91234567", "63,4" if heading == "Breddegrad" else "", cell])
    assert isinstance(found, list) and says in str(found[0].sentence)


def test_a_decimal_comma_that_parts_a_line_is_wrong() -> None:
    """10,92 east and 63,47 north become 10 and 92: a place where nobody lives."""
    sheet = sheets.read(
        b"Mobil,Lengdegrad,Breddegrad\n91234567,10,92,63,47\n91234568,10.92,63.47\n91234569,,,ringt\n91234560,10.92,63.47,ringt\n"
    )
    reader = lines.Reader(columns.recognised(sheet.headings), lines.known((), (), Language.BOKMAAL))
    parted, *right = (reader.line(number, cells) for number, cells in sheet.lines)
    assert isinstance(parted, list) and "semicolons" in str(parted[0].sentence)
    assert [one.point for one in right if isinstance(one, lines.ListLine)] == [(10.92, 63.47), None, (10.92, 63.47)]


def test_a_name_that_would_show_another_is_wrong_and_a_number_between_marks_is_read() -> None:
    """Phones put marks of direction around a number that is copied."""
    reader = lines.Reader(columns.recognised(["Navn", "Mobil"]), lines.known((), (), Language.BOKMAAL))
    found = reader.line(2, ["Ola \u202eneslO", "91234567"])
    assert isinstance(found, list) and found[0].column == "Navn" and "cannot be seen" in str(found[0].sentence)
    right = reader.line(3, ["Ola", "\u202a+47 912 34 567\u202c"])
    assert isinstance(right, lines.ListLine) and right.mobiles == ("+4791234567",)


@pytest.mark.parametrize("headings", [["Navn", "Alder"], ["91234567", "Åse"], ["Mobil", "Adresse", "Gateadresse"]])
def test_headings_that_say_too_little_or_the_same_twice(headings: list[str]) -> None:
    with pytest.raises(InvalidInput):
        columns.recognised(headings)


def test_two_guardians_in_two_columns() -> None:
    found = columns.recognised(["Elev", "Mobil 1", "Mobil 2", "E-post *", "POSTNR."])
    reader = lines.Reader(found, lines.known((), (), Language.BOKMAAL))
    line = reader.line(2, ["Lise", "91234567", "91234568", "Ase@kk.example", "7500"])
    assert isinstance(line, lines.ListLine)
    assert line.mobiles == ("+4791234567", "+4791234568") and line.emails == ("ase@kk.example",)
    assert found.ignored == ("Elev",)
