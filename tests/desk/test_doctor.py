"""`krisekanal doctor`: the house and every channel in one look, nothing published."""

import json
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from config.machine.settings import SHIPPED, load_settings
from config.pdf import real
from desk.cli.command import answer
from desk.cli.commands import run
from desk.cli.commands.doctor import doctor
from desk.cli.desk import Desk
from desk.cli.running import clock
from policy.evidence import log_heads
from schemas.event import EventKind
from schemas.evidence.log_head import Occasion
from store.evidence import archive_key, head_files, heads
from store.outbox import outbox, workers
from tests.desk.test_bad_input import folder  # noqa: F401  # a fixture
from tests.fakes.sms import FakeElks

pytestmark = pytest.mark.usefixtures("folder")


def looked(capsys: pytest.CaptureFixture[str], desk: Desk) -> tuple[int, dict[str, list[tuple[str, str]]]]:
    """Exit code, and (level, message) by what it is about."""
    code = answer(doctor, desk, {})
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        found.setdefault(row["about"], []).append((row["level"], row["message"]))
    return code, found


def test_a_house_without_a_worker_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = looked(capsys, Desk(None, as_json=True))
    assert code == 7
    level, message = next(row for row in found["krisekanal"] if row[1].startswith("Ingen arbeider er i gang på "))
    assert level == "error" and str(load_settings().data) in message, "which folder is meant"
    assert found["facebook"][0][0] == "warning" and "secret:" in found["facebook"][0][1]
    assert "error" not in {level for level, _ in found["side"]}


def test_fake_every_connected_channel_is_asked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    town = tmp_path / "town.yaml"
    line = '  - {id: sms, platform: sms, handle: S, unit: info, opened: 2026-01-01, secret: sms, recipients: ["+4791111100"]}\n'
    town.write_text(town.read_text().replace("templates:\n", line + "templates:\n", 1))
    with FakeElks() as fake:
        desk = Desk("kari", as_json=True)
        workers.sign_in(desk.ctx, "plain")
        desk.opened.vault.put(desk.ctx, "kari", "sms", fake.url)
        code, found = looked(capsys, desk)
        assert code == 0 and ("ok", "Arbeidere i gang: 1.") in found["krisekanal"]
        assert found["sms"][0] == ("ok", "Logget inn hos 46elks; 500,00 SEK står igjen.")
        assert any("sperres bare her" in message for _, message in found["sms"]), "what a lock comes to"
        assert any(level == "warning" and "`rate:`" in message for level, message in found["sms"])
        fake.balance = 0
        code, found = looked(capsys, desk)
        assert code == 7 and found["sms"][0][0] == "error"
        assert fake.sent == [], "nothing is published"


def test_work_that_waits_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk("kari", as_json=True)
    workers.sign_in(desk.ctx, "plain")
    with desk.ctx.write() as session:
        due = desk.ctx.clock() - timedelta(minutes=5)
        outbox.emit(session, desk.ctx, EventKind.TOKENS_DUE, {"day": "x"}, due_at=due)
    _, found = looked(capsys, desk)
    assert ("warning", "Arbeid har ventet i 5 minutter. Se i loggene til arbeiderne.") in found["krisekanal"]


def told_of_the_log(capsys: pytest.CaptureFixture[str], desk: Desk) -> list[tuple[str, str]]:
    _, found = looked(capsys, desk)
    about = ("bevist loggen", "loggkvittering", "Loggen er skrevet om")
    return [(level, message) for level, message in found["krisekanal"] if any(word in message for word in about)]


