"""Scenario files: the ready ones are good, and a mistake is told with its line and what to write instead."""

from pathlib import Path
from textwrap import dedent

import pytest

from config.language.texts import read
from config.machine.settings import SHIPPED as STJORDAL
from config.reading import scenario_library
from config.town.municipality import load_municipality
from config.town.read_scenario import find, load
from notifiers.platforms import PLATFORMS
from schemas.drafts.content import MessageKind
from schemas.errors import ConfigInvalid, NotFound, Problem
from schemas.exercises.scenario import ExerciseType, InjectKind, Scenario
from tests.config.good_file import line_of

TOWN = load_municipality(STJORDAL, PLATFORMS)
READY = {name: load(path, TOWN) for name, path in scenario_library.files((scenario_library.SHIPPED,)).items()}
GOOD = dedent("""\
    id: flom
    name: Flom
    type: full
    title: Flom i Hegra
    what: Elva stiger
    where: Hegra
    template: flom
    fields:
      what: Elva stiger
    injects:
      - id: ring
        at: 60
        kind: phone_call
        text: Hvor skal vi gå?
      - id: kanal
        at: 120
        kind: channel_fails
        text: Nede
        account: facebook
    expected:
      - id: svart
        what: Noen svarte
        within: 60
        after: ring
    target_groups: [innbyggere]
    """)


def problems(folder: Path, text: str) -> tuple[Problem, ...]:
    path = folder / "flom.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigInvalid) as caught:
        load(path, TOWN)
    return caught.value.problems


def test_the_good_file_is_good(tmp_path: Path) -> None:
    (tmp_path / "flom.yaml").write_text(GOOD, encoding="utf-8")
    assert load(tmp_path / "flom.yaml", TOWN).injects[1].lasts == 600


CASES = [
    ("id: flom", "id: storm", "id: storm", "id", "A scenario has the name of its file. Write id: flom."),
    (
        "type: full",
        "type: fulle",
        "type",
        "type",
        "type cannot be fulle. Write one of: notification, table_top, functional, full.",
    ),
    (
        "kind: phone_call",
        "kind: call",
        "kind: call",
        "injects[0].kind",
        "kind cannot be call. Write one of: phone_call, journalist, comments, angry_thread, rumour, channel_fails, editor_silent, "
        "directory_down, leader_posts.",
    ),
    (
        "at: 60",
        "at: 9000",
        "at: 9000",
        "injects[0].at",
        "This comes after the exercise has ended (7200 seconds). Let it come sooner, or raise `lasts`.",
    ),
    ("at: 60", "at: -1", "at: -1", "injects[0].at", "at must be at least 0."),
    (
        "id: kanal",
        "id: ring",
        "- id: ring\n    at: 120",
        "injects[1].id",
        "The id ring is already used on line 11. Choose another.",
    ),
    ("after: ring", "after: rin", "after", "expected[0].after", "There is no inject rin. Did you mean ring?"),
    (
        "account: facebook",
        "account: fjasbok",
        "account",
        "injects[1].account",
        "There is no account fjasbok. Did you mean facebook?",
    ),
    (
        "text: Hvor skal vi gå?",
        "text: Hei\n    account: facebook",
        "account",
        "injects[0].account",
        "Only comments, angry_thread, rumour, channel_fails, leader_posts concern an account. Remove it.",
    ),
    (
        "text: Hvor skal vi gå?",
        "text: Hei\n    says: [Hallo]",
        "says",
        "injects[0].says",
        "Only in comments, angry_thread, rumour do residents write. Remove it.",
    ),
    (
        "template: flom",
        "template: flo",
        "template",
        "template",
        "There is no template flo in the file. Did you mean flom?",
    ),
    (
        "  what: Elva stiger\ninjects",
        "  wat: Elva stiger\ninjects",
        "  wat",
        "fields.wat",
        "The template does not ask for wat. Did you mean what?",
    ),
    (
        "[innbyggere]",
        "[innbyggar]",
        "target_groups",
        "target_groups[0]",
        "There is no target group innbyggar. Did you mean innbyggere?",
    ),
    ("name: Flom\n", "name: Flom\nnaem: Flom\n", "naem", "naem", "naem is not a known key. Did you mean name?"),
    ("where: Hegra\n", "", "id: flom", "where", "where is missing. Add it."),
    (
        "text: Nede",
        "text: Nede\n    token: hunter2",
        "token",
        "injects[1].token",
        "This looks like a secret. Store it with `krisekanal secret set NAME` and write `secret: NAME`.",
    ),
]


@pytest.mark.parametrize(("old", "new", "mark", "where", "sentence"), CASES)
def test_a_mistake_is_told_once_with_its_line(
    tmp_path: Path, old: str, new: str, mark: str, where: str, sentence: str
) -> None:
    assert GOOD.count(old) == 1, old
    text = GOOD.replace(old, new)
    (found,) = problems(tmp_path, text)
    assert (found.where, found.line, str(found.sentence)) == (where, line_of(text, mark), sentence)
    assert read(found.sentence, "nb") != sentence


def test_there_are_eight_ready_ones_and_every_type_and_inject_is_among_them() -> None:
    assert sorted(READY) == ["dataangrep", "flom", "kokevarsel", "kvikkleire", "pliv", "savnet", "storm", "strombrudd"]
    assert {found.type for found in READY.values()} == set(ExerciseType)
    assert {inject.kind for found in READY.values() for inject in found.injects} == set(InjectKind)


@pytest.mark.parametrize("found", READY.values(), ids=READY.keys())
def test_a_ready_one_is_worth_playing(found: Scenario) -> None:
    """A story, enough to do, limits that can be kept, and a template for the event."""
    assert len(found.story.split()) > 30 and len(found.injects) >= 3 and len(found.expected) >= 5
    assert sum(1 for wanted in found.expected if wanted.milestone) >= 3
    template = TOWN.template(found.template or "")
    assert template is not None and template.kind is MessageKind.MESSAGE
    at = {inject.id: inject.at for inject in found.injects}
    assert all(at.get(wanted.after or "", 0) + wanted.within <= found.lasts for wanted in found.expected)
    assert list(at.values()) == sorted(at.values())


def test_the_municipality_s_own_comes_first(tmp_path: Path) -> None:
    own = tmp_path / "scenarios"
    own.mkdir()
    (own / "flom.yaml").write_text(GOOD, encoding="utf-8")
    places = scenario_library.folders(tmp_path / "kommune.yaml")
    assert find(places, "flom", TOWN).title == "Flom i Hegra"
    assert find(places, "storm", TOWN).type is ExerciseType.NOTIFICATION
    with pytest.raises(NotFound, match="Did you mean storm"):
        find(places, "strom", TOWN)
