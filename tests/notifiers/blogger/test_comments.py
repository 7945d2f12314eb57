"""Comments on the blog, against a fake (tests/fakes/blogger.py)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notifiers.base.abilities import Ability
from notifiers.channels.blogger import Blogger
from schemas.accounts.account import Platform
from schemas.dialogue.remark import RemarkKind
from schemas.errors import RetryClass
from tests.fakes.blogger import BLOG, ME, FakeBlogger
from tests.notifiers.answers import answer, damage, read
from tests.notifiers.scenes import bound, refusal

NOW = datetime.now(UTC)


@pytest.fixture
def fake() -> Iterator[FakeBlogger]:
    with FakeBlogger() as running:
        yield running


@pytest.fixture
def blogger(fake: FakeBlogger, tmp_path: Path) -> Blogger:
    plugin = bound(fake.url, tmp_path, Platform.BLOGGER)
    assert isinstance(plugin, Blogger)
    return plugin


@pytest.fixture
def post(fake: FakeBlogger) -> str:
    return fake.write("Kok vannet", "<p>I tre minutter.</p>", NOW - timedelta(hours=1))


def test_fake_comments_are_read_whatever_their_state_with_a_link_to_answer_at(
    fake: FakeBlogger, blogger: Blogger, post: str
) -> None:
    first = fake.comment(post, "Når er <b>det</b> over?<br>Hilsen Per", NOW - timedelta(minutes=9))
    under = fake.comment(post, "I morgen.", NOW - timedelta(minutes=8), first, ME)
    waits = fake.comment(post, "Venter", NOW, state="PENDING")
    gone = fake.comment(post, "", NOW, state="EMPTIED")
    found, _ = read(blogger)
    assert set(found) == {first, under, waits, gone}
    assert (found[first].author, found[first].text) == ("Per", "Når er det over?\nHilsen Per")
    assert (found[first].kind, found[first].post_id, found[first].ours) == (RemarkKind.COMMENT, post, False)
    assert (found[under].kind, found[under].parent_id, found[under].ours) == (RemarkKind.REPLY, first, True)
    assert (found[waits].hidden, found[gone].deleted, found[first].deleted) == (True, True, False)
    assert found[first].remote_url == f"{fake.posts[post]['url']}#c{first}"


def test_fake_no_page_is_passed_over_in_any_order(fake: FakeBlogger, blogger: Blogger, post: str) -> None:
    fake.page_size = 3
    written = [fake.comment(post, f"Nr. {n}", NOW - timedelta(minutes=60 - n)) for n in range(10)]
    first = blogger.remarks(None, [])
    late = fake.comment(post, "Mens vi blar", datetime.now(UTC))
    found, cursor = read(blogger, first.cursor)
    assert {one.remote_id for one in first.remarks} | set(found) >= {*written, late}
    assert late in read(blogger, cursor)[0]


def test_fake_an_edit_is_an_edit_and_what_is_gone_is_gone(fake: FakeBlogger, blogger: Blogger, post: str) -> None:
    first = fake.comment(post, "Er vannet rent?", NOW)
    found, cursor = read(blogger)
    fake.comments[first] |= {"content": "Er vannet farlig?", "updated": (NOW + timedelta(minutes=1)).isoformat()}
    again = read(blogger, cursor)[0][first]
    assert again.text == "Er vannet farlig?" and again.edited_at and blogger.remark(found[first]) == again
    fake.comments[first]["status"] = "EMPTIED"
    assert blogger.remark(found[first]) is None
    del fake.comments[first]
    assert blogger.remark(found[first]) is None


def test_nothing_is_answered_hidden_or_removed_and_it_says_where_to_go(
    fake: FakeBlogger, blogger: Blogger, post: str
) -> None:
    fake.comment(post, "Når?", NOW)
    (remark,) = read(blogger)[0].values()
    error = refusal(lambda: blogger.deliver(answer(remark)))
    assert error.kind is RetryClass.PERMANENT and "in the browser" in str(error)
    assert all(blogger.unable(ability) for ability in (Ability.REPLY, Ability.HIDE, Ability.REMOVE_REMARK))
    assert blogger.unable(Ability.READ_REMARKS) is None


def test_fake_comment_wire(fake: FakeBlogger, blogger: Blogger, post: str) -> None:
    fake.comment(post, "Når?", NOW)
    blogger.remarks(None, [])
    sent = [wire for wire in fake.requests if wire.path.endswith("/comments")]
    assert [wire.path for wire in sent] == [f"/blogger/v3/blogs/{BLOG}/comments"]
    assert sent[0].many["status"] == ["LIVE", "PENDING", "SPAM", "EMPTIED"]
    assert {name: sent[0].query[name] for name in ("fetchBodies", "maxResults")} == {
        "fetchBodies": "true",
        "maxResults": "100",
    }
    assert datetime.fromisoformat(sent[0].query["startDate"]) < NOW - timedelta(days=6)


def test_fake_a_full_quota_waits(fake: FakeBlogger, blogger: Blogger) -> None:
    told = {"error": {"code": 403, "errors": [{"reason": "dailyLimitExceeded"}]}}
    fake.fail("GET", 403, told, "/comments")
    assert refusal(lambda: blogger.remarks(None, [])).kind is RetryClass.RETRY_AFTER


def test_fake_a_comment_that_cannot_be_read_hides_no_other(fake: FakeBlogger, blogger: Blogger, post: str) -> None:
    fake.comment(post, "Når?", NOW)
    damage(blogger, "items")