def test_how_old_the_newest_head_outside_is(capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk("kari", as_json=True)
    started = desk.ctx.clock()
    assert told_of_the_log(capsys, desk) == []
    desk.ctx = replace(desk.ctx, clock=lambda: started + timedelta(minutes=121))
    assert [level for level, _ in told_of_the_log(capsys, desk)] == ["warning"], "two hours, and nothing outside"
    head = heads.take(desk.ctx, desk.settings.key_file, Occasion.REGULAR)
    assert head is not None
    head_files.write(desk.settings.public_dir, head)
    desk.ctx = replace(desk.ctx, clock=lambda: started + timedelta(minutes=121 + 90))
    line = f"Den nyeste loggkvitteringen utenfor er 90 minutter gammel: linje {head.sequence}."
    assert told_of_the_log(capsys, desk) == [("ok", line)], "nothing has happened since"


def test_a_log_that_is_not_what_lies_outside(capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk("kari", as_json=True)
    head = heads.take(desk.ctx, desk.settings.key_file, Occasion.REGULAR)
    assert head is not None
    key, _ = archive_key.open_key(desk.settings.key_file)
    other = log_heads.made(head.model_copy(update={"hash": "0" * 64}), key.sign)
    head_files.write(desk.settings.public_dir, other)
    code, _ = looked(capsys, desk)
    assert code == 7 and ("error", True) in [(level, "skrevet om" in m) for level, m in told_of_the_log(capsys, desk)]
    desk.settings.key_file.with_name("archive.key").write_bytes(b"short")
    assert any(level == "error" and "archive.key" in m for level, m in looked(capsys, desk)[1]["krisekanal"])


def test_which_line_of_the_municipality_file_is_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    town = tmp_path / "town.yaml"
    town.write_text(before := town.read_text().replace("leader: liv", "leader: liw"))
    line = next(n for n, words in enumerate(before.splitlines(), start=1) if "leader: liw" in words)
    code, found = looked(capsys, Desk("kari", as_json=True))
    assert code == 5 and set(found) == {"krisekanal"}
    assert any(f"{town}, linje {line}: " in message for level, message in found["krisekanal"] if level == "error")
    assert "beholder den forrige" in found["krisekanal"][-1][1]


def test_a_wrong_setting_is_the_command_s_own_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KRISEKANAL_LOG_HEAD_MINUTES", "0")
    assert answer(doctor, Desk("kari", as_json=True), {}) == 5
    assert "KRISEKANAL_LOG_HEAD_MINUTES" in capsys.readouterr().err


def test_what_would_only_be_missed_on_the_worst_day(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KRISEKANAL_PDF", "weasyprint")
    monkeypatch.setattr(real, "can_draw", lambda: False)
    said = [message for _, message in looked(capsys, Desk(None, as_json=True))[1]["krisekanal"]]
    assert any("Pango mangler" in message and "apt-get install libpango" in message for message in said)
    assert not any("når ingen" in message for message in said), "here they go by mail"
    monkeypatch.setenv("KRISEKANAL_MUNICIPALITY", str(SHIPPED))
    run._lacking(Desk())
    words = " ".join(capsys.readouterr().err.split())
    assert "apt-get install libpango" in words and "går til skjerm, en fil" in words, "at the start, too"


def test_libraries_are_looked_for_where_they_would_be_used() -> None:
    assert real.can_draw(()) and not real.can_draw(("libingen-1.0.so.0",))


def test_a_clock_that_was_set_back_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "kept_right", lambda: False)
    desk = Desk("kari", as_json=True)
    started = desk.ctx.clock()
    desk.ctx = replace(desk.ctx, clock=lambda: started - timedelta(hours=2))
    code, found = looked(capsys, desk)
    told = [(level, message) for level, message in found["krisekanal"] if "timedatectl set-ntp" in message]
    assert code == 7 and [level for level, _ in told] == ["error", "warning"]
    assert "120 minutter etter" in told[0][1]


def test_the_kernel_is_asked_about_the_clock_and_nothing_is_changed() -> None:
    assert clock.kept_right() in (True, False, None)


def test_whether_the_page_to_sign_up_answers(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fake page of the same name: whoever asks without it is told that this is no page, as the real one does."""

    def told() -> list[tuple[str, str]]:
        desk = Desk(None, as_json=True)
        return [row for row in looked(capsys, desk)[1]["krisekanal"] if "påmeldingssiden" in row[1]]

    assert told() == [], "there is none to ask for"
    with ThreadingHTTPServer(("127.0.0.1", 0), _SignUpPage) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("KRISEKANAL_SIGNUP_PORT", str(server.server_port))
        monkeypatch.setenv("KRISEKANAL_SIGNUP_URL", f"https://{_SignUpPage.host}")
        assert told() == [("ok", f"Svarer på port {server.server_port}: påmeldingssiden.")]
        server.shutdown()
    ((level, message),) = told()
    assert level == "warning" and f"Svarer ikke på port {server.server_port} " in message


class _SignUpPage(BaseHTTPRequestHandler):
    host = "varsling.kk.example"

    def do_GET(self) -> None:
        self.send_response(200 if self.headers["host"] == self.host else 400)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""
