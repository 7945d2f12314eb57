"""Against a fake Blogger (tests/fakes/blogger.py): no Blogger runs on a machine of one's own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notifiers.base.markup import squeezed, words
from notifiers.channels.blogger import Blogger
from notifiers.registry import make_plugin
from schemas.drafts.rendering import PublishAction
from schemas.errors import RetryClass
from tests.fakes.blogger import BLOG, FakeBlogger, address
from tests.fakes.server import Wire
from tests.notifiers.scenes import TEXT, bound, in_three, outgoing, refusal
from tests.servers.ports import free_port

POSTS = f"/blogger/v3/blogs/{BLOG}/posts"
NASTY = "Æ & <b>nei</b> 🌊 [x]\nNy linje\n\nhttps://kk.example/?a=1&b=2"


@pytest.fixture
def fake() -> Iterator[FakeBlogger]:
    with FakeBlogger() as running:
        yield running


@pytest.fixture
def blogger(fake: FakeBlogger, tmp_path: Path) -> Blogger:
    return made(fake.url, tmp_path)


def made(url: str, folder: Path) -> Blogger:
    plugin = bound(url, folder)
    assert isinstance(plugin, Blogger)
    return plugin


def test_fake_publish_correct_retract(fake: FakeBlogger, blogger: Blogger) -> None:
    receipt = blogger.deliver(outgoing("Kok."))
    post = fake.posts[receipt.remote_id or ""]
    assert (post["title"], post["content"], post["status"]) == ("Kok drikkevannet", "<p>Kok.</p>", "LIVE")
    assert receipt.remote_url == post["url"]
    blogger.deliver(outgoing("Rett.", PublishAction.EDIT, title="Rettelse", target=receipt.remote_id))
    assert (post["title"], post["content"]) == ("Rettelse", "<p>Rett.</p>")
    gone = outgoing(action=PublishAction.DELETE, target=receipt.remote_id)
    assert [blogger.deliver(gone).detail for _ in range(2)] == ["HTTP 200", "gone already"]
    assert post["status"] == "DRAFT"
    del fake.posts[receipt.remote_id or ""]
    assert blogger.deliver(gone).detail == "gone already"


def test_fake_wire(fake: FakeBlogger, blogger: Blogger) -> None:
    """Every request whole."""
    post = blogger.deliver(outgoing("Kok.")).remote_id
    blogger.deliver(outgoing("Rett.", PublishAction.EDIT, target=post))
    blogger.deliver(outgoing(action=PublishAction.DELETE, target=post))
    blogger.read_back(datetime(2026, 11, 23, 13, 0, 5, tzinfo=UTC))
    blogger.check()
    assert fake.told() == [
        (
            "POST",
            POSTS,
            {"isDraft": "false"},
            {"kind": "blogger#post", "title": "Kok drikkevannet", "content": "<p>Kok.</p>"},
        ),
        ("PATCH", f"{POSTS}/{post}", {}, {"title": "Kok drikkevannet", "content": "<p>Rett.</p>"}),
        ("GET", f"{POSTS}/{post}", {"view": "ADMIN"}, None),
        ("POST", f"{POSTS}/{post}/revert", {}, None),
        (
            "GET",
            POSTS,
            {
                "startDate": "2026-11-23T13:00:05Z",
                "status": "live",
                "view": "ADMIN",
                "fetchBodies": "true",
                "orderBy": "PUBLISHED",
                "maxResults": "100",
            },
            None,
        ),
        ("GET", f"/blogger/v3/blogs/{BLOG}", {"view": "ADMIN"}, None),
    ]
    assert fake.desk.grants == 1, "one token for all"


def test_fake_find_after_a_lost_answer(fake: FakeBlogger, blogger: Blogger) -> None:
    out = outgoing(NASTY)
    assert blogger.find(out) is None
    fake.lose("POST", "/posts")
    assert refusal(lambda: blogger.deliver(out)).kind is RetryClass.AMBIGUOUS
    found = blogger.find(out)
    assert found and words(fake.posts[found.remote_id or ""]["content"]) == NASTY
    assert blogger.find(outgoing(NASTY, title="En annen")) is None
    assert blogger.find(outgoing(NASTY, approved_at=datetime.now(UTC) + timedelta(hours=1))) is None, (
        "an older one may say the same"
    )
    edit = outgoing("Rett.", PublishAction.EDIT, target=found.remote_id)
    gone = outgoing(action=PublishAction.DELETE, target=found.remote_id)
    assert blogger.find(edit) is None and blogger.find(gone) is None
    blogger.deliver(edit)
    assert blogger.find(edit)
    blogger.deliver(gone)
    assert blogger.find(gone)


def test_fake_read_back_sees_others_newest_last_through_all_pages(fake: FakeBlogger, blogger: Blogger) -> None:
    now = datetime.now(UTC)
    fake.write("Gammel", "<p>Før</p>", now - timedelta(days=2))
    ids = [fake.write(f"Nr {n}", "<p>Utenfra</p>", now - timedelta(minutes=9 - n)) for n in range(7)]
    fake.page_size = 3
    posts = blogger.read_back(now - timedelta(hours=1))
    assert [post.remote_id for post in posts] == ids
    assert (posts[-1].title, posts[-1].text) == ("Nr 6", "Utenfra") and posts[-1].remote_url


@pytest.mark.parametrize(
    ("status", "reason", "kind"),
    [
        (403, "rateLimitExceeded", RetryClass.RETRY_BACKOFF),
        (403, "userRateLimitExceeded", RetryClass.RETRY_BACKOFF),
        (403, "dailyLimitExceeded", RetryClass.RETRY_AFTER),
        (403, "forbidden", RetryClass.OPERATOR),
        (400, "invalid", RetryClass.PERMANENT),
        (404, "notFound", RetryClass.PERMANENT),
        (429, "x", RetryClass.RETRY_AFTER),
        (500, "backendError", RetryClass.AMBIGUOUS),
        (503, "x", RetryClass.AMBIGUOUS),
    ],
)
def test_fake_every_error_has_its_class(
    fake: FakeBlogger, blogger: Blogger, status: int, reason: str, kind: RetryClass
) -> None:
    fake.refuse("POST", status, reason)
    assert refusal(lambda: blogger.deliver(outgoing())).kind is kind
    assert blogger.deliver(outgoing()).remote_id, "and then it works"


def test_fake_an_old_token_is_made_anew_once(fake: FakeBlogger, blogger: Blogger) -> None:
    blogger.check()
    fake.desk.end()
    assert blogger.deliver(outgoing()).remote_id and fake.desk.grants == 2 and len(fake.posts) == 1
    fake.desk.end()
    fake.desk.withdrawn = True
    error = refusal(lambda: blogger.deliver(outgoing()))
    assert error.kind is RetryClass.REAUTH and "hemmelig" not in f"{error!r}{error.sentence!r}"
    assert len(fake.posts) == 1


@pytest.mark.parametrize(
    "answer",
    [b"", b"<html>", b"[]", b"null", b'{"kind": "blogger#post"}', b'{"kind": "blogger#postList", "items": [7]}'],
)
def test_fake_an_answer_that_cannot_be_read_is_ambiguous(fake: FakeBlogger, blogger: Blogger, answer: bytes) -> None:
    fake.fail("POST", 200, answer, "/posts")
    assert refusal(lambda: blogger.deliver(outgoing())).kind is RetryClass.AMBIGUOUS
    if answer != b'{"kind": "blogger#post"}':
        fake.fail("GET", 200, answer, "/posts")
        assert refusal(lambda: blogger.find(outgoing())).kind is RetryClass.AMBIGUOUS


def test_nobody_at_the_port_is_safe_to_try_again(tmp_path: Path) -> None:
    assert refusal(lambda: made(address(free_port()), tmp_path).deliver(outgoing())).kind is RetryClass.RETRY_NOW


def test_the_fake_refuses_what_blogger_refuses(fake: FakeBlogger, blogger: Blogger) -> None:
    assert (
        refusal(lambda: blogger.ask("POST", "/posts", json={"title": "x", "content": "y", "ukjent": 1})).kind
        is RetryClass.PERMANENT
    )
    assert refusal(lambda: blogger.ask("POST", "/posts", json={"title": "x"})).kind is RetryClass.PERMANENT
    assert refusal(lambda: blogger.ask("GET", "/posts", params={"ukjent": "1"})).kind is RetryClass.PERMANENT
    assert (
        refusal(lambda: blogger.ask("GET", "/posts", params={"startDate": "2026-11-23T13:00:05"})).kind
        is RetryClass.PERMANENT
    )
    assert refusal(lambda: blogger.ask("GET", "/posts/9")).kind is RetryClass.PERMANENT
    assert fake.route(Wire("GET", POSTS, {}, {}, b"")).status == 401


def test_the_address_survives_and_shows_no_secret() -> None:
    plugin = make_plugin(address(8080))
    assert make_plugin(plugin.url()).url() == plugin.url() == address(8080)
    assert "hemmelig" not in plugin.url(privacy=True)
    real = make_plugin(address(1).partition("&at=")[0] + "&version=v4")
    assert isinstance(real, Blogger)
    assert (str(real.client.base_url), real.version) == ("https://www.googleapis.com", "v4")
    assert refusal(lambda: make_plugin(f"blogger://{BLOG}/?client_id=a&client_secret=b")).kind is RetryClass.OPERATOR
    away = address(1).replace("127.0.0.1%3A1", "kk.example")
    assert refusal(lambda: make_plugin(away)).kind is RetryClass.OPERATOR, (
        "secrets go to Google or stay on this machine"
    )


def test_the_post_says_what_was_approved(fake: FakeBlogger, blogger: Blogger) -> None:
    receipt = blogger.deliver(outgoing())
    assert words(fake.posts[receipt.remote_id or ""]["content"]) == TEXT


def test_fake_each_language_stands_below(fake: FakeBlogger, blogger: Blogger) -> None:
    out = in_three(outgoing())
    receipt = blogger.deliver(out)
    written = fake.posts[receipt.remote_id or ""]["content"]
    assert squeezed(words(written)) == squeezed(out.rendering.shown)
    assert written.count("<div lang=") == 2 and '<div lang="en">\n<h2>Boil the water</h2>' in written
    found = blogger.find(out)
    assert found and found.remote_id == receipt.remote_id and blogger.find(outgoing()) is None
