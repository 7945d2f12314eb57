"""What only X does, against a fake (tests/fakes/x.py)."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from notifiers.channels.x import X
from notifiers.render import render
from schemas.accounts.account import Platform
from schemas.drafts.content import Content
from schemas.drafts.media import Media
from schemas.drafts.rendering import PublishAction, RenderJob
from schemas.errors import InvalidInput, RetryClass
from tests.fakes.server import Wire
from tests.fakes.x import USER, FakeX
from tests.notifiers.scenes import account, bound, outgoing, refusal
from tests.notifiers.test_hosted import file


@pytest.fixture
def fake() -> Iterator[FakeX]:
    with FakeX() as running:
        yield running


@pytest.fixture
def x(fake: FakeX, tmp_path: Path) -> X:
    plugin = bound(fake.url, tmp_path)
    assert isinstance(plugin, X)
    return plugin


def test_fake_wire(fake: FakeX, x: X) -> None:
    post = x.deliver(outgoing("Kok.")).remote_id
    x.deliver(outgoing("Rettelse.", PublishAction.FOLLOW_UP, target=post))
    x.read_back(datetime(2026, 11, 23, 13, 0, 5, tzinfo=UTC))
    x.deliver(outgoing(action=PublishAction.DELETE, target=post))
    x.check()
    asked = {
        "start_time": "2026-11-23T13:00:05Z",
        "max_results": "100",
        "tweet.fields": "created_at,entities",
        "exclude": "retweets",
    }
    assert fake.told() == [
        ("POST", "/2/tweets", {}, {"text": "Kok."}),
        ("POST", "/2/tweets", {}, {"text": "Rettelse.", "reply": {"in_reply_to_tweet_id": post}}),
        ("GET", f"/2/users/{USER}/tweets", asked, None),
        ("DELETE", f"/2/tweets/{post}", {}, None),
        ("GET", "/2/users/me", {}, None),
    ]
    assert all(
        w.headers["authorization"].startswith("OAuth ") and "hemmelig" not in w.headers["authorization"]
        for w in fake.requests
    )


def test_fake_pictures_with_their_words(fake: FakeX, x: X, tmp_path: Path) -> None:
    out = outgoing("Med kart https://kk.example/kart.", media=(file(tmp_path, "image/png"),))
    post = x.deliver(out).remote_id or ""
    assert fake.posts[post]["media"] == ["300"] and fake.pictures == {"300": "Kart over Lånke"}
    found = x.find(out)
    assert found and found.remote_id == post, "the address that X adds for the picture is not ours"


def test_words_for_a_picture_are_never_cut(tmp_path: Path) -> None:
    long = file(tmp_path, "image/png").model_copy(update={"alt": "å" * 1001})

    def job(media: Media) -> RenderJob:
        return RenderJob(
            content=Content(title="T", body="x", media=(media,)), account=account(Platform.X), municipality="K"
        )

    with pytest.raises(InvalidInput, match="1000 signs"):
        render(job(long))
    assert render(job(long.model_copy(update={"alt": "å" * 1000}))).media


def test_a_full_window_waits_until_x_says(fake: FakeX, x: X) -> None:
    fake.fail("POST", 429, {}, "/tweets", {"x-rate-limit-reset": str(int(time.time()) + 100)})
    assert 90 < (refusal(lambda: x.deliver(outgoing())).retry_after or 0) <= 100
    fake.fail("POST", 429, {}, "/tweets")
    assert refusal(lambda: x.deliver(outgoing())).retry_after == 900


def test_fake_check_finds_another_accounts_access(fake: FakeX, x: X) -> None:
    fake.me = "1"
    assert [diagnosis.level for diagnosis in x.check()] == ["error"]


def test_the_future_is_not_asked_for(fake: FakeX, x: X) -> None:
    assert x.read_back(datetime.now(UTC) + timedelta(minutes=1)) == [] and fake.requests == []


@pytest.mark.parametrize(("sign", "most"), [("x", 280), ("å", 280), ("🌊", 140)])
def test_at_the_limit_and_one_over(fake: FakeX, x: X, sign: str, most: int) -> None:
    assert x.deliver(outgoing(sign * most)).remote_id
    assert refusal(lambda: x.deliver(outgoing(sign * (most + 1)))).kind is RetryClass.PERMANENT
    job = RenderJob(content=Content(title="T", body=sign * (most - 3)), account=account(Platform.X), municipality="K")
    assert render(job).length <= 280
    with pytest.raises(InvalidInput, match=r"(28|29|30)"):
        render(job.model_copy(update={"content": Content(title="T", body=sign * (most + 1))}))


def test_the_fake_refuses_what_x_refuses(fake: FakeX, x: X) -> None:
    x.deliver(outgoing("Kok."))
    sent = fake.requests[-1]
    assert fake.route(sent).status == 403, "twice the same"
    assert "very words" in str(refusal(lambda: x.deliver(outgoing("Kok."))).sentence)
    other = sent.headers["authorization"].replace("oauth_nonce=", "oauth_nonce_2=")
    for headers in ({}, {**sent.headers, "authorization": other}):
        assert fake.route(Wire("POST", sent.path, {}, headers, sent.body)).status == 401
    assert fake.route(sent._replace(query={"ukjent": "1"})).status == 401, "signed for another request"
    for form in (
        {"text": ""},
        {"text": "x", "ukjent": 1},
        {"text": "x", "media": {"media_ids": ["1"]}},
        {"text": "x", "reply": {"in_reply_to_tweet_id": "1"}},
    ):
        assert refusal(partial(x.ask, "POST", "/2/tweets", json=form)).kind is RetryClass.PERMANENT
