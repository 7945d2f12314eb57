"""Line 11: what another user of the machine gets at, what a stranger gets at the public page, and a log that fills the disk."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from config.machine.own_folder import keep_to_ourselves, out_of_reach, too_open
from config.machine.settings import Settings
from desk import page
from desk.cli.running import rotation
from notifiers.channels.public_page.disk import replace_all, sole_writer
from schemas.errors import ConfigInvalid
from tests.journeys.town import eventually
from tests.servers.ports import free_port

OTHERS = 0o077
PROGRAMS = (
    "flows.runtime.worker",
    "desk.server",
    "desk.page",
    "flows.schedules",
    "flows.runtime.prefect_server",
    "desk.signup.server",
)


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """The umask of this process is as before when the test ends."""
    before = os.umask(0o022)
    yield Settings(data=tmp_path / "data", prefect="off")
    os.umask(before)


@pytest.fixture
def public(settings: Settings) -> Path:
    folder = settings.public_dir
    (folder / "m" / "m1").mkdir(parents=True)
    (folder / "cap").mkdir()
    (folder / "index.html").write_text("<p>Kok vannet</p>", encoding="utf-8")
    (folder / "feed.atom").write_text("<feed/>", encoding="utf-8")
    (folder / "cap" / "a.xml").write_text("<alert/>", encoding="utf-8")
    return folder


@pytest.fixture
def stranger(settings: Settings, public: Path) -> TestClient:
    return TestClient(page.app(settings), base_url="http://127.0.0.1")


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_another_user_reads_the_key_database_files_and_log(settings: Settings) -> None:
    """A folder of a version before this one, made with everybody's rights, is ours alone from the next start on."""
    settings.data.mkdir(mode=0o755)
    settings.data.chmod(0o755)
    assert too_open(settings) == [settings.data]
    keep_to_ourselves(settings)
    assert mode(settings.data) == 0o700 and too_open(settings) == []
    (settings.data / "media").mkdir()
    (settings.data / "krisekanal.log").write_text("", encoding="utf-8")
    assert [mode(p) & OTHERS for p in (settings.data / "media", settings.data / "krisekanal.log")] == [0, 0]


def test_another_user_reads_a_key_that_lies_elsewhere(tmp_path: Path, settings: Settings) -> None:
    key = tmp_path / "elsewhere.key"
    key.write_bytes(b"x")
    key.chmod(0o644)
    assert too_open(settings.model_copy(update={"key_file": key})) == [key]


def test_the_folder_is_somebody_else_s(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.data.mkdir()
    settings.data.chmod(0o755)

    def not_ours(_path: Path, _mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", not_ours)
    with pytest.raises(ConfigInvalid, match="chmod 700"):
        keep_to_ourselves(settings)


@pytest.mark.slow
@pytest.mark.parametrize("module", PROGRAMS)
def test_another_user_reads_what_a_program_makes(module: str, tmp_path: Path) -> None:
    """Every program, started by somebody whose files are everybody's: its data folder is shut before it does anything else."""
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o755)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KRISEKANAL_")}
    ports = {f"KRISEKANAL_{name}_PORT": str(free_port()) for name in ("DESK", "PAGE", "PREFECT")}
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        env=clean | ports | {"KRISEKANAL_DATA": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: os.umask(0o022) and None,
    )
    try:
        eventually(lambda: mode(data) == 0o700)
    finally:
        process.kill()
        process.wait()


def test_the_web_server_of_another_user_reads_the_page_and_only_that(settings: Settings, tmp_path: Path) -> None:
    """Whatever our own files are made with; nothing of ours begins with a dot there once a writer is done."""
    root = tmp_path / "www"
    keep_to_ourselves(settings)
    with sole_writer(root):
        replace_all({root / "index.html": b"x", root / "m" / "m1.html": b"x"})
    assert {p.name: mode(p) for p in root.rglob("*")} == {"index.html": 0o644, "m": 0o755, "m1.html": 0o644}
    assert mode(root) == 0o755
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o700)
    assert out_of_reach(settings.model_copy(update={"public_dir": shut / "www"})) in (shut, *shut.parents)
    assert out_of_reach(settings) is None, "in the data folder our own program alone shows it"


