"""`krisekanal service install`: units that systemd takes, a user of their own, and settings that nobody writes over."""

import os
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

from config.language import texts
from config.machine import settings_file
from config.machine.settings import Settings
from desk.cli.command import answer
from desk.cli.commands import service
from desk.cli.desk import Desk
from desk.cli.running import service_files
from desk.cli.running.programs import programs
from schemas.errors import Refused


@pytest.fixture(autouse=True)
def norwegian() -> None:
    texts.use("nb")


def install(root: Path, *, prefect: bool = True) -> dict[str, ConfigParser]:
    assert answer(service.install, Desk(), {"prefix": root, "prefect": prefect}) == 0
    found = {}
    for path in sorted((root / service_files.UNITS).iterdir()):
        unit = ConfigParser(strict=False, interpolation=None)
        unit.optionxform = str  # type: ignore[assignment,method-assign]  # systemd knows capitals
        unit.read_string(path.read_text(encoding="utf-8"))
        found[path.name] = unit
    return found


def test_a_unit_for_each_program_that_up_starts(tmp_path: Path) -> None:
    units = install(tmp_path)
    settings = Settings.model_validate({"data": tmp_path, "prefect": "on"})
    started = {program.arguments[1] for program in programs(settings, prefect=True)}
    ran = {
        u["Service"]["ExecStart"].rpartition(" -m ")[2]
        for n, u in units.items()
        if n.endswith(".service") and " -m " in u["Service"]["ExecStart"]
    }
    assert ran == started
    for name, unit in units.items():
        if name.endswith(".service"):
            assert unit["Service"]["User"] == "krisekanal" and unit["Service"]["ProtectSystem"] == "strict"
            assert os.access(unit["Service"]["ExecStart"].split()[0], os.X_OK)
    place = tmp_path / "asked" / settings_file.OF_THE_MACHINE.relative_to("/")
    place.parent.mkdir(parents=True)
    place.write_text("KRISEKANAL_SIGNUP_URL=https://varsling.kk.example\n")
    assert set(install(tmp_path / "asked")) - set(units) == {"krisekanal-signup.service"}
    asked = Settings.model_validate({"data": tmp_path, "prefect": "on", "signup_url": "https://varsling.kk.example"})
    assert {program.arguments[1] for program in programs(asked, prefect=True)} - started == {"desk.signup.server"}
    without = install(tmp_path / "without", prefect=False)
    assert not {"krisekanal-prefect.service", "krisekanal-schedules.service"} & set(without)


def test_systemd_takes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    units = install(tmp_path)
    said = capsys.readouterr().out
    judge = shutil.which("systemd-analyze")
    if judge is None:
        assert "exposure" not in said and "utsatt" not in said
        return
    paths = [str(tmp_path / service_files.UNITS / name) for name in units]
    done = subprocess.run([judge, "verify", "--man=no", *paths], capture_output=True, text=True, timeout=120)
    ours = [line for line in done.stderr.splitlines() if "krisekanal" in line]
    assert (done.returncode, ours) == (0, [])
    scores = [float(line.split()[-3].replace(",", ".")) for line in said.splitlines() if line.startswith("krisekanal-")]
    assert len(scores) == 6 and max(scores) < 2.5


def test_settings_have_one_place_and_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path)
    place = tmp_path / settings_file.OF_THE_MACHINE.relative_to("/")
    assert place.stat().st_mode & 0o777 == 0o640
    assert "KRISEKANAL_DATA=/var/lib/krisekanal" in place.read_text()
    said = "KRISEKANAL_DATA=/srv/krise\nKRISEKANAL_BACKUP_DIR=/mnt/kopier\nKRISEKANAL_MIRROR=web2:/var/www\n"
    place.write_text(said)
    install(tmp_path)
    assert place.read_text() == said
    unit = (tmp_path / service_files.UNITS / "krisekanal-desk.service").read_text()
    assert "\nReadWritePaths=/srv/krise /var/www/krisekanal -/mnt/kopier\n" in unit, (
        "where the settings say, and nowhere else"
    )
    assert f"EnvironmentFile={settings_file.OF_THE_MACHINE}\n" in unit and "\nEnvironment=" not in unit


def test_where_it_may_not_write_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "etc").write_text("a file")
    assert answer(service.install, Desk(), {"prefix": tmp_path, "prefect": True}) == Refused.exit_code
    assert "Kjør den som root" in capsys.readouterr().err
