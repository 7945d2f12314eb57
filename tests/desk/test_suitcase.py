"""The suitcase: two people open its keys and neither alone; `make run` works from it on a machine that has no network at all."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config.machine.settings import PROGRAM
from desk.cli.command import answer
from desk.cli.commands import backup
from desk.cli.commands import suitcase as packed
from desk.cli.desk import Desk
from desk.cli.running import packing, sheets
from schemas.errors import InvalidInput, Refused
from store.backups import two_halves
from tests.cast import MUNICIPALITY
from tests.desk.test_bad_input import folder  # noqa: F401  # a fixture
from tests.fakes import FakeClock
from tests.servers.ports import free_port

FIRST, SECOND = "fire tilfeldige ord til slutt", "helt andre ord i en rekke"
OPTIONS = {"open_": False, "codes": False}


def say_in_turn(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    waiting = list(words)
    monkeypatch.setattr(packed, "one_line", lambda _asked: waiting.pop(0))


def test_each_half_is_nothing_by_itself() -> None:
    files = {"secret.key": b"k" * 44, "archive.key": os.urandom(32)}
    one, other = two_halves.split(files, FIRST, SECOND)
    assert two_halves.join(one, other, FIRST, SECOND) == files
    for words in ((SECOND, FIRST), (FIRST, FIRST), (FIRST, "feil passordsetning")):
        with pytest.raises(InvalidInput):
            two_halves.join(one, other, *words)
    for words in ((FIRST, FIRST), ("kort", SECOND)):
        with pytest.raises(InvalidInput):
            two_halves.split(files, *words)


def test_whom_to_call_is_on_paper() -> None:
    page = sheets.html(MUNICIPALITY, FakeClock()(), "/media/stick", ("ABCD-1234",), "Lars <Loggfører>")
    for words in ("Prøve kommune", "Ola Redaktør", "ola@kk.example", "skole", "Tor Leder", "ABCD-1234", "make run"):
        assert words in page, words
    assert "Lars &lt;Loggfører&gt;" in page and "Nils Sluttet" not in page, "who has left is not called"


def test_wheels_of_another_patch_of_this_python_come_along() -> None:
    """Debian 12 has 3.11.2, and needs one that 3.11.3 does not."""
    locked = (
        "async-timeout==5.0.1 ; python_full_version < '3.11.3'\n"
        "numpy==2.4.6 ; python_full_version < '3.12'\n"
        "brotli==1.2.1 ; platform_python_implementation == 'CPython'\n"
        "rich==14.0.0\n"
    )
    assert packing._of_other_patches(locked) == ["async-timeout==5.0.1"]


def test_only_into_a_new_folder_elsewhere(
    folder: Path,  # noqa: F811  # the fixture
    capsys: pytest.CaptureFixture[str],
) -> None:
    for place in (folder, PROGRAM / "koffert"):
        assert answer(packed.suitcase, Desk("kari"), {"folder": place, **OPTIONS}) == Refused.exit_code
    assert not (PROGRAM / "koffert").exists() and "er ikke tom" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_from_a_machine_to_a_laptop_without_network(
    folder: Path,  # noqa: F811  # the fixture
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode:
        pytest.skip("a machine without network needs a network namespace of its own")
    place, data = tmp_path_factory.mktemp("stick") / "koffert", tmp_path_factory.mktemp("laptop") / "data"
    desk = Desk("kari")
    desk.opened.vault.put(desk.ctx, "kari", "smtp", "krisemail://hemmelig@kk.example")
    say_in_turn(monkeypatch, FIRST, SECOND)
    assert answer(packed.suitcase, Desk("kari"), {"folder": place, **OPTIONS}) == 0, capsys.readouterr().err
    assert {path.name for path in place.iterdir()} >= {"backup.tar.gz", "keys-1.json", "keys-2.json", "sheets.pdf"}
    assert not (place / ".git").exists() and not list(place.rglob("secret.key"))
    _runs_offline(place)
    monkeypatch.setenv("KRISEKANAL_DATA", str(data))
    monkeypatch.delenv("KRISEKANAL_MUNICIPALITY")
    restored = {"file": place / "backup.tar.gz", "drill": False, "database": ""}
    assert answer(backup.restore, Desk("kari"), restored) == 0, capsys.readouterr().err
    say_in_turn(monkeypatch, FIRST, SECOND)
    assert answer(packed.suitcase, Desk(), {"folder": place, **OPTIONS, "open_": True}) == 0
    assert (data / "secret.key").read_bytes() == (folder / "secret.key").read_bytes()
    assert answer(packed.suitcase, Desk(), {"folder": place, **OPTIONS, "open_": True}) == Refused.exit_code


def _runs_offline(place: Path) -> None:
    """`make run` as the sheet says, with no way out of the machine; the shelf is all there is."""
    names = {name: str(free_port()) for name in ("DESK_PORT", "PAGE_PORT")}
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("KRISEKANAL_", "VIRTUAL_ENV"))}
    environment = clean | {f"KRISEKANAL_{name}": value for name, value in names.items()} | {"KRISEKANAL_PREFECT": "off"}
    environment["HOME"] = str(place.parent)
    asked = f"import urllib.request as u; print(u.urlopen('http://127.0.0.1:{names['DESK_PORT']}/health').status)"
    script = (
        "ip link set lo up; ! ip route | grep -q default || exit 9\n"
        f"make run PYTHON={sys.executable} > out.txt 2>&1 &\n"
        f'until "{sys.executable}" -c "{asked}" 2>/dev/null; do kill -0 $! || exit 8; sleep 1; done\n'
        "grep -q municipality.yaml suitcase.mk && kill -TERM $(cat /proc/$!/task/$!/children); wait\n"
    )
    process = subprocess.Popen(
        ["unshare", "-rn", "bash", "-c", script],
        cwd=place,
        env=environment,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=600)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert said.strip() == b"200", (place / "out.txt").read_text()
