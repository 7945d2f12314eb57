"""Any other Apprise service behind our interface, against a server that writes down what it gets."""

import json
import smtplib
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import apprise
import pytest

from notifiers.base.plugin import Plugin
from notifiers.channels.webhook import WebhookChannel
from schemas.drafts.rendering import PublishAction
from schemas.errors import RetryClass
from tests.notifiers.scenes import TEXT, bound, outgoing, refusal
from tests.servers.ports import free_port
from tests.servers.recorder import Recorder, TlsRecorder
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


IN_SEVEN = {"Retry-After": "7"}
ANSWERS: tuple[tuple[int, dict[str, str], RetryClass, float | None], ...] = (
    (400, {}, RetryClass.PERMANENT, None),
    (401, {}, RetryClass.REAUTH, None),
    (403, {}, RetryClass.PERMANENT, None),
    (404, {}, RetryClass.PERMANENT, None),
    (408, {}, RetryClass.AMBIGUOUS, None),
    (426, {}, RetryClass.OPERATOR, None),
    (429, {}, RetryClass.RETRY_AFTER, 30.0),
    (429, IN_SEVEN, RetryClass.RETRY_AFTER, 7.0),
    (500, {}, RetryClass.AMBIGUOUS, None),
    (502, {}, RetryClass.AMBIGUOUS, None),
    (503, {}, RetryClass.AMBIGUOUS, None),
    (503, IN_SEVEN, RetryClass.AMBIGUOUS, 7.0),
    (504, {}, RetryClass.AMBIGUOUS, None),
)
SERVICES = (
    *(f"{schema}://127.0.0.1:{{0}}/krise" for schema in ("json", "xml", "form")),
    "ntfy://127.0.0.1:{0}/krise",
    "gotify://127.0.0.1:{0}/AbcdefGhijklmn",
    "mmost://127.0.0.1:{0}/3ccdd113474722377935511fc85d3dd4",
    "rocket://3ccdd113474722377935511fc85d3dd4/aaaaaaaaaaaa@127.0.0.1:{0}/#krise?mode=webhook",
)
"""Apprise services of which a server of one's own can stand behind the address, each of one request."""
SERVICE = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.partition(":")[0])


@SERVICE
@pytest.mark.parametrize(("status", "headers", "kind", "wait"), ANSWERS)
def test_every_answer_has_its_class(
    wire: Recorder,
    tmp_path: Path,
    service: str,
    status: int,
    headers: dict[str, str],
    kind: RetryClass,
    wait: float | None,
) -> None:
    wire.status, wire.headers = status, headers
    plugin = bound(service.format(wire.port), tmp_path)
    error = refusal(lambda: plugin.deliver(outgoing()))
    assert (error.kind, error.retry_after) == (kind, wait), str(error)
    assert len(wire.requests) == 1


@SERVICE
def test_nobody_there_and_nobody_trusted_are_safe_to_try_again(tmp_path: Path, service: str) -> None:
    plugin = bound(service.format(free_port()), tmp_path)
    assert refusal(lambda: plugin.deliver(outgoing())).kind is RetryClass.RETRY_NOW
    with TlsRecorder() as wire:
        plugin = bound(service.format(wire.port).replace("://", "s://", 1), tmp_path)
        error = refusal(lambda: plugin.deliver(outgoing()))
        assert error.kind is RetryClass.RETRY_NOW and wire.requests == []
    with Recorder() as plain:
        plugin = bound(service.format(plain.port).replace("://", "s://", 1), tmp_path)
        assert refusal(lambda: plugin.deliver(outgoing())).kind is RetryClass.RETRY_NOW
        assert plain.requests == []


@SERVICE
def test_an_answer_that_is_lost_is_ambiguous(wire: Recorder, tmp_path: Path, service: str) -> None:
    wire.drop_after_body = True
    plugin = bound(service.format(wire.port), tmp_path)
    assert refusal(lambda: plugin.deliver(outgoing())).kind is RetryClass.AMBIGUOUS
    assert len(wire.requests) == 1


