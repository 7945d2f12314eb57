"""`krisekanal doctor`: the house and every channel in one look, nothing published."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.cli.command import answer
from desk.cli.commands.doctor import doctor
from desk.cli.desk import Desk
from schemas.event import EventKind
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
    assert ("error", "Ingen arbeider er i gang, så ingenting blir sendt. Start en: krisekanal up") in found[
        "krisekanal"
    ]
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
        assert code == 0 and ("ok", "1 arbeidere er i gang.") in found["krisekanal"]
        assert found["sms"][0] == ("ok", "Logget inn hos 46elks; 500,00 SEK står igjen.")
        assert any("sperres bare her" in message for _, message in found["sms"]), "what a lock comes to"
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
