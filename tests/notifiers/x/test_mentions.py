"""Mentions and conversations on X, and what reading them may cost, against a fake (tests/fakes/x.py)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from notifiers.base.abilities import Ability
from notifiers.base.allowance import Allowance, today
from notifiers.channels.x import X
from schemas.accounts.account import Platform
from schemas.dialogue.remark import RemarkKind
from schemas.errors import RetryClass
from tests.fakes.x import USER, FakeX
from tests.notifiers.answers import answer, damage, read
from tests.notifiers.scenes import account, bound, places_in, refusal

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def fake() -> Iterator[FakeX]:
    with FakeX() as running:
        yield running


@pytest.fixture
def x(fake: FakeX, tmp_path: Path) -> X:
    return made(fake, tmp_path)


def made(fake: FakeX, folder: Path, **settings: Any) -> X:
    plugin = bound(fake.url, folder)
    assert isinstance(plugin, X)
    plugin.bind(account(Platform.X, **settings), places_in(folder))
    return plugin


@pytest.fixture
def post(fake: FakeX) -> str:
    return fake.write("Kok vannet.", NOW - timedelta(hours=1))


def test_fake_mentions_and_what_stands_under_our_posts_are_read(fake: FakeX, x: X, post: str) -> None:
    first = fake.write("Når er det over?", NOW - timedelta(minutes=9), post, "71")
    under = fake.write("@kommunen lurer også", NOW - timedelta(minutes=8), first, "72")
    mine = fake.write("I morgen.", NOW - timedelta(minutes=7), first)
    beside = fake.write("Hva gjør @kommunen nå?", NOW - timedelta(minutes=6), None, "71")
    found, _ = read(x, own=[post])
    assert set(found) == {first, under, mine, beside}
    assert (found[first].kind, found[first].post_id, found[first].parent_id) == (RemarkKind.COMMENT, post, None)
    assert (found[first].author, found[first].text, found[first].ours) == ("navn71", "Når er det over?", False)
    assert (found[under].kind, found[under].parent_id, found[mine].ours) == (RemarkKind.REPLY, first, True)
    assert (found[beside].kind, found[beside].post_id) == (RemarkKind.MENTION, None)


def test_fake_no_page_is_passed_over_and_late_ones_are_read_next(fake: FakeX, x: X, post: str) -> None:
    fake.page = 3
    written = [fake.write(f"@kommunen nr. {n}", NOW - timedelta(minutes=60 - n), None, "71") for n in range(10)]
    first = x.remarks(None, [post])
    late = fake.write("@kommunen mens vi blar", datetime.now(UTC), None, "71")
    found, cursor = read(x, first.cursor, [post])
    assert {one.remote_id for one in first.remarks} | set(found) >= set(written)
    assert late in read(x, cursor, [post])[0]
    assert read(x, "en annens markør")[0], "from the start again"


def test_what_is_gone_is_none(fake: FakeX, x: X, post: str) -> None:
    first = fake.write("Når?", NOW, post, "71")
    remark = read(x, own=[post])[0][first]
    assert x.remark(remark) == remark
    del fake.posts[first]
    assert x.remark(remark) is None


def test_fake_an_answer_is_found_by_its_words_right_under_it(fake: FakeX, x: X, post: str) -> None:
    first = fake.write("Når?", NOW, post, "71")
    remark = read(x, own=[post])[0][first]
    out = answer(remark)
    assert x.find(out) is None
    fake.lose("POST", "/2/tweets")
    assert refusal(lambda: x.deliver(out)).kind is RetryClass.AMBIGUOUS
    found = x.find(out)
    assert found and fake.posts[found.remote_id or ""]["reply"] == first
    fake.posts[found.remote_id or ""]["text"] = f"@navn71 {out.rendering.text}"
    assert x.find(out), "X's own name before it"
    assert x.find(answer(remark, "Andre ord.")) is None


def test_fake_only_what_stands_under_our_posts_is_hidden(fake: FakeX, x: X, post: str) -> None:
    first = fake.write("Sjikane", NOW, post, "71")
    beside = fake.write("Dumme @kommunen", NOW, None, "71")
    found, _ = read(x, own=[post])
    for work, hidden in ((x.hide, {first}), (x.unhide, set())):
        work(found[first])
        work(found[first])
        assert fake.hidden == hidden
    error = refusal(lambda: x.hide(found[beside]))
    assert error.kind is RetryClass.PERMANENT and "our own posts" in str(error)
    assert "never removed" in str(x.unable(Ability.REMOVE_REMARK))


def test_no_more_is_read_than_the_days_money_pays_for(fake: FakeX, tmp_path: Path) -> None:
    """And it begins anew with the day, from where it was."""
    x = made(fake, tmp_path, read_budget="0.50")
    for n in range(300):
        fake.write(f"@kommunen nr. {n}", NOW - timedelta(minutes=400 - n), None, str(1000 + n))
    first = x.remarks(None, [])
    assert first.more and 30 < len(first.remarks) < 50, "the money is used before all is read"
    cursor = first.cursor
    stopped = refusal(lambda: x.remarks(cursor, []))
    assert stopped.kind is RetryClass.RETRY_AFTER and "used up for today" in str(stopped)
    assert fake.dollars() <= Decimal("0.50")
    kept = Allowance.read(cursor, today(ZoneInfo("UTC")))
    assert kept.used == fake.dollars()
    tomorrow = kept.model_copy(update={"day": kept.day - timedelta(days=1)}).model_dump_json()
    assert x.remarks(tomorrow, []).remarks, "goes on at its page"


def test_what_is_read_again_the_same_day_costs_nothing(fake: FakeX, x: X, post: str) -> None:
    for n in range(20):
        fake.write(f"@kommunen nr. {n}", NOW - timedelta(minutes=5), None, "71")
    cursor: str | None = None
    for _ in range(5):
        _, cursor = read(x, cursor, [post])
    used = Allowance.read(cursor, today(ZoneInfo("UTC"))).used
    assert fake.dollars() <= used <= fake.dollars() + Decimal("0.02"), "our own post under which was searched costs too"


def test_with_no_money_nothing_is_asked(fake: FakeX, tmp_path: Path) -> None:
    error = refusal(lambda: made(fake, tmp_path, read_budget=0).remarks(None, []))
    assert error.kind is RetryClass.RETRY_AFTER and error.retry_after and error.retry_after <= 86_400
    assert fake.requests == []


def test_fake_a_full_window_waits_and_no_error_has_a_secret(fake: FakeX, x: X) -> None:
    fake.fail("GET", 429, {"title": "hemmelig"}, "/mentions", {"x-rate-limit-reset": str(int(NOW.timestamp()) + 60)})
    error = refusal(lambda: x.remarks(None, []))
    assert error.kind is RetryClass.RETRY_AFTER and error.retry_after and error.retry_after <= 61
    assert "hemmelig" not in f"{error!r}{error.sentence!r}"


def test_fake_mention_wire(fake: FakeX, x: X, post: str) -> None:
    first = fake.write("Når?", NOW, post, "71")
    found, _ = read(x, own=[post, "urn:noe"])
    x.hide(found[first])
    mentions, search, hide = fake.requests
    fields = "created_at,author_id,conversation_id,referenced_tweets,entities,note_tweet"
    common = {"tweet.fields": fields, "expansions": "author_id", "user.fields": "username", "max_results": "100"}
    assert mentions.path == f"/2/users/{USER}/mentions" and common.items() <= mentions.query.items()
    assert search.path == "/2/tweets/search/recent"
    assert search.query["query"] == f"conversation_id:{post}" and common.items() <= search.query.items()
    assert (hide.method, hide.path, hide.json) == ("PUT", f"/2/tweets/{first}/hidden", {"hidden": True})


def test_fake_a_comment_that_cannot_be_read_hides_no_other(fake: FakeX, x: X, post: str) -> None:
    fake.write("Når?", NOW, post, "71")
    damage(x, "data", [post])