def test_a_redirect_may_come_after_the_deed(wire: Recorder, tmp_path: Path) -> None:
    with Recorder() as other:
        wire.status, wire.headers = 303, {"Location": f"http://127.0.0.1:{other.port}/borte"}
        other.status = 404
        assert refusal(lambda: hook(wire, tmp_path, "?redirect=yes").deliver(outgoing())).kind is RetryClass.AMBIGUOUS
    assert refusal(lambda: hook(wire, tmp_path, "?redirect=yes").deliver(outgoing())).kind is RetryClass.AMBIGUOUS


def test_one_of_two_requests_that_failed_is_ambiguous(wire: Recorder, tmp_path: Path) -> None:
    """Two topics are two requests: nobody can say which of them readers got."""
    wire.status = 403
    plugin = bound(f"ntfy://127.0.0.1:{wire.port}/en/to", tmp_path)
    assert refusal(lambda: plugin.deliver(outgoing())).kind is RetryClass.AMBIGUOUS
    assert len(wire.requests) == 2


@pytest.mark.parametrize("schema", ["json", "xml", "form"])
def test_a_receiver_of_ones_own_gets_the_key(wire: Recorder, tmp_path: Path, schema: str) -> None:
    plugin = bound(f"{schema}://127.0.0.1:{wire.port}/krise?+X-Egen=ja", tmp_path)
    plugin.deliver(outgoing(key="b" * 32))
    plugin.deliver(outgoing(key="c" * 32))
    sent = [{name.lower(): value for name, value in request.headers.items()} for request in wire.requests]
    assert [(one["idempotency-key"], one["webhook-id"], one["x-egen"]) for one in sent] == [
        (key * 32, key * 32, "ja") for key in "bc"
    ]
    assert not plugin.idempotent, "unless the address says that the receiver knows keys"


def test_no_other_service_gets_headers_it_did_not_ask_for(wire: Recorder, tmp_path: Path) -> None:
    bound(f"ntfy://127.0.0.1:{wire.port}/krise", tmp_path).deliver(outgoing())
    assert not {"idempotency-key", "webhook-id"} & {name.lower() for name in wire.requests[0].headers}


@pytest.mark.parametrize("header", ["Idempotency-Key", "idempotency-key", "webhook-id"])
def test_an_address_that_names_the_key_says_that_its_receiver_knows_keys(
    wire: Recorder, tmp_path: Path, header: str
) -> None:
    plugin = hook(wire, tmp_path, f"?+{header}=ja")
    assert plugin.idempotent
    assert bound(plugin.url(), tmp_path).idempotent, "the address survives"
    plugin.deliver(outgoing(key="d" * 32))
    sent = [(name.lower(), value) for name, value in wire.requests[0].headers.items() if name.lower() == header.lower()]
    assert sent == [(header.lower(), "d" * 32)]


def test_threads_do_not_see_each_others_answers(tmp_path: Path) -> None:
    """One plugin, many messages at a time: each gets the answer to its own request, under its own key."""

    with Recorder(latency=0.05) as wire:
        plugin = bound(f"json://127.0.0.1:{wire.port}/krise", tmp_path)
        keys = [f"{number:032x}" for number in range(24)]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda key: plugin.deliver(outgoing(f"Kok. {key}", key=key)), keys))
    sent = {request.headers["Idempotency-Key"]: json.loads(request.body)["message"] for request in wire.requests}
    assert sent == {key: f"Kok. {key}" for key in keys}


def test_apprise_and_its_library_are_as_they_were(wire: Recorder, tmp_path: Path) -> None:
    before = apprise.Apprise.instantiate("json://127.0.0.1:9")
    assert before is not None
    kind, module = type(before), sys.modules[type(before).__module__]
    library, ask = module.requests, module.requests.request
    hook(wire, tmp_path).deliver(outgoing())
    assert (type(apprise.Apprise.instantiate("json://127.0.0.1:9")), module.requests, library.request) == (
        kind,
        library,
        ask,
    )


def test_check_says_that_nobody_is_there(tmp_path: Path) -> None:
    plugin = bound(f"json://127.0.0.1:{free_port()}/krise", tmp_path)
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