def test_the_lists_of_folders(stranger: TestClient) -> None:
    assert [stranger.get(path).status_code for path in ("/m/", "/cap/", "/m", "/entries/")] == [404, 404, 404, 404]


@pytest.mark.parametrize(
    "name",
    [".lock", ".index.html.tmp", "m/.hidden", "index.html.new", ".git/config", "cap/a.xml.tmp", "..%2fsecret.key"],
)
def test_files_that_are_not_for_the_public(stranger: TestClient, public: Path, name: str) -> None:
    path = public / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("hemmelig", encoding="utf-8")
    answer = stranger.get(f"/{name}")
    assert answer.status_code == 404 and "hemmelig" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.key",
        "/%2e%2e/secret.key",
        "/m/../../secret.key",
        "/..%2fsecret.key",
        "/link",
        "/%00",
        "/" + "a" * 5000,
    ],
)
def test_the_key_beside_the_page(stranger: TestClient, public: Path, path: str) -> None:
    (public.parent / "secret.key").write_text("hemmelig", encoding="utf-8")
    (public / "link").symlink_to(public.parent / "secret.key")
    answer = stranger.get(path)
    assert answer.status_code == 404 and "hemmelig" not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_other_methods_than_reading(stranger: TestClient, method: str) -> None:
    assert stranger.request(method, "/index.html", content=b"x").status_code == 405


def test_the_page_as_a_reader_gets_it(stranger: TestClient) -> None:
    """Every answer has its own policy; feeds and alerts are what they are; what has not changed is not sent again."""
    found = {path: stranger.get(path) for path in ("/", "/feed.atom", "/cap/a.xml", "/borte")}
    assert [answer.status_code for answer in found.values()] == [200, 200, 200, 404]
    for answer in found.values():
        assert "script-src" not in answer.headers["content-security-policy"]
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["x-content-type-options"] == "nosniff" and "server" not in answer.headers
    kinds = [found[path].headers["content-type"] for path in ("/", "/feed.atom", "/cap/a.xml")]
    assert kinds == ["text/html; charset=utf-8", "application/atom+xml", "application/cap+xml"]
    again = stranger.get("/", headers={"If-None-Match": found["/"].headers["etag"]})
    assert again.status_code == 304 and stranger.head("/").status_code == 200


def test_the_policy_is_that_of_the_web_server_in_front() -> None:
    example = Path(__file__).parents[2] / "docs" / "examples" / "nginx.conf"
    assert page.CSP in example.read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_page_is_served_by_its_program(settings: Settings, public: Path) -> None:
    port = free_port()
    ours = {"KRISEKANAL_DATA": str(settings.data), "KRISEKANAL_PAGE_PORT": str(port), "KRISEKANAL_PREFECT": "off"}
    process = subprocess.Popen([sys.executable, "-m", "desk.page"], env=os.environ | ours)

    def served() -> bool:
        try:
            return "Kok vannet" in httpx.get(f"http://127.0.0.1:{port}/").text
        except httpx.HTTPError:
            return False

    try:
        eventually(served)
    finally:
        process.terminate()
        assert process.wait(120) in (0, -15)


def test_a_log_that_fills_the_disk(tmp_path: Path) -> None:
    """It has a bound, and whoever holds it open goes on writing."""
    log = tmp_path / "krisekanal.log"
    with log.open("ab", buffering=0) as program:
        for number in range(40):
            program.write(f"{number:09}\n".encode())
            rotate = rotation.rotate(log, largest=50, kept=3)
            assert rotate == (number % 5 == 4)
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == ["krisekanal.log", "krisekanal.log.1", "krisekanal.log.2", "krisekanal.log.3"]
    assert log.stat().st_size == 0 and (tmp_path / "krisekanal.log.1").read_text().startswith("000000035")


def test_a_log_on_a_disk_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No room for the copy: the log is begun anew all the same."""

    def no_room(*_paths: Path) -> None:
        raise OSError(28, "No space left on device")

    log = tmp_path / "krisekanal.log"
    log.write_bytes(b"x" * 100)
    monkeypatch.setattr("desk.cli.running.rotation.shutil.copyfile", no_room)
    assert rotation.rotate(log, largest=50, kept=3) and log.stat().st_size == 0
