"""`krisekanal init`: what it writes is right at once, whatever it was told; `demo`: a whole crisis without a password."""

import json
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from config.language import texts
from config.machine.settings import PREFIX, load_settings
from config.town.municipality import load_municipality
from config.town.new_town import municipality_file
from desk.cli.command import answer
from desk.cli.commands import init
from desk.cli.desk import Desk
from notifiers.platforms import PLATFORMS
from schemas.accounts.account import Platform
from schemas.errors import InvalidInput, Refused
from schemas.identity.person import Role
from schemas.new_town import Named, NewAccount, NewTown, NewUnit

TOLD: dict[str, Any] = {
    "name": "Verdal kommune",
    "number": "5038",
    "homepage": "https://www.verdal.kommune.no",
    "chief": "Åse Rå <ase@verdal.example>",
    "editor": ["Ola Red <ola@verdal.example>", "Ola Dør <ola.dor@verdal.example>"],
    "unit": ["Helse og omsorg: Ola Red <ola@verdal.example>", "Teknisk: Per Dør <per@verdal.example>"],
    "account": ["facebook: Verdal kommune", "x: @verdal", "x: @verdalkrise"],
    "log_keeper": None,
    "operator": "It Vakt <it@verdal.example>",
    "answers": None,
    "zones": None,
}


@pytest.fixture(autouse=True)
def norwegian(monkeypatch: pytest.MonkeyPatch) -> None:
    texts.use("nb")
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def told(folder: Path, **other: Any) -> int:
    return answer(init.init, Desk(), {"folder": folder, **TOLD, **other})


def test_residents_are_answered_from_the_first_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In words of nobody else's town; without an agreed answer no message that only we can read could be answered."""
    folder = tmp_path / "krise"
    monkeypatch.setenv("COLUMNS", "40")
    told(folder)
    rules = load_municipality(folder / "municipality.yaml", PLATFORMS).dialogue
    assert [one.id for one in rules.templates] == [
        "takk",
        "takk-lett",
        "takk-formell",
        "svar",
        "undersoker",
        "henvendelse",
        "henvendelse-formell",
        "politisk",
        "rettelse",
    ]
    assert (
        rules.casework and rules.political and rules.wrong and rules.enquiries and rules.recommends == "kommunedirektør"
    )
    written = rules.model_dump_json().lower()
    assert "stjørdal" not in written and "stjordal" not in written and "rådmann" not in written


def test_what_it_writes_is_right_and_commented(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "krise"
    monkeypatch.setenv("COLUMNS", "40")
    assert told(folder) == 0
    said = capsys.readouterr().out.splitlines()
    assert f"Laget: {folder}/municipality.yaml" in said, "a path is whole on its line"
    monkeypatch.setenv("KRISEKANAL_SETTINGS", str(folder / "settings.env"))
    with monkeypatch.context() as process:
        process.setattr(os, "environ", dict(os.environ))
        settings = load_settings()
    assert settings.data == folder and settings.municipality == folder / "municipality.yaml"
    town = load_municipality(settings.municipality, PLATFORMS)
    assert town.organisation.name == "Verdal kommune" and town.organisation.sender == "www.verdal.kommune.no"
    assert [(p.id, p.roles) for p in town.people] == [
        ("ase", (Role.CHIEF_EXECUTIVE,)),
        ("ola", (Role.EDITOR, Role.UNIT_LEADER)),
        ("ola-2", (Role.EDITOR,)),
        ("per", (Role.UNIT_LEADER,)),
        ("it", (Role.EMPLOYEE,)),
    ]
    assert [a.id for a in town.accounts] == ["facebook", "x", "x-2", "kriseside", "skjerm"]
    assert town.staff == ("ase", "ola", "ola-2") and town.operators == ("it",)
    text = settings.municipality.read_text(encoding="utf-8")
    assert "tjørdal" not in text and "Verdal kommune sier fra her når vannet er trygt igjen." in text
    assert folder.stat().st_mode & 0o777 == 0o700


def test_its_layers_are_an_example_that_works(tmp_path: Path) -> None:
    """Comments, so that no file is asked for from the first day; without their signs, and with the files, zones."""
    path, north = tmp_path / "krise" / "municipality.yaml", [[11.4, 63.7], [11.5, 63.7], [11.5, 63.8], [11.4, 63.7]]
    assert told(path.parent) == 0
    assert load_municipality(path, PLATFORMS).layers == ()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("# layers:\n#   -", "layers:\n  -").replace("\n#   - {id: vei", "\n  - {id: vei"))
    for name, said, geometry in (
        ("vannsoner", {"sone": "Leksdalsvatnet"}, {"type": "Polygon", "coordinates": [north]}),
        ("veier", {"vegnavn": "Jernbanegata"}, {"type": "LineString", "coordinates": north[:2]}),
    ):
        features = [{"type": "Feature", "properties": said, "geometry": geometry}]
        collection = {"type": "FeatureCollection", "features": features}
        path.with_name(f"{name}.geojson").write_text(json.dumps(collection), encoding="utf-8")
    town = load_municipality(path, PLATFORMS)
    assert [(zone.id, zone.layer) for zone in town.zones] == [
        ("vann-leksdalsvatnet", "Vannsoner"),
        ("vei-jernbanegata", "Veier"),
    ]


