"""The docs say what the code does."""

import re
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup

from config.machine.settings import PREFIX, Settings
from desk.cli.commands.log import BROKEN
from desk.cli.door import build
from notifiers.base.abilities import DIALOGUE, Ability
from notifiers.platforms import PLATFORMS
from notifiers.spec import ChannelSpec
from schemas import errors
from schemas.accounts.account import Platform
from tests import bare_machine

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    line = next(line for line in read("settings.md").splitlines() if f"`{PREFIX}{name.upper()}`" in line)
    assert str(Settings.model_fields[name].description) in line


def test_no_setting_is_documented_that_is_not_there() -> None:
    named = [line.split("`")[1] for line in read("settings.md").splitlines() if line.startswith(f"| `{PREFIX}")]
    assert named == [PREFIX + name.upper() for name in Settings.model_fields]


PLAIN = {name: f.default for name, f in Settings.model_fields.items() if isinstance(f.default, int | float | str)}


@pytest.mark.parametrize("name", PLAIN)
def test_every_plain_default_is_documented(name: str) -> None:
    assert f"| `{PREFIX}{name.upper()}` | `{PLAIN[name]}` |" in read("settings.md")


def commands() -> dict[str, Any]:
    """Full name to click's command, for every command there is."""
    found: dict[str, Any] = {}
    whole = typer.main.get_command(build())
    assert isinstance(whole, TyperGroup)
    for name, command in whole.commands.items():
        subs = getattr(command, "commands", None)
        found |= {f"{name} {sub}": made for sub, made in subs.items()} if subs else {name: command}
    return found


COMMANDS = commands()
COMMON = {"--as", "--json", "--lang"}


def options(name: str) -> set[str]:
    return {opt for param in COMMANDS[name].params for opt in param.opts if opt.startswith("--")}


def arguments(name: str) -> set[str]:
    return {param.name.upper() for param in COMMANDS[name].params if not param.opts[0].startswith("--")}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_with_its_own_options(name: str) -> None:
    row = next(line for line in read("cli.md").splitlines() if line.startswith(f"| `krisekanal {name}` |"))
    assert options(name) >= COMMON
    assert set(re.findall(r"`([^`]+)`", row)[1:]) == (options(name) - COMMON) | arguments(name)


def test_no_command_is_documented_that_is_not_there() -> None:
    named = re.findall(r"^\| `krisekanal ([^`]+)` \|", read("cli.md"), re.MULTILINE)
    assert sorted(named) == sorted(COMMANDS)


def examples() -> Iterator[list[str]]:
    """The words after `krisekanal` in every shell example of the docs and the README."""
    for path in (*DOCS.rglob("*.md"), ROOT / "README.md"):
        for block in re.findall(r"```sh\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
            for line in block.replace("\\\n", " ").splitlines():
                words = shlex.split(line.rpartition("| ")[2].removeprefix("runuser -u krisekanal -- "), comments=True)
                if words[:1] == ["krisekanal"]:
                    yield words[1:]


def test_every_example_can_be_typed() -> None:
    found = list(examples())
    assert len(found) >= 20
    for words in found:
        name = next(n for n in (" ".join(words[:2]), words[0]) if n in COMMANDS)
        COMMANDS[name].make_context(name, words[len(name.split()) :])


def test_what_is_typed_on_a_bare_machine_is_what_the_document_says() -> None:
    """`make bare-machine` runs the blocks; what it fills in must be there, or it would be typed as it stands."""
    found = bare_machine.blocks()
    assert len(found) == 9 and all(said in read("install.md") for said in bare_machine.FILLED_IN)
    assert "KRISEKANAL_BACKUP_DIR=" in found[2] and found[2].startswith("cat >> /etc/krisekanal/settings.env")


def test_every_exit_code_is_documented() -> None:
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.KrisekanalError)
    ]
    assert len(kinds) >= 7
    for kind in kinds:
        assert any(
            line.startswith(f"| {kind.exit_code} |") and f"`{kind.__name__}`" in line
            for line in read("cli.md").splitlines()
        )
    assert all(f"\n| {code} |" in read("cli.md") for code in (0, BROKEN))


def channel_row(platform: Platform) -> str:
    spec = PLATFORMS[platform]
    cells = abilities(spec, [ability for ability in Ability if ability not in DIALOGUE])
    return f"| {platform.value} | {spec.name} | {spec.limit or '–'} | {' | '.join(cells)} |"


def dialogue_row(platform: Platform) -> str:
    spec = PLATFORMS[platform]
    return f"| {platform.value} | {' | '.join(abilities(spec, DIALOGUE))} |"


def abilities(spec: ChannelSpec, asked: Iterable[Ability]) -> list[str]:
    return ["yes" if spec.cannot(ability) is None else str(spec.cannot(ability)) for ability in asked]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_channel_table_is_the_code(platform: Platform) -> None:
    lines = read("channels.md").splitlines()
    assert channel_row(platform) in lines and dialogue_row(platform) in lines


def test_every_flow_and_room_is_in_the_architecture() -> None:
    text = read("architecture.md")
    modules = [p.stem for p in (ROOT / "flows").glob("*.py") if "@flow(" in p.read_text(encoding="utf-8")]
    assert len(modules) >= 6
    assert [name for name in modules if f"flows.{name}" not in text] == []
    assert [
        room for room in ("desk", "flows", "notifiers", "store", "config", "policy", "schemas") if room not in text
    ] == []


@pytest.mark.parametrize("platform", [p for p in PLATFORMS if PLATFORMS[p].limit])
def test_every_limit_has_a_source(platform: Platform) -> None:
    spec = PLATFORMS[platform]
    assert f"\n| {spec.name} {spec.limit:,} | " in read("channels.md")


def test_every_file_the_docs_name_exists() -> None:
    named = {
        name
        for path in DOCS.rglob("*.md")
        for name in re.findall(
            r"`((?:schemas|policy|config|store|notifiers|flows|desk|tests)/[\w/.]+)`", path.read_text(encoding="utf-8")
        )
    }
    assert len(named) >= 10
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


def test_every_place_the_glossary_names_exists() -> None:
    named = [
        line.rsplit("|", 2)[1].strip() for line in read("glossary.md").splitlines() if line.rstrip().endswith("` |")
    ]
    assert len(named) >= 30
    paths = [ROOT / name.strip("`").replace(".", "/") for name in named]
    assert [str(path) for path in paths if not path.is_dir() and not path.with_suffix(".py").exists()] == []


def test_decisions_are_numbered_and_whole() -> None:
    pages = sorted((DOCS / "adr").glob("*.md"))
    numbers = [int(page.name[:4]) for page in pages]
    assert len(pages) >= 18 and sorted(set(numbers)) == numbers
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(page.name[:4])}. ")
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences")), page.name
        assert len(text.splitlines()) <= 60, page.name


def test_what_the_readme_links_to_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = [part.partition(")")[0] for part in text.split("](")[1:]]
    assert [link for link in links if not link.startswith("http") and not (ROOT / link).exists()] == []
