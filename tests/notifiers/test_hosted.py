"""What every hosted platform's channel owes, against strict fakes: none of these platforms runs on a machine of one's own.

What only one of them does stands in its own folder.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from notifiers.base import health
from notifiers.base.abilities import Ability
from notifiers.base.hosted import HostedPlugin
from notifiers.channels.facebook import Facebook
from notifiers.channels.flickr import Flickr
from notifiers.channels.linkedin import LinkedIn
from notifiers.channels.telegram import Telegram
from notifiers.channels.threads import Threads
from notifiers.channels.x import X
from notifiers.channels.youtube import YouTube
from notifiers.registry import make_plugin
from schemas.drafts.media import Media
from schemas.drafts.rendering import PublishAction
from schemas.errors import RetryClass
from tests.fakes import facebook, flickr, linkedin, telegram, threads, x, youtube
from tests.notifiers.scenes import bound, outgoing, refusal
from tests.servers.ports import free_port

NASTY = (
    "Æ & <b>nei</b> 🌊👨‍👩‍👧 ‮x‬ e\u0301 (a) [b] {c} @d #flom *e* _f_ ~g~ |h| \\i\nNy linje https://kk.example/?a=1&b=2."
)
GRAPH_ERRORS = (
    (400, {"error": {"code": 100}}, RetryClass.PERMANENT),
    (400, {"error": {"code": 506}}, RetryClass.PERMANENT),
    (400, {"error": {"code": 1346003}}, RetryClass.PERMANENT),
    (401, {"error": {"code": 190}}, RetryClass.REAUTH),
    (400, {"error": {"code": 190, "error_subcode": 463}}, RetryClass.REAUTH),
    (403, {"error": {"code": 10}}, RetryClass.OPERATOR),
    (403, {"error": {"code": 200}}, RetryClass.OPERATOR),
    (400, {"error": {"code": 368}}, RetryClass.OPERATOR),
    (400, {"error": {"code": 100, "error_subcode": 4854002}}, RetryClass.OPERATOR),
    (400, {"error": {"code": 4}}, RetryClass.RETRY_AFTER),
    (400, {"error": {"code": 32}}, RetryClass.RETRY_AFTER),
    (400, {"error": {"code": 1, "error_subcode": 1390008}}, RetryClass.RETRY_AFTER),
    (500, {"error": {"code": 1}}, RetryClass.AMBIGUOUS),
    (500, {"error": {"code": 2}}, RetryClass.AMBIGUOUS),
    (400, {"error": {"code": 2}}, RetryClass.AMBIGUOUS),
    (400, {"error": {"code": 341}}, RetryClass.AMBIGUOUS),
    (500, {"error": {"code": 4}}, RetryClass.RETRY_AFTER),
    (400, {"error": {"code": 9999, "is_transient": True}}, RetryClass.AMBIGUOUS),
)


Errors = tuple[tuple[int, Any, RetryClass], ...]


@dataclass(frozen=True)
class Row:
    """`part` is in the path of the request that publishes. `secrets` never show. `media`: without a file there is no post."""

    plugin: type[HostedPlugin]
    fake: Callable[[], Any]
    address: Callable[[int], str]
    part: str
    errors: Errors = ()
    secrets: tuple[str, ...] = ("hemmelig",)
    mime: str = ""
    method: str = "POST"
    resumes: bool = False
    """An answer that is lost is made good by the channel itself."""

    @property
    def nasty(self) -> str:
        return NASTY.replace("<b>", "b").replace("</b>", "b") if self.plugin is YouTube else NASTY


LINKEDIN_ERRORS: Errors = (
    (400, {}, RetryClass.PERMANENT),
    (401, {}, RetryClass.REAUTH),
    (403, {}, RetryClass.OPERATOR),
    (422, {}, RetryClass.PERMANENT),
    (426, {}, RetryClass.OPERATOR),
)
X_ERRORS: Errors = (
    (400, {}, RetryClass.PERMANENT),
    (401, {}, RetryClass.REAUTH),
    (402, {}, RetryClass.OPERATOR),
    (403, {"detail": "duplicate content"}, RetryClass.PERMANENT),
    (403, {"detail": "suspended"}, RetryClass.OPERATOR),
    (403, {"type": "https://api.x.com/2/problems/usage-capped"}, RetryClass.OPERATOR),
)


def google_error(status: int, reason: str, kind: RetryClass) -> tuple[int, Any, RetryClass]:
    return status, {"error": {"errors": [{"reason": reason}]}}, kind


def flickr_error(code: int, kind: RetryClass) -> tuple[int, Any, RetryClass]:
    return 200, f'<rsp stat="fail"><err code="{code}" msg="?"/></rsp>'.encode(), kind


GOOGLE_ERRORS = (
    google_error(400, "invalidTitle", RetryClass.PERMANENT),
    google_error(403, "forbidden", RetryClass.OPERATOR),
    google_error(403, "rateLimitExceeded", RetryClass.RETRY_BACKOFF),
    google_error(403, "quotaExceeded", RetryClass.RETRY_AFTER),
    google_error(400, "uploadLimitExceeded", RetryClass.RETRY_AFTER),
)
FLICKR_ERRORS = (
    flickr_error(3, RetryClass.RETRY_BACKOFF),
    flickr_error(105, RetryClass.AMBIGUOUS),
    flickr_error(106, RetryClass.AMBIGUOUS),
    flickr_error(14, RetryClass.RETRY_AFTER),
    flickr_error(6, RetryClass.OPERATOR),
    flickr_error(99, RetryClass.OPERATOR),
    flickr_error(98, RetryClass.REAUTH),
    flickr_error(5, RetryClass.PERMANENT),
    flickr_error(9, RetryClass.PERMANENT),
)
TELEGRAM_ERRORS: Errors = (
    (400, {"description": "Bad Request: x"}, RetryClass.PERMANENT),
    (401, {}, RetryClass.REAUTH),
    (403, {}, RetryClass.OPERATOR),
    (429, {"parameters": {"retry_after": 5}}, RetryClass.RETRY_AFTER),
)
ROWS = (
    Row(Facebook, facebook.FakeFacebook, facebook.address, "/feed", GRAPH_ERRORS),
    Row(LinkedIn, linkedin.FakeLinkedIn, linkedin.address, "/posts", LINKEDIN_ERRORS),
    Row(X, x.FakeX, x.address, "/tweets", X_ERRORS, ("hemmelig-en", "hemmelig-to")),
    Row(Threads, threads.FakeThreads, threads.address, "_publish", GRAPH_ERRORS),
    Row(Telegram, telegram.FakeTelegram, telegram.address, "/sendMessage", TELEGRAM_ERRORS),
    Row(
        YouTube,
        youtube.FakeYouTube,
        youtube.address,
        "/upload",
        GOOGLE_ERRORS,
        ("hemmelig-ord", "hemmelig-fornyelse"),
        "video/mp4",
        resumes=True,
    ),
    Row(
        Flickr, flickr.FakeFlickr, flickr.address, "/upload", FLICKR_ERRORS, ("hemmelig-en", "hemmelig-to"), "image/png"
    ),
)
USUAL: Errors = (
    (429, {}, RetryClass.RETRY_AFTER),
    (500, {}, RetryClass.AMBIGUOUS),
    (502, b"<html>", RetryClass.AMBIGUOUS),
    (503, {}, RetryClass.AMBIGUOUS),
    (404, {}, RetryClass.PERMANENT),
    (302, {}, RetryClass.OPERATOR),
)
EVERY = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.plugin.__name__)
FINDING = pytest.mark.parametrize(
    "row", [r for r in ROWS if Ability.READ_BACK not in r.plugin.cannot], ids=lambda row: row.plugin.__name__
)
CASES = [
    pytest.param(row, *case, id=f"{row.plugin.__name__}-{case[0]}-{number}")
    for row in ROWS
    for number, case in enumerate((*USUAL, *row.errors))
    if (row.plugin, case[0]) != (Telegram, 404)
]


@pytest.fixture
def fake(row: Row) -> Iterator[Any]:
    with row.fake() as running:
        yield running


@pytest.fixture
def plugin(fake: Any, tmp_path: Path) -> Any:
    return bound(fake.url, tmp_path)


def new(row: Row, folder: Path, text: str = "Kok vannet.", **changes: Any) -> Any:
    media = (file(folder, row.mime),) if row.mime else ()
    return outgoing(text, **({"key": uuid4().hex, "media": media} | changes))


def file(folder: Path, mime: str, data: bytes = b"en fil") -> Media:
    path = folder / f"fil.{mime.rpartition('/')[2]}"
    path.write_bytes(data)
    return Media(path=str(path), sha256=sha256(data).hexdigest(), mime=mime, size=len(data), alt="Kart over Lånke")


@EVERY
def test_fake_what_was_approved_is_what_readers_see(row: Row, fake: Any, plugin: Any, tmp_path: Path) -> None:
    assert plugin.deliver(new(row, tmp_path, row.nasty)).detail
    assert fake.texts() == [row.nasty]


@EVERY
def test_fake_correct_and_retract(row: Row, fake: Any, plugin: Any, tmp_path: Path) -> None:
    """Each where the platform can; gone already counts as done."""
    receipt = plugin.deliver(new(row, tmp_path))
    if Ability.CORRECT not in row.plugin.cannot:
        edit = outgoing(row.nasty, PublishAction.EDIT, target=receipt.remote_id)
        plugin.deliver(edit)
        assert fake.texts() == [row.nasty]
        if Ability.READ_BACK not in row.plugin.cannot:
            assert (
                plugin.find(edit)
                and plugin.find(outgoing("Annet.", PublishAction.EDIT, target=receipt.remote_id)) is None
            )
    if Ability.RETRACT not in row.plugin.cannot:
        gone = outgoing(action=PublishAction.DELETE, target=receipt.remote_id)
        if Ability.READ_BACK not in row.plugin.cannot:
            assert plugin.find(gone) is None
        plugin.deliver(gone)
        assert fake.texts() == []
        plugin.deliver(gone)
        if Ability.READ_BACK not in row.plugin.cannot:
            assert plugin.find(gone)


@EVERY
def test_fake_a_follow_up_is_a_post(row: Row, fake: Any, plugin: Any, tmp_path: Path) -> None:
    first = plugin.deliver(new(row, tmp_path, "Kok vannet."))
    plugin.deliver(new(row, tmp_path, "Faren er over.", action=PublishAction.FOLLOW_UP, target=first.remote_id))
    assert fake.texts() == ["Kok vannet.", "Faren er over."]


@FINDING
def test_fake_after_a_lost_or_late_answer_the_post_is_found(row: Row, fake: Any, plugin: Any, tmp_path: Path) -> None:
    if row.resumes:
        return
    out = new(row, tmp_path, NASTY)
    assert plugin.find(out) is None
    fake.lose(row.method, row.part)
    assert refusal(lambda: plugin.deliver(out)).kind is RetryClass.AMBIGUOUS
    found = plugin.find(out)
    assert found and found.remote_id and found.remote_url
    assert plugin.find(new(row, tmp_path, "En annen.")) is None
    assert plugin.find(new(row, tmp_path, NASTY, approved_at=datetime.now(UTC) + timedelta(hours=1))) is None, (
        "an older one may say the same"
    )
    late = new(row, tmp_path, "Sent svar.")
    plugin.client.timeout = httpx.Timeout(0.3)
    fake.stall(row.method, row.part)
    assert refusal(lambda: plugin.deliver(late)).kind is RetryClass.AMBIGUOUS
    plugin.client.timeout = httpx.Timeout(5)
    assert plugin.find(late)


@FINDING
def test_fake_read_back_sees_others_newest_last_through_all_pages(row: Row, fake: Any, plugin: Any) -> None:
    now = datetime.now(UTC)
    fake.write("Gammelt", now - timedelta(days=2))
    ids = [fake.write(f"Utenfra nr {n}", now - timedelta(minutes=9 - n)) for n in range(8)]
    fake.page = 3
    posts = plugin.read_back(now - timedelta(hours=1))
    assert [(post.remote_id, post.text) for post in posts] == [
        (remote_id, f"Utenfra nr {n}") for n, remote_id in enumerate(ids)
    ]
    assert all(post.remote_url for post in posts)
    assert plugin.read_back(now + timedelta(hours=1)) == []


@pytest.mark.parametrize(("row", "status", "body", "kind"), CASES)
def test_fake_every_error_has_its_class(
    row: Row, status: int, body: Any, kind: RetryClass, fake: Any, plugin: Any, tmp_path: Path
) -> None:
    fake.fail(row.method, status, body, row.part, {"Retry-After": "7"})
    error = refusal(lambda: plugin.deliver(new(row, tmp_path)))
    if row.resumes and kind is RetryClass.AMBIGUOUS:
        kind = RetryClass.RETRY_AFTER  # an upload that could not begin has made nothing
    assert error.kind is kind, str(error)
    assert (error.retry_after or 0) > 0 or kind is not RetryClass.RETRY_AFTER
    assert fake.texts() == []
    assert plugin.deliver(new(row, tmp_path)).detail, "and then it works"


@EVERY
@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b"null", b"{}", b'{"data": [7]}', b"\xff"])
def test_fake_an_answer_that_cannot_be_read_is_ambiguous(
    row: Row, fake: Any, plugin: Any, tmp_path: Path, answer: bytes
) -> None:
    fake.fail(row.method, 200, answer, row.part)
    assert refusal(lambda: plugin.deliver(new(row, tmp_path))).kind is RetryClass.AMBIGUOUS


@EVERY
def test_fake_a_wrong_secret_asks_for_a_person(row: Row, fake: Any, tmp_path: Path) -> None:
    wrong = bound(fake.url.replace(row.secrets[0], "feil-ord", 1), tmp_path)
    error = refusal(wrong.check)
    assert error.kind is RetryClass.REAUTH and not any(
        secret in f"{error!r}{error.sentence!r}" for secret in row.secrets
    )


@EVERY
def test_fake_check_changes_nothing(row: Row, fake: Any, plugin: Any) -> None:
    diagnoses = health.examine(plugin, datetime.now(UTC))
    assert diagnoses and {diagnosis.level for diagnosis in diagnoses} <= {"ok", "warning"}
    assert {wire.method for wire in fake.requests if "token" not in wire.path} <= {"GET"} and fake.texts() == []


@EVERY
def test_nobody_at_the_port_is_safe_to_try_again(row: Row, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    plugin = bound(row.address(free_port()), tmp_path)
    error = refusal(lambda: plugin.deliver(new(row, tmp_path)))
    assert error.kind is RetryClass.RETRY_NOW
    assert not any(secret in f"{error!r}{error.sentence!r}{caplog.text}" for secret in row.secrets)


@EVERY
def test_the_address_survives_shows_no_secret_and_stays_on_this_machine(row: Row) -> None:
    address = row.address(8080)
    plugin = make_plugin(address)
    assert make_plugin(plugin.url()).url() == plugin.url() == address
    assert not any(secret in plugin.url(privacy=True) for secret in row.secrets)
    assert refusal(lambda: make_plugin(address.replace("127.0.0.1", "kk.example"))).kind is RetryClass.OPERATOR
    for word in row.plugin.words:
        if not word.optional:
            without = address.replace(f"{word.name}=", "ukjent=", 1)
            assert refusal(partial(make_plugin, without)).kind is RetryClass.OPERATOR
    real = make_plugin(address.partition("&at=")[0])
    assert isinstance(real, HostedPlugin) and str(real.client.base_url).startswith("https://")