def test_nothing_is_written_over_and_a_slip_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(tmp_path / "a", number="538", editor=["Bare en <en@verdal.example>"]) == InvalidInput.exit_code
    wrong = capsys.readouterr().err
    assert "fire sifre" in wrong and "minst to: --editor" in wrong and not (tmp_path / "a").exists()
    assert told(tmp_path / "b", name=None) == InvalidInput.exit_code
    assert "Mangler: Kommunens navn" in capsys.readouterr().err
    assert told(tmp_path / "c") == 0
    assert told(tmp_path / "c") == Refused.exit_code


def test_answers_and_areas_come_from_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [f"{name}: {value}" for name, value in TOLD.items() if isinstance(value, str)]
    lines += [f"{name}: {each}" for name in ("unit", "account") for each in TOLD[name]]
    lines += ["# to som godkjenner", "editor:", *(f'  - "{each}"' for each in TOLD["editor"]), ""]
    (tmp_path / "svar.txt").write_text("\n".join(lines))
    square = {"type": "Polygon", "coordinates": [[[11.4, 63.7], [11.5, 63.7], [11.5, 63.8], [11.4, 63.7]]]}
    (tmp_path / "soner").mkdir()
    feature = {"type": "Feature", "properties": {"navn": "Ørmelen og sør"}, "geometry": square}
    (tmp_path / "soner" / "Ørmelen.geojson").write_text(json.dumps(feature))
    (tmp_path / "soner" / "outline.geojson").write_text(json.dumps(square))
    nothing = dict.fromkeys(TOLD) | {"answers": tmp_path / "svar.txt", "zones": tmp_path / "soner"}
    assert told(tmp_path / "krise", **nothing) == 0, capsys.readouterr().err
    town = load_municipality(tmp_path / "krise" / "municipality.yaml", PLATFORMS)
    assert (town.organisation.name, len(town.people)) == ("Verdal kommune", 5) and town.outline is not None
    assert [(zone.id, zone.name) for zone in town.zones] == [("ormelen", "Ørmelen og sør")]
    (tmp_path / "svar.txt").write_text("navn: Verdal\n")
    assert told(tmp_path / "b", **nothing) == InvalidInput.exit_code
    assert "navn" in capsys.readouterr().err
    (tmp_path / "soner" / "halv.geojson").write_text("{")
    (tmp_path / "svar.txt").write_text("\n".join(lines))
    assert told(tmp_path / "b", **nothing) == InvalidInput.exit_code
    assert "halv.geojson" in capsys.readouterr().err and not (tmp_path / "b").exists()


def test_a_machine_that_has_settings_for_the_folder_gets_no_second_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "machine.env").write_text(f"KRISEKANAL_DATA={tmp_path}/krise\n")
    monkeypatch.setenv("KRISEKANAL_SETTINGS", str(tmp_path / "machine.env"))
    assert told(tmp_path / "krise") == 0
    assert "export" not in capsys.readouterr().out and not (tmp_path / "krise" / "settings.env").exists()


def test_at_a_terminal_it_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    answers = iter(["Verdal kommune", "", "en", "", "to", ""])
    asked = init._Asked(lambda _question: next(answers))
    assert asked.one(None, init._WHO) == "Verdal kommune"
    assert asked.many(None, init._WHO, 2) == ["en", "to"], "an empty line ends it only when there are enough"


_WORDS = st.text(min_size=1, max_size=40).filter(lambda text: text.strip() and text.isprintable())


_NAMES = st.text(st.characters(categories=("Lu", "Ll"), include_characters=" .'-"), min_size=1, max_size=40)


@settings(deadline=None)
@example(" A", "0", "0", Platform.FACEBOOK)
@given(_NAMES.filter(str.strip), _WORDS, _WORDS, st.sampled_from(Platform))
def test_any_words_make_a_file_that_can_be_read(name: str, words: str, handle: str, platform: Platform) -> None:
    ola, ida = (Named(name=f"{words} {who}", email=f"{who}@kk.example") for who in ("Ola", "Ida"))
    town = NewTown(
        name=name,
        number="5038",
        homepage="https://kk.example",
        chief_executive=ola,
        editors=(ola, ida),
        units=(NewUnit(name=words, leader=ida),),
        accounts=(NewAccount(platform=platform, handle=handle),),
    )
    found = YAML(typ="safe").load(municipality_file(town, date(2026, 11, 28)))
    assert found["organisation"]["name"] == name and found["accounts"][0]["handle"] == handle
    assert found["people"][0]["name"] == f"{words} Ola" and found["units"][0]["name"] == words
    assert len(found["templates"]) > 10


@pytest.mark.slow
def test_a_whole_crisis_is_seen_without_a_password(tmp_path: Path) -> None:
    """As a newcomer: one command, the shipped file, every account of it, those that want a picture or a film, too, and SMS."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    demo = subprocess.Popen(
        [sys.executable, "-m", "desk.cli.main", "demo"],
        env=clean | {"KRISEKANAL_LANG": "en", "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said: list[str] = []
    assert demo.stdout is not None
    for line in demo.stdout:
        said.append(line)
        if "The crisis is over" in line:
            break
    demo.send_signal(signal.SIGINT)
    assert demo.wait(120) == 0, "".join(said)
    accounts = {line.split(":")[0].strip() for line in said if "-ovelse:" in line}
    assert {
        f"{name}-ovelse"
        for name in (
            "facebook",
            "linkedin",
            "x",
            "blogger",
            "hjemmeside",
            "kriseside",
            "epost",
            "sms",
            "flickr",
            "youtube",
        )
    } <= accounts
    assert not any(tmp_path.glob("krisekanal-demo-*/prefect"))
