"""The house stays easy to explain: types, style, who imports whom, and how long a file may be."""

import ast
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from policy.access import Action
from schemas.identity.person import Role

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


def test_a_folder_of_store_is_a_handful_of_files() -> None:
    """Fewer are no folder of their own, more are two (docs/adr/0010)."""
    sizes = {
        folder.name: len([path for path in folder.glob("*.py") if not path.name.startswith("__")])
        for folder in (ROOT / "store").iterdir()
        if folder.is_dir() and not folder.name.startswith("__")
    }
    assert len(sizes) > 20
    assert {name: size for name, size in sizes.items() if not 4 <= size <= 9} == {}


def test_the_picture_of_store_is_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (layers,) = (c["layers"] for c in contracts["contracts"] if c["name"].startswith("store reads"))
    told = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").partition("`store` is read")[2]
    drawn = re.findall(r"^    (\w+(?: \| \w+)*)  ", told.partition("`notifiers` is")[0], re.MULTILINE)
    assert drawn == [layer.replace("store.", "") for layer in layers]


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


def test_no_import_of_ours_hides_its_name_behind_another() -> None:
    """A module that needs an alias has the wrong name. (Flows keep theirs until that room is written anew.)"""
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno} {name.name} as {name.asname}"
        for path, tree in _trees()
        if path.relative_to(ROOT).parts[0] != "flows"
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
        if name.asname and (getattr(node, "module", None) or name.name).split(".")[0] in ROOMS
    ]
    assert hidden == []


def test_a_name_is_one_noun() -> None:
    """Two classes of one name, and a reader has to know which of them is meant. (What a folder keeps to itself may repeat.)

    A port and what implements it are the same noun.
    """
    where: dict[str, list[str]] = {}
    for path, tree in _trees():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                where.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    twice = {name: paths for name, paths in where.items() if len(paths) > 1}
    assert twice == {"Channels": ["schemas/ports.py", "notifiers/facade.py"]}


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


DOOR = Path("store/db/status.py")
"""Where statuses are changed, and their table asked."""


def test_a_status_is_changed_at_one_door() -> None:
    set_elsewhere = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in _trees()
        if path.relative_to(ROOT).parts[0] == "store" and path.relative_to(ROOT) != DOOR
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("status", "outcome") and isinstance(node.ctx, ast.Store)
    ]
    assert set_elsewhere == []


def test_the_table_of_statuses_is_asked_at_that_door() -> None:
    """And by pages that show a button. A use case that asked for itself would ask twice."""
    asked = {
        path.relative_to(ROOT)
        for path, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == "may_become"
    }
    assert asked == {DOOR, Path("desk/web/pages/approve.py")}


def test_roles_are_compared_in_policy_alone() -> None:
    """Everybody else asks for an action (`policy.access`), or for people by what they are (`policy.roles`)."""
    elsewhere = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in _trees()
        if path.relative_to(ROOT).parts[0] not in ("schemas", "policy")
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.Compare) and _names_a_role(node)
    ]
    assert elsewhere == []


def _names_a_role(node: ast.Name | ast.Compare) -> bool:
    """`Role` at all, or a comparison with somebody's `.roles`."""
    if isinstance(node, ast.Compare):
        return any(isinstance(side, ast.Attribute) and side.attr == "roles" for side in (node.left, *node.comparators))
    return node.id == "Role"


def test_no_page_compares_a_role() -> None:
    pages = sorted((ROOT / "desk").rglob("*.html"))
    assert len(pages) > 20
    values = [role.value for role in Role]
    assert [str(p) for p in pages if any(f'"{value}"' in p.read_text(encoding="utf-8") for value in values)] == []


def test_every_action_of_the_table_is_asked() -> None:
    texts = [
        path.read_text(encoding="utf-8")
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.suffix in (".py", ".html") and path != ROOT / "policy/access.py"
    ]
    assert [action for action in Action if not any(re.search(rf"\bAction\.{action.name}\b", t) for t in texts)] == []
