"""The house stays easy to explain: types, style, who imports whom, and how long a file may be."""

import re
import subprocess
import sys
import tokenize
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("schemas", "policy", "config", "store", "notifiers", "flows", "desk")
LONGEST = 300
WORDS = re.compile(r"\bnoqa\b|type: ignore")
REASONED = re.compile(
    r"#(?: (?:noqa: [A-Z]+\d+(?:, [A-Z]+\d+)*|type: ignore\[[a-z, -]+\])  #)+ (?!noqa|type: ignore)(?P<reason>.*\w.*)"
)


@pytest.mark.parametrize("command", ["lint-imports", "mypy", "ruff check .", "ruff format --check ."])
def test_the_checkers_agree(command: str) -> None:
    program, *arguments = command.split()
    done = subprocess.run(
        [str(Path(sys.executable).parent / program), *arguments], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_nobody_else_provides_our_names() -> None:
    found = packages_distributions()
    assert {room: set(found.get(room, ["krisekanal"])) for room in ROOMS} == {room: {"krisekanal"} for room in ROOMS}


def test_no_file_is_too_long() -> None:
    paths = [p for room in ROOMS for p in (ROOT / room).rglob("*.py") if "migrations" not in p.parts]
    assert len(paths) > 100
    assert [str(p) for p in paths if len(p.read_text(encoding="utf-8").splitlines()) > LONGEST] == []


def exceptions(path: Path) -> dict[int, str]:
    """The comments that switch a checker off, by line."""
    if not WORDS.search(path.read_text(encoding="utf-8")):
        return {}
    with path.open("rb") as file:
        comments = [t for t in tokenize.tokenize(file.readline) if t.type == tokenize.COMMENT]
    return {t.start[0]: t.string for t in comments if WORDS.search(t.string)}


def unreasoned(found: dict[int, str]) -> list[int]:
    """Lines whose exception has no rule, or no reason; "as above" is one only right under a line that has its own."""
    given = {line: match["reason"] for line, text in found.items() if (match := REASONED.fullmatch(text))}
    return [line for line in found if line not in given or ("above" in given[line] and line - 1 not in given)]


def test_every_exception_has_its_reason() -> None:
    rooms = (*ROOMS, "tests", "bench", "stubs")
    found = {path: exceptions(path) for room in rooms for path in (ROOT / room).rglob("*.py*") if path.suffix != ".pyc"}
    assert sum(len(lines) for lines in found.values()) > 10
    assert [f"{path}:{line}" for path, lines in found.items() for line in unreasoned(lines)] == []


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "# noqa  # a reason",
        "# noqa: S101",
        "# noqa: S101  #",
        "# noqa: S101  # –",
        "# type: ignore",
        "# type: ignore[misc]",
        "# type: ignore  # a reason",
        "# type: ignore[misc]  # noqa: S101",
        "# noqa: S101  # as above",
    ],
)
def test_an_exception_without_a_reason_is_seen(comment: str) -> None:
    assert unreasoned({7: comment}) == [7]


def test_an_exception_with_a_reason_may_stand() -> None:
    assert unreasoned({7: "# type: ignore[misc]  # noqa: S101  # a fake", 8: "# noqa: S101  # as above"}) == []
