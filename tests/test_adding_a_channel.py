"""Adding a channel is a folder and a line: done in a copy of the product, where its own tests must then be content."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "tests" / "example_channel"
COPIED = ("schemas", "policy", "config", "store", "notifiers", "flows", "desk", "tests", "docs")
THE_LINE = '    LOKALRADIO = "lokalradio"\n'
ASKED = (
    "tests/notifiers/lokalradio",
    "tests/notifiers/test_contract.py",
    "tests/notifiers/test_doubt.py",
    "tests/notifiers/test_render.py",
    "tests/test_docs.py",
    "tests/test_channel_names.py",
)
WHICH = "lokalradio or every_plugin_has or every_channel_that or every_folder or every_platform_has"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for room in COPIED:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("example_channel"))
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def add(copy: Path) -> None:
    """The folder, the line, its tests, and its rows in the docs."""
    shutil.copytree(EXAMPLE / "channel", copy / "notifiers/channels/lokalradio")
    names = copy / "schemas/accounts/account.py"
    names.write_text(re.sub(r"(?=    CONSOLE = )", THE_LINE, names.read_text(encoding="utf-8")), encoding="utf-8")
    shutil.copytree(EXAMPLE / "tests", copy / "tests/notifiers/lokalradio")
    (copy / "tests/notifiers/lokalradio/walk.py").rename(copy / "tests/notifiers/lokalradio/test_lokalradio.py")
    page = copy / "docs/channels.md"
    asked = "from tests import test_docs as t; p = t.Platform('lokalradio'); print(t.channel_row(p), t.dialogue_row(p), sep='\\n')"
    rows = python(copy, "-c", asked).stdout
    page.write_text(f"{page.read_text(encoding='utf-8')}\n{rows}\n| Lokalradio 400 | the station\n", encoding="utf-8")


def python(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(words, cwd=copy, env=environment, capture_output=True, text=True, timeout=580)


def test_a_folder_and_a_line_are_all(copy: Path) -> None:
    add(copy)
    done = python(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", WHICH, *ASKED)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    passed = int(re.findall(r"(\d+) passed", done.stdout)[-1])
    assert passed >= 35, done.stdout[-500:]
    assert "skipped" not in done.stdout.splitlines()[-1]


def test_a_line_without_a_folder_is_seen(copy: Path) -> None:
    names = copy / "schemas/accounts/account.py"
    names.write_text(re.sub(r"(?=    CONSOLE = )", THE_LINE, names.read_text(encoding="utf-8")), encoding="utf-8")
    done = python(copy, "-c", "import notifiers.platforms")
    assert "No module named 'notifiers.channels.lokalradio'" in done.stderr
