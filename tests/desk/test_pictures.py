"""Every command's answer, pictured as text: `pytest tests/desk/test_pictures.py --draw` draws `pictures/` anew, to be read.

Read by a person in a terminal of 80 and of 40 columns, in a pipe and with NO_COLOR.
"""

import re
from pathlib import Path

import pytest

from tests.desk.played import Played
from tests.desk.screens import NARROW, PIPE, WIDE
from tests.desk.whole_town import play
from tests.test_docs import COMMANDS

PICTURES = Path(__file__).parent / "pictures"
NOT_PICTURED = {
    "demo": "starts everything, and goes on until it is stopped (tests/desk/test_init.py)",
    "up": "starts everything, and goes on until it is stopped (tests/desk/test_supervisor.py)",
    "worker": "goes on until it is stopped",
    "suitcase": "packs the program itself, which takes a minute (tests/desk/test_suitcase.py)",
    "channel connect": "sends a person to a platform in a browser (tests/desk/test_connect.py)",
    "prefect deploy": "needs a Prefect that runs (tests/journeys/test_prefect_deployments.py)",
}
COPIED = re.compile(r" *(krisekanal|export|systemctl|systemd-sysusers) ")
ADDRESS = re.compile(r"https?://[\w./:#?=&-]*[\w/]|(?<![\w:/])/(?:var|opt)/[\w./-]*\w")
PYTHON = re.compile(
    r"<[\w.]+ object at|[A-Z]\w+\(\w+=|Traceback|\x1b|\bNone\b|\bTrue\b|\bFalse\b|datetime\.|<\w+\.\w+:"
)
ENGLISH = re.compile(
    r"\b(the|and|of|is|not|with|was|were|are|has|have|this|that|from|which|nobody|yes|no)\b", re.IGNORECASE
)


Pictures = dict[str, list[tuple[str, dict[int, str]]]]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: bytes) -> Pictures:
    """By the command's first word: what was typed, and what was said at each width."""
    with pytest.MonkeyPatch.context() as patch:
        town = Played(tmp_path_factory.mktemp("by"), migrated_sqlite, patch)
        play(town)
        town.close()
    return town.pictures


@pytest.fixture(scope="module")
def lines(pictures: Pictures) -> list[tuple[str, int, str]]:
    """Every line: what was typed, the width, the line."""
    return [
        (typed, columns, line)
        for each in pictures.values()
        for typed, said in each
        for columns, text in said.items()
        for line in text.splitlines()
    ]


def test_every_picture_is_as_it_was_read(pictures: Pictures, request: pytest.FixtureRequest) -> None:
    drawn = {name: "\n".join(_drawn(typed, said) for typed, said in each) for name, each in pictures.items()}
    if request.config.getoption("--draw"):
        for name, text in drawn.items():
            (PICTURES / f"{name}.txt").write_text(text, encoding="utf-8")
    kept = {path.stem: path.read_text(encoding="utf-8") for path in PICTURES.glob("*.txt")}
    assert drawn == kept, "read what has changed, and draw it anew: --draw"


def _drawn(typed: str, said: dict[int, str]) -> str:
    """A pipe's is there where it is another."""
    found = [f"$ krisekanal {typed}"]
    for columns, name in ((WIDE, "80"), (NARROW, "40"), (PIPE, "pipe")):
        text = "\n".join(line.rstrip() for line in said[columns].splitlines())
        if columns != PIPE or text != "\n".join(line.rstrip() for line in said[WIDE].splitlines()):
            found.append(f"── {name} ".ljust(columns or WIDE, "─") + f"\n{text}")
    return "\n".join(found) + "\n"


def test_every_command_is_pictured_or_says_why_not(pictures: Pictures) -> None:
    typed = {typed for each in pictures.values() for typed, _ in each}
    seen = {name for name in COMMANDS if any(f"{one} ".startswith(f"{name} ") for one in typed)}
    assert seen.isdisjoint(NOT_PICTURED) and seen | set(NOT_PICTURED) == set(COMMANDS)


def test_no_line_is_wider_than_the_terminal(lines: list[tuple[str, int, str]]) -> None:
    """But one that holds an address, a path or a command, which is whole."""
    wide = [
        f"{typed}: {line}"
        for typed, columns, line in lines
        if columns != PIPE and len(line.rstrip()) > columns and len(line.split()) > 1 and not COPIED.match(line)
    ]
    assert wide == []


def test_every_line_is_for_people(lines: list[tuple[str, int, str]]) -> None:
    """Not Python's own words, no traceback, no move of the cursor."""
    assert [(typed, line) for typed, _, line in lines if PYTHON.search(line)] == []


def test_no_english_is_left(lines: list[tuple[str, int, str]]) -> None:
    """As far as its smallest words tell."""
    assert [(typed, line) for typed, _, line in lines if ENGLISH.search(ADDRESS.sub("", line))] == []


def test_addresses_and_paths_are_whole_on_one_line(pictures: Pictures) -> None:
    """Each that a pipe gets is found at every width."""
    broken = [
        (typed, columns, word)
        for each in pictures.values()
        for typed, said in each
        for word in ADDRESS.findall(said[PIPE])
        for columns in (WIDE, NARROW)
        if not any(word in line for line in said[columns].splitlines())
    ]
    assert broken == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_and_argument_says_what_it_is_for(name: str) -> None:
    assert [param.name for param in COMMANDS[name].params if not getattr(param, "help", None)] == []
