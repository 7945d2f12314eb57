"""`krisekanal channel connect`, with a fake platform and a browser that says yes."""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from desk.cli.command import answer
from desk.cli.commands.channel import connect
from desk.cli.desk import Desk
from desk.cli.input.redirect import Redirect
from schemas.errors import InvalidInput
from store.evidence import audit
from tests.desk.test_bad_input import folder  # noqa: F401  # a fixture
from tests.fakes.grants import CLIENT, SECRET, FakeGrants
from tests.servers.ports import free_port

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeGrants]:
    town = tmp_path / "town.yaml"
    town.write_text(
        town.read_text().replace(
            "handle: f, unit: info, opened: 2011-01-15}", "handle: f, unit: info, opened: 2011-01-15, secret: fb}"
        )
    )
    with FakeGrants() as running:
        yield running


class Typing(io.StringIO):
    """Standard input of somebody who answers the questions."""

    def isatty(self) -> bool:
        return False


def connected(
    monkeypatch: pytest.MonkeyPatch,
    fake: FakeGrants,
    account: str = "facebook",
    choose: str | None = "1048",
    yes: bool = True,
    **more: Any,
) -> int:
    """The browser is a thread that follows the address as soon as it is told."""
    monkeypatch.setattr(sys, "stdin", Typing(f"{CLIENT}\n{SECRET}\n"))
    desk = Desk("kari", as_json=True)
    told = desk.tell

    def follow(sentence: Any) -> None:
        told(sentence)
        address = str(sentence.params.get("address", "")) if sentence.params else ""
        if address.startswith("http") and yes:
            Thread(
                target=lambda: httpx.get(f"http://127.0.0.1:{port}/", params=fake.say_yes(address), timeout=10),
                daemon=True,
            ).start()

    port = more.pop("port", None) or free_port()
    monkeypatch.setattr(desk, "tell", follow, raising=False)
    return answer(
        connect, desk, {"account": account, "choose": choose, "port": port, "paste": False, "at": fake.at} | more
    )


def test_fake_a_page_is_connected_and_its_access_stored(
    monkeypatch: pytest.MonkeyPatch, fake: FakeGrants, capsys: pytest.CaptureFixture[str]
) -> None:
    code = connected(monkeypatch, fake)
    rows = json.loads(capsys.readouterr().out)
    assert rows[0] == {"account": "facebook", "level": "ok", "message": "facebook er koblet til «Biblioteket»."}
    assert code == 7, "this fake lets programs in and nothing more, and the check says so"
    desk = Desk("kari", as_json=True)
    stored = desk.opened.vault.get("fb") or ""
    assert stored.startswith("fbpage://1048/?token=hemmelig-to&app_id=klient")
    everything = str([event.model_dump() for event in audit.events(desk.ctx)])
    assert "hemmelig" not in everything and "credential.stored" in everything


def test_fake_of_several_one_must_be_chosen(
    monkeypatch: pytest.MonkeyPatch, fake: FakeGrants, capsys: pytest.CaptureFixture[str]
) -> None:
    assert connected(monkeypatch, fake, choose=None) == 2
    said = capsys.readouterr()
    assert "1047 (Kommunen), 1048 (Biblioteket)" in said.err and "hemmelig" not in said.err + said.out
    assert Desk("kari", as_json=True).opened.vault.get("fb") is None


@pytest.mark.parametrize(
    ("account", "code", "word"), [("epost", 2, "secret set smtp"), ("side", 2, "secret:"), ("ukjent", 4, "ukjent")]
)
def test_what_has_no_such_page_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
    fake: FakeGrants,
    capsys: pytest.CaptureFixture[str],
    account: str,
    code: int,
    word: str,
) -> None:
    assert connected(monkeypatch, fake, account) == code
    assert word in capsys.readouterr().err


def test_the_port_the_browser_comes_back_to(fake: FakeGrants) -> None:
    with Redirect(0) as redirect:
        with pytest.raises(InvalidInput, match="taken"):
            Redirect(int(redirect.address.rstrip("/").rpartition(":")[2]))
        with pytest.raises(InvalidInput, match="--paste"):
            redirect.wait(0.05)
        assert httpx.get(f"{redirect.address}favicon.ico").status_code == 404, (
            "not everything a browser asks is the answer"
        )
        assert httpx.get(f"{redirect.address}?code=1&state=2").status_code == 200
        assert httpx.get(f"{redirect.address}?code=9&state=9").status_code == 404, "one answer"
        assert redirect.wait(1) == {"code": "1", "state": "2"}


def test_fake_a_pasted_address_does_as_well(
    monkeypatch: pytest.MonkeyPatch, fake: FakeGrants, capsys: pytest.CaptureFixture[str]
) -> None:
    """The browser is on another machine; the person copies where it ended."""
    desk, lines = Desk("kari", as_json=True), [CLIENT, SECRET]

    class Pasting(Typing):
        def readline(self, *_: Any) -> str:  # type: ignore[override]  # StringIO's own bases do not agree either
            return lines.pop(0) + "\n"

    def follow(sentence: Any) -> None:
        if str(sentence.params.get("address", "")).startswith("http"):
            query = fake.say_yes(str(sentence.params["address"]))
            lines.append(f"http://127.0.0.1:1/?code={query['code']}&state={query['state']}")

    monkeypatch.setattr(sys, "stdin", Pasting())
    monkeypatch.setattr(desk, "tell", follow, raising=False)
    answer(connect, desk, {"account": "facebook", "choose": "1047", "port": free_port(), "paste": True, "at": fake.at})
    assert json.loads(capsys.readouterr().out)[0]["level"] == "ok"
