"""Replies on Threads, against a fake (tests/fakes/threads.py)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notifiers.base.abilities import Ability
from notifiers.channels.threads import Threads
from schemas.accounts.account import Platform
from schemas.dialogue.remark import RemarkKind
from schemas.errors import RetryClass
from tests.fakes.server import Wire
from tests.fakes.threads import USER, FakeThreads
from tests.notifiers.answers import ANSWER, answer, damage, late_under_fifty, read
from tests.notifiers.scenes import bound, refusal

NOW = datetime.now(UTC)
FIELDS = "id,text,timestamp,permalink,username,replied_to,root_post,is_reply_owned_by_me,hide_status"


@pytest.fixture
def fake() -> Iterator[FakeThreads]:
    with FakeThreads() as running:
        yield running


@pytest.fixture
def threads(fake: FakeThreads, tmp_path: Path) -> Threads:
    plugin = bound(fake.url, tmp_path, Platform.THREADS)
    assert isinstance(plugin, Threads)
    return plugin


@pytest.fixture
def post(fake: FakeThreads) -> str:
    return fake.write("Kok vannet.", NOW - timedelta(hours=1))


def test_fake_a_conversation_is_read_flat_and_whole(fake: FakeThreads, threads: Threads, post: str) -> None:
    fake.page = 2
    first = fake.write("Når?", NOW - timedelta(minutes=9), post, "per")
    under = fake.write("Ja, når?", NOW - timedelta(minutes=8), first, "kari")
    mine = fake.write("I morgen.", NOW - timedelta(minutes=7), first)
    others = [fake.write(f"Nr. {n}", NOW - timedelta(minutes=6 - n), post, "per") for n in range(5)]
    found, cursor = read(threads, own=[post])
    assert set(found) == {first, under, mine, *others}
    assert (found[first].kind, found[first].post_id, found[first].parent_id) == (RemarkKind.COMMENT, post, None)
    assert (found[first].author, found[first].ours, found[mine].ours) == ("per", False, True)
    assert (found[under].kind, found[under].parent_id) == (RemarkKind.REPLY, first)
    late = fake.write("Sent", datetime.now(UTC), post, "per")
    assert late in read(threads, cursor, [post])[0]


def test_fake_what_is_gone_is_none(fake: FakeThreads, threads: Threads, post: str) -> None:
    first = fake.write("Når?", NOW, post, "per")
    remark = read(threads, own=[post])[0][first]
    assert threads.remark(remark) == remark
    del fake.posts[first]
    assert threads.remark(remark) is None
    del fake.posts[post]
    assert read(threads, own=[post])[0] == {}


def test_fake_an_answer_is_found_by_its_words_right_under_it(fake: FakeThreads, threads: Threads, post: str) -> None:
    first = fake.write("Når?", NOW, post, "per")
    remark = read(threads, own=[post])[0][first]
    out = answer(remark)
    assert threads.find(out) is None
    fake.lose("POST", "/threads_publish")
    assert refusal(lambda: threads.deliver(out)).kind is RetryClass.AMBIGUOUS
    found = threads.find(out)
    assert found and fake.posts[found.remote_id or ""]["reply_to"] == first
    assert threads.find(answer(remark, "Andre ord.")) is None


def test_fake_only_what_stands_right_under_our_post_is_hidden(fake: FakeThreads, threads: Threads, post: str) -> None:
    first = fake.write("Sjikane", NOW, post, "per")
    under = fake.write("Mer sjikane", NOW, first, "per")
    found = read(threads, own=[post])[0]
    for work, hidden in ((threads.hide, True), (threads.unhide, False)):
        work(found[first])
        work(found[first])
        now = read(threads, own=[post])[0]
        assert (now[first].hidden, now[under].hidden) == (hidden, hidden)
    error = refusal(lambda: threads.hide(found[under]))
    assert error.kind is RetryClass.PERMANENT and "right under our post" in str(error)
    assert "never removed" in str(threads.unable(Ability.REMOVE_REMARK))


def test_fake_missing_scopes_are_named(fake: FakeThreads, threads: Threads, post: str) -> None:
    remark = read(threads, own=[fake.write("Annet", NOW)])
    assert remark[0] == {} and all(one.level == "ok" for one in threads.check())
    fake.scopes = set()
    assert refusal(lambda: threads.remarks(None, [post])).kind is RetryClass.OPERATOR
    (told,) = [one for one in threads.check() if one.level == "warning"]
    assert "threads_read_replies" in str(told.sentence)


def test_fake_reply_wire(fake: FakeThreads, threads: Threads, post: str) -> None:
    first = fake.write("Når?", NOW, post, "per")
    remark = read(threads, own=[post])[0][first]
    threads.deliver(answer(remark))
    threads.hide(remark)
    told = fake.told()
    assert told[0] == ("GET", f"/v1.0/{post}/conversation", {"fields": FIELDS, "reverse": "true"}, None)
    assert told[1][:2] == ("POST", f"/v1.0/{USER}/threads")
    assert told[1][3] == {"media_type": "TEXT", "text": ANSWER, "reply_to_id": first}
    assert told[-1] == ("POST", f"/v1.0/{first}/manage_reply", {}, {"hide": "true"})


def test_the_fake_refuses_what_threads_refuses(fake: FakeThreads, post: str) -> None:
    known = {"authorization": "Bearer hemmelig", "content-type": "application/x-www-form-urlencoded"}
    first = fake.write("Når?", NOW, post, "per")
    under = fake.write("Ja", NOW, first, "per")

    def code(method: str, path: str, body: bytes = b"", query: dict[str, str] | None = None) -> int:
        told = fake.route(Wire(method, f"/v1.0/{path}", query or {}, known, body)).told
        return int(told["error"]["code"]) if "error" in told else 0

    assert code("GET", f"{post}/conversation", query={"fields": "id"}) == 0
    assert code("GET", f"{post}/conversation", query={"fields": "id", "limit": "9"}) == 100
    assert code("GET", "1/conversation", query={"fields": "id"}) == 100
    assert code("POST", f"{under}/manage_reply", b"hide=true") == 100
    assert code("POST", f"{first}/manage_reply", b"hide=ja") == 100
    fake.scopes = set()
    assert code("POST", f"{first}/manage_reply", b"hide=true") == 10


def test_fake_a_comment_that_cannot_be_read_hides_no_other(fake: FakeThreads, threads: Threads, post: str) -> None:
    fake.write("Når?", NOW, post, "per")
    damage(threads, "data", [post])


def test_fake_a_comment_under_any_of_fifty_posts_is_seen_in_the_next_look(fake: FakeThreads, threads: Threads) -> None:
    posts = [fake.write(f"Nr. {n}", NOW - timedelta(hours=60 - n)) for n in range(50)][::-1]
    _, asked = late_under_fifty(threads, fake, posts, lambda post: fake.write("Når?", datetime.now(UTC), post, "per"))
    assert len(asked) == 50
