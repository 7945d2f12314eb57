"""The rest of the product with this channel in it: municipality file, vault, channel list, doctor, preview."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.town.municipality import load_municipality
from desk.cli.command import answer
from desk.cli.commands import channel
from desk.cli.commands.doctor import doctor
from desk.cli.desk import Desk
from notifiers.platforms import PLATFORMS
from schemas.accounts.account import Account
from schemas.drafts.content import Content
from schemas.drafts.rendering import RenderJob
from schemas.errors import ConfigInvalid, InvalidInput
from tests.desk.test_bad_input import folder  # noqa: F401  # a fixture

from .contract import ADDRESS
from .fake import FakeStation

ACCOUNT = "  - {id: radio, platform: lokalradio, handle: Radio, unit: info, opened: 2026-01-01, secret: radio}\n"


@pytest.fixture
def station() -> Iterator[FakeStation]:
    with FakeStation() as running:
        yield running


@pytest.fixture
def town(folder: Path) -> Path:  # noqa: F811  # the fixture
    path = folder / "town.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("accounts:\n", f"accounts:\n{ACCOUNT}", 1), encoding="utf-8"
    )
    return path


def told(capsys: pytest.CaptureFixture[str], work: Any, **options: Any) -> list[dict[str, Any]]:
    answer(work, Desk("kari", as_json=True), options)
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return rows


def connect(station: FakeStation) -> None:
    desk = Desk("kari", as_json=True)
    desk.opened.vault.put(desk.ctx, "kari", "radio", ADDRESS.format(station.port))


def test_the_channel_is_listed_with_what_it_can_do(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = next(row for row in told(capsys, channel.listing) if row["account"] == "radio")
    assert (row["connected"], row["limit"]) == (False, 400) and "secret set radio" in row["why_not"]
    assert row["abilities"]["publish"] is None and "station decides" in row["abilities"]["lock"]


def test_the_doctor_looks_at_it(town: Path, station: FakeStation, capsys: pytest.CaptureFixture[str]) -> None:
    connect(station)
    found = [row for row in told(capsys, doctor) if row["about"] == "radio"]
    assert ("ok", "The station Radio Prøve answers.") in [(row["level"], row["message"]) for row in found]


def test_its_preview_is_what_it_would_say(town: Path) -> None:
    desk = Desk("kari")
    job = RenderJob(
        content=Content(title="Kok vannet", body="I tre minutter."), account=radio(desk), municipality="Prøve"
    )
    made = desk.channels.render(job)
    assert (made.text, made.limit) == ("Kok vannet\n\nI tre minutter.", 400)
    long = job.model_copy(update={"content": Content(title="Kok vannet", body="x" * 400)})
    with pytest.raises(InvalidInput, match="Lokalradio takes 400 characters"):
        desk.channels.render(long)


def test_the_municipality_file_asks_it(town: Path) -> None:
    """It may carry notices to our own people, since its spec says so; but not by SMS."""
    text = town.read_text(encoding="utf-8")
    for key, fits in (("notices", True), ("notices_sms", False)):
        without = "\n".join(line for line in text.splitlines() if not line.startswith(f"{key}:"))
        town.write_text(f"{without}\n{key}: radio\n", encoding="utf-8")
        if fits:
            assert load_municipality(town, PLATFORMS).account("radio")
            continue
        with pytest.raises(ConfigInvalid):
            load_municipality(town, PLATFORMS)


def radio(desk: Desk) -> Account:
    return desk.ctx.account("radio")
