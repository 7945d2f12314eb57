"""Files that cannot be read at all, or are not YAML."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from config.town.municipality import load_municipality
from notifiers.platforms import PLATFORMS
from schemas.errors import ConfigInvalid
from tests.config.good_file import GOOD, changed, line_of, problems


def test_an_alias_is_refused_before_it_can_grow(path: Path) -> None:
    text = changed("handle: Kriseside", "handle: &navn Kriseside").replace("handle: Post", "handle: *navn")
    (found,) = problems(path, text)
    assert (found.where, found.line) == ("accounts[2].handle", line_of(text, "handle: *navn"))
    assert str(found.sentence) == "Write the value out here; an alias (*name) cannot be used in this file."


def test_a_file_that_refers_to_itself_ends(path: Path) -> None:
    found = problems(path, GOOD + "extra: &evig [*evig]\n")
    assert {p.where for p in found} == {"extra", "extra[0]"}


@pytest.mark.parametrize(
    ("old", "new", "mark", "detail"),
    [
        ("handle: Kriseside", "handle: [Kriseside", "    unit: info\n    opened: 2011-01-15", "expected ',' or ']'"),
        ("handle: Kriseside\n    unit", "handle: Kriseside\n\tunit", "\tunit", "found character '\\t'"),
        ("notices: post\n", 'notices: "post', "notices:", "unexpected end of stream"),
        ("handle: Kriseside", "handle: Krise: side", "handle: Krise:", "mapping values are not allowed here"),
        ("handle: Kriseside", "handle: \x07", "handle: \x07", "special characters are not allowed"),
        ("notices: post", "notices: post\n---\nmer: 1", "---", "found another document"),
    ],
)
def test_what_is_not_yaml_is_told_with_its_line(path: Path, old: str, new: str, mark: str, detail: str) -> None:
    text = changed(old, new)
    (found,) = problems(path, text)
    assert found.line == line_of(text, mark)
    assert f"is not valid YAML at line {found.line}: " in str(found.sentence)
    assert detail in str(found.sentence)


def test_too_many_levels(path: Path) -> None:
    (found,) = problems(path, "[" * 100_000)
    assert str(found.sentence) == f"{path} is nested too deeply to be read. Check its brackets."


@pytest.mark.parametrize("text", ["", "\n\n", "# bare en kommentar\n"])
def test_an_empty_file(path: Path, text: str) -> None:
    (found,) = problems(path, text)
    assert str(found.sentence) == (
        f"{path} is empty. Start from the file that came with Krisekanal, config/stjordal.yaml, and change it to "
        "your municipality."
    )


@pytest.mark.parametrize("text", ["bare ord\n", "- en\n- liste\n", "42\n", "null\n"])
def test_a_file_of_another_shape(path: Path, text: str) -> None:
    found = problems(path, text)
    assert (found[0].line, str(found[0].sentence)) == (
        1,
        "kommune.yaml must be a block of lines of the form `key: value`.",
    )


def test_a_missing_file(path: Path) -> None:
    with pytest.raises(ConfigInvalid) as caught:
        load_municipality(path, PLATFORMS)
    (found,) = caught.value.problems
    assert found.sentence == caught.value.sentence
    assert str(found.sentence) == (
        f"There is no file {path}. Set KRISEKANAL_MUNICIPALITY to the address of your municipality file."
    )


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match=r"is a folder\. Name the municipality file in it") as caught:
        load_municipality(tmp_path, PLATFORMS)
    assert [p.file for p in caught.value.problems] == [str(tmp_path)]


def test_a_file_behind_a_file(path: Path) -> None:
    path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(
        ConfigInvalid,
        match=r"cannot be read \(what should be a folder on the way there is a file\). Give this user permission",
    ):
        load_municipality(path / "inni.yaml", PLATFORMS)


def test_an_unreadable_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ConfigInvalid, match=r"cannot be read \(this user has no right to it\)"):
        load_municipality(path, PLATFORMS)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding(path: Path, encoding: str) -> None:
    path.write_text(GOOD, encoding=encoding)
    with pytest.raises(ConfigInvalid, match=r"is not UTF-8 text\. Save it again as UTF-8") as caught:
        load_municipality(path, PLATFORMS)
    (found,) = caught.value.problems
    assert found.line == (2 if encoding == "latin-1" else 1)


def test_a_byte_order_mark_is_no_mistake(path: Path) -> None:
    path.write_text(GOOD, encoding="utf-8-sig")
    assert load_municipality(path, PLATFORMS).notices == "post"


ODD = [
    "",
    "[]",
    "{}",
    "5",
    "true",
    "~",
    "[[x]]",
    "{x: {y: z}}",
    "2011-13-40",
    "!x y",
    "- x",
    '"',
    ": :",
    "<<: {}",
    "? a",
]
LINES = GOOD.splitlines()


@settings(max_examples=150, deadline=None)
@given(number=st.integers(0, len(LINES) - 1), odd=st.sampled_from(ODD), whole=st.booleans())
def test_any_line_may_be_wrong(number: int, odd: str, *, whole: bool) -> None:
    """Whatever stands there, it is told as problems of this file, or it is no mistake."""
    before, colon, _ = LINES[number].partition(":")
    line = odd if whole or not colon else f"{before}: {odd}"
    _loads_or_tells("\n".join([*LINES[:number], line, *LINES[number + 1 :]]).encode())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b"? {a: b}\n: c\n")
@example(b'organisation: {timezone: "\\0"}')
def test_any_bytes_may_be_there(raw: bytes) -> None:
    _loads_or_tells(raw)


def _loads_or_tells(raw: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "kommune.yaml"
        path.write_bytes(raw)
        try:
            load_municipality(path, PLATFORMS)
        except ConfigInvalid as error:
            assert error.problems
            assert all(p.file == str(path) and str(p.sentence) for p in error.problems)
            assert all(p.line is None or 1 <= p.line <= raw.count(b"\n") + 2 for p in error.problems)
