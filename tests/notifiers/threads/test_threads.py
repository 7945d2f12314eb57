"""What only Threads does, against a fake (tests/fakes/threads.py)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from notifiers.channels.threads import Threads
from notifiers.render import render
from schemas.accounts.account import Platform
from schemas.drafts.content import Content
from schemas.drafts.rendering import PublishAction, RenderJob
from schemas.errors import InvalidInput, RetryClass
from tests.fakes.server import Wire
from tests.fakes.threads import USER, FakeThreads
from tests.notifiers.scenes import account, bound, outgoing, refusal


@pytest.fixture
def fake() -> Iterator[FakeThreads]:
    with FakeThreads() as running:
        yield running


@pytest.fixture
def threads(fake: FakeThreads, tmp_path: Path) -> Threads:
    return made(fake.url, tmp_path)


def made(url: str, folder: Path) -> Threads:
    plugin = bound(url, folder)
    assert isinstance(plugin, Threads)
    return plugin


def test_fake_wire(fake: FakeThreads, threads: Threads) -> None:
    post = threads.deliver(outgoing("Kok.")).remote_id
    threads.deliver(outgoing("Rettelse.", PublishAction.FOLLOW_UP, target=post))
    threads.read_back(datetime(2026, 11, 23, 13, 0, 5, tzinfo=UTC))
    threads.deliver(outgoing(action=PublishAction.DELETE, target=post))
    threads.check()
    fields, own = "id,text,timestamp,permalink", f"/v1.0/{USER}"
    assert fake.told()[:10] == [
        ("POST", f"{own}/threads", {}, {"media_type": "TEXT", "text": "Kok."}),
        ("POST", f"{own}/threads_publish", {}, {"creation_id": "500"}),
        ("GET", f"/v1.0/{post}", {"fields": fields}, None),
        ("POST", f"{own}/threads", {}, {"media_type": "TEXT", "text": "Rettelse.", "reply_to_id": post}),
        ("POST", f"{own}/threads_publish", {}, {"creation_id": "501"}),
        ("GET", "/v1.0/18001", {"fields": fields}, None),
        ("GET", f"{own}/threads", {"fields": fields, "since": "1795438805", "limit": "100"}, None),
        ("DELETE", f"/v1.0/{post}", {}, None),
        ("GET", own, {"fields": "id,username"}, None),
        ("GET", f"{own}/threads_publishing_limit", {"fields": "quota_usage,config"}, None),
    ]
    assert {wire.headers["authorization"] for wire in fake.requests} == {"Bearer hemmelig"}


def test_fake_an_address_that_cannot_be_had_takes_nothing_from_the_post(fake: FakeThreads, threads: Threads) -> None:
    fake.fail("GET", 500, {}, "/18000")
    receipt = threads.deliver(outgoing("Kok."))
    assert (receipt.remote_id, receipt.remote_url) == ("18000", None) and fake.texts() == ["Kok."]


def test_fake_the_token_is_renewed_and_the_address_knows_its_end(
    fake: FakeThreads, threads: Threads, tmp_path: Path
) -> None:
    renewed = made(threads.renew(), tmp_path)
    assert renewed.expires and timedelta(days=59) < renewed.expires - datetime.now(UTC) < timedelta(days=61)
    assert renewed.deliver(outgoing()).remote_id
    assert refusal(threads.renew).kind is RetryClass.REAUTH


def test_fake_check_warns_of_a_full_day(fake: FakeThreads, threads: Threads) -> None:
    fake.used = 240
    assert [diagnosis.level for diagnosis in threads.check()] == ["ok", "warning"]


@pytest.mark.parametrize(("sign", "most"), [("x", 500), ("å", 500), ("🌊", 125), ("👨‍👩‍👧", 27)])
def test_at_the_limit_and_one_over(fake: FakeThreads, threads: Threads, sign: str, most: int) -> None:
    """An emoji is as long as its bytes."""
    assert threads.deliver(outgoing(sign * most)).remote_id
    assert refusal(lambda: threads.deliver(outgoing(sign * (most + 1)))).kind is RetryClass.PERMANENT
    job = RenderJob(
        content=Content(title="T", body=sign * (most - 3)), account=account(Platform.THREADS), municipality="K"
    )
    assert render(job).length <= 500
    with pytest.raises(InvalidInput, match=r"5[0-9][0-9]"):
        render(job.model_copy(update={"content": Content(title="T", body=sign * (most + 1))}))


def test_the_fake_refuses_what_threads_refuses(fake: FakeThreads, threads: Threads) -> None:
    assert fake.route(Wire("GET", f"/v1.0/{USER}", {}, {}, b"")).status == 401
    for form in (
        {"media_type": "IMAGE", "text": "x"},
        {"media_type": "TEXT", "text": "x", "ukjent": "1"},
        {"media_type": "TEXT", "text": "x", "reply_to_id": "1"},
    ):
        assert refusal(partial(threads.ask, "POST", f"/v1.0/{USER}/threads", data=form)).kind is RetryClass.PERMANENT
    threads.deliver(outgoing("Kok."))
    assert (
        refusal(lambda: threads.ask("POST", f"/v1.0/{USER}/threads_publish", data={"creation_id": "500"})).kind
        is RetryClass.PERMANENT
    )
    assert refusal(lambda: threads.ask("GET", f"/v2.0/{USER}/threads")).kind is RetryClass.PERMANENT
