"""Any other Apprise service behind our interface, against a server that writes down what it gets."""

import json
import smtplib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from notifiers.base.plugin import Plugin
from notifiers.channels.webhook import WebhookChannel
from schemas.errors import RetryClass
from schemas.rendering import PublishAction
from tests.notifiers.scenes import TEXT, bound, outgoing, refusal
from tests.servers.ports import free_port
from tests.servers.recorder import Recorder
from tests.servers.smtp import SmtpServer


@pytest.fixture
def wire() -> Iterator[Recorder]:
    with Recorder() as recorder:
        yield recorder


def hook(wire: Recorder, folder: Path, query: str = "") -> Plugin:
    return bound(f"json://127.0.0.1:{wire.port}/krise{query}", folder)


def test_the_request_is_the_rendering(wire: Recorder, tmp_path: Path) -> None:
    receipt = hook(wire, tmp_path).deliver(outgoing())
    (request,) = wire.requests
    sent = json.loads(request.body)
    assert (request.method, request.path.rstrip("/")) == ("POST", "/krise")
    assert (sent["title"], sent["message"]) == ("Kok drikkevannet", TEXT)
    assert receipt.remote_id is None and receipt.detail == "accepted"


@pytest.mark.parametrize("status", [401, 404, 429, 500, 503])
def test_a_no_is_ambiguous_for_apprise_does_not_say_which(wire: Recorder, tmp_path: Path, status: int) -> None:
    wire.status = status
    assert refusal(lambda: hook(wire, tmp_path).deliver(outgoing())).kind is RetryClass.AMBIGUOUS


def test_a_lost_answer_is_ambiguous(wire: Recorder, tmp_path: Path) -> None:
    wire.drop_after_body = True
    assert refusal(lambda: hook(wire, tmp_path).deliver(outgoing())).kind is RetryClass.AMBIGUOUS
    assert len(wire.requests) == 1


def test_nobody_at_the_port_is_safe_to_try_again(tmp_path: Path) -> None:
    plugin = bound(f"json://127.0.0.1:{free_port()}/krise", tmp_path)
    assert refusal(lambda: plugin.deliver(outgoing())).kind is RetryClass.RETRY_NOW
    assert [diagnosis.level for diagnosis in plugin.check()] == ["error"]


@pytest.mark.parametrize("query", ["?retry=2&wait=0", "?optional=yes", "?overflow=split"])
def test_an_address_cannot_make_apprise_send_twice_or_lie(wire: Recorder, tmp_path: Path, query: str) -> None:
    wire.status = 500
    assert refusal(lambda: hook(wire, tmp_path, query).deliver(outgoing())).kind is RetryClass.AMBIGUOUS
    assert len(wire.requests) == 1


@pytest.mark.parametrize("overflow", ["upstream", "truncate", "split"])
def test_nothing_is_cut(wire: Recorder, tmp_path: Path, overflow: str) -> None:
    plugin = hook(wire, tmp_path, f"?overflow={overflow}")
    plugin.deliver(outgoing("x" * 32_768))
    assert [len(json.loads(request.body)["message"]) for request in wire.requests] == [32_768]
    assert refusal(lambda: plugin.deliver(outgoing("x" * 32_769))).kind is RetryClass.PERMANENT
    assert len(wire.requests) == 1


def test_a_service_that_shows_markup_gets_our_text_as_text(tmp_path: Path) -> None:
    with SmtpServer() as smtp:
        plugin = bound(f"mailto://127.0.0.1:{smtp.port}?from=a@kk.example&to=b@kk.example&format=html", tmp_path)
        plugin.deliver(outgoing("Kok <3 liter & mer.\nNy linje."))
        (letter,) = smtp.messages
    body = letter.message.get_body(("html",))
    assert body and "Kok&nbsp;&lt;3&nbsp;liter&nbsp;&amp;" in body.get_content().replace(" ", "&nbsp;")
    assert "<br" in body.get_content()


def test_a_token_is_never_asked_for_in_the_dns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Apprise calls `host` is a secret for services such as Slack."""
    asked: list[object] = []
    monkeypatch.setattr(socket, "create_connection", lambda address, *_, **__: asked.append(address))
    plugin = bound("slack://TKRISE001/BKRISE001/ikkeEnEkteNokkelBareProve/#krise", tmp_path)
    assert [diagnosis.level for diagnosis in plugin.check()] == ["warning"]
    assert asked == []


@pytest.mark.parametrize(
    ("address", "max_length", "says"),
    [
        ("ntfy://krise", None, 7_800),
        ("ntfy://krise", 7_801, 7_800),
        ("ntfy://krise", 7_800, None),
        ("irc://127.0.0.1/#krise", None, 380),
        ("syslog://", None, None),
    ],
)
def test_check_names_the_room_a_text_has_where_the_service_takes_less(
    tmp_path: Path, address: str, max_length: int | None, says: int | None
) -> None:
    plugin = bound(address, tmp_path)
    plugin.bind(plugin.account.model_copy(update={"max_length": max_length}), plugin.places)
    found = [diagnosis for diagnosis in plugin.check() if "max_length" in str(diagnosis.sentence)]
    assert [(diagnosis.level, f" {says} characters" in str(diagnosis.sentence)) for diagnosis in found] == (
        [("warning", True)] if says else []
    )


def test_check_sends_nothing(wire: Recorder, tmp_path: Path) -> None:
    assert [diagnosis.level for diagnosis in hook(wire, tmp_path).check()] == ["ok"]
    assert wire.requests == []


@pytest.mark.parametrize("action", [PublishAction.EDIT, PublishAction.DELETE])
def test_what_cannot_be_done_is_refused_before_anything_leaves(
    wire: Recorder, tmp_path: Path, action: PublishAction
) -> None:
    plugin = hook(wire, tmp_path)
    assert refusal(lambda: plugin.deliver(outgoing(action=action, target="1"))).kind is RetryClass.PERMANENT
    assert wire.requests == []


def test_a_follow_up_is_a_new_post(wire: Recorder, tmp_path: Path) -> None:
    hook(wire, tmp_path).deliver(outgoing("Faren er over.", PublishAction.FOLLOW_UP, target="1"))
    assert [json.loads(request.body)["message"] for request in wire.requests] == ["Faren er over."]


def test_the_address_shows_no_password(tmp_path: Path) -> None:
    plugin = bound("json://bruker:hemmelig@127.0.0.1:9/krise", tmp_path)
    assert isinstance(plugin, WebhookChannel)
    assert "hemmelig" not in plugin.url(privacy=True) and "hemmelig" in plugin.url()


def test_apprise_says_false_where_the_library_below_throws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is thrown below, the delivery is in doubt and nothing is repeated."""

    def broken(*_: object, **__: object) -> None:
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(smtplib.SMTP, "connect", broken)
    plugin = bound("mailto://127.0.0.1:9?from=a@kk.example&to=b@kk.example", tmp_path)
    assert refusal(lambda: plugin.deliver(outgoing())).kind is RetryClass.AMBIGUOUS
