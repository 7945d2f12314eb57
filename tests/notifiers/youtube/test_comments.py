"""Comments under videos, against a fake (tests/fakes/youtube_comments.py)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from notifiers.base.allowance import Allowance, today
from notifiers.channels.youtube import YouTube
from notifiers.channels.youtube.comments import PACIFIC, UNITS
from schemas.accounts.account import Platform
from schemas.dialogue.remark import RemarkKind
from schemas.errors import RetryClass
from tests.fakes.server import Wire
from tests.fakes.youtube import CHANNEL, FakeYouTube
from tests.notifiers.answers import ANSWER, answer, damage, read
from tests.notifiers.scenes import bound, refusal

NOW = datetime.now(UTC).replace(microsecond=0)
VIDEO = "vid00000000"


@pytest.fixture
def fake() -> Iterator[FakeYouTube]:
    with FakeYouTube() as running:
        yield running


@pytest.fixture
def youtube(fake: FakeYouTube, tmp_path: Path) -> YouTube:
    plugin = bound(fake.url, tmp_path, Platform.YOUTUBE)
    assert isinstance(plugin, YouTube)
    return plugin


def test_fake_threads_are_read_with_all_replies_and_what_is_held_back(fake: FakeYouTube, youtube: YouTube) -> None:
    first = fake.comments.write(VIDEO, "Når?", NOW - timedelta(minutes=9))
    under = [fake.comments.write(VIDEO, f"Ja {n}", NOW - timedelta(minutes=8), first) for n in range(4)]
    mine = fake.comments.write(VIDEO, "I morgen.", NOW, first, CHANNEL)
    held = fake.comments.write(VIDEO, "http://", NOW, state="heldForReview")
    spam = fake.comments.write(VIDEO, "KJØP", NOW, state="likelySpam")
    found, _ = read(youtube)
    assert set(found) == {first, *under, mine, held, spam}
    assert (found[first].kind, found[first].post_id, found[first].parent_id) == (RemarkKind.COMMENT, VIDEO, None)
    assert (found[first].author, found[first].text, found[first].ours) == ("@UCper", "Når?", False)
    assert (found[under[3]].kind, found[under[3]].parent_id, found[mine].ours) == (RemarkKind.REPLY, first, True)
    assert [found[one].hidden for one in (first, held, spam)] == [False, True, True]
    assert found[first].remote_url == f"https://www.youtube.com/watch?v={VIDEO}&lc={first}"


def test_fake_no_page_is_passed_over_and_late_ones_are_read_next(fake: FakeYouTube, youtube: YouTube) -> None:
    fake.comments.page = 3
    written = [fake.comments.write(VIDEO, f"Nr. {n}", NOW - timedelta(minutes=60 - n)) for n in range(10)]
    first = youtube.remarks(None, [])
    late = fake.comments.write(VIDEO, "Mens vi blar", datetime.now(UTC))
    found, cursor = read(youtube, first.cursor)
    assert {one.remote_id for one in first.remarks} | set(found) >= set(written)
    under = fake.comments.write(VIDEO, "Svar", NOW, written[-1])
    again, _ = read(youtube, cursor)
    assert late in again and under in again
    assert read(youtube, "en annens markør")[0], "from the start again"


def test_fake_replies_are_asked_for_once_for_each_number_of_them(fake: FakeYouTube, youtube: YouTube) -> None:
    first = fake.comments.write(VIDEO, "Når?", NOW)
    for n in range(4):
        fake.comments.write(VIDEO, f"Ja {n}", NOW, first)

    def asked(cursor: str | None) -> tuple[int, str | None]:
        fake.requests.clear()
        _, then = read(youtube, cursor)
        return len([wire for wire in fake.requests if wire.path.endswith("/comments")]), then

    once, cursor = asked(None)
    none, cursor = asked(cursor)
    fake.comments.write(VIDEO, "Ja 5", NOW, first)
    again, _ = asked(cursor)
    assert (once, none, again) == (1, 0, 1)


def test_fake_an_edit_is_an_edit_and_what_is_gone_is_gone(fake: FakeYouTube, youtube: YouTube) -> None:
    first = fake.comments.write(VIDEO, "Er vannet rent?", NOW - timedelta(minutes=5))
    found, cursor = read(youtube)
    later = NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
    fake.comments.made[first] |= {"text": "Er vannet farlig?", "changed": later}
    again = read(youtube, cursor)[0][first]
    assert again.text == "Er vannet farlig?" and again.edited_at == NOW and youtube.remark(found[first]) == again
    del fake.comments.made[first]
    assert youtube.remark(found[first]) is None


def test_fake_an_answer_stands_in_the_thread_and_is_found_by_its_words(fake: FakeYouTube, youtube: YouTube) -> None:
    first = fake.comments.write(VIDEO, "Når?", NOW)
    under = fake.comments.write(VIDEO, "Ja, når?", NOW, first)
    remark = read(youtube)[0][under]
    out = answer(remark)
    assert youtube.find(out) is None
    fake.lose("POST", "/comments")
    assert refusal(lambda: youtube.deliver(out)).kind is RetryClass.AMBIGUOUS
    found = youtube.find(out)
    assert found and fake.comments.made[found.remote_id or ""]["above"] == first
    assert youtube.find(answer(remark, "Andre ord.")) is None


def test_fake_held_back_shown_and_rejected_twice_is_once(fake: FakeYouTube, youtube: YouTube) -> None:
    first = fake.comments.write(VIDEO, "Sjikane", NOW)
    remark = read(youtube)[0][first]
    for work, state in (
        (youtube.hide, "heldForReview"),
        (youtube.unhide, "published"),
        (youtube.remove_remark, "rejected"),
    ):
        work(remark)
        work(remark)
        assert fake.comments.made[first]["state"] == state
    assert first not in read(youtube)[0]


def test_reading_ends_when_its_share_of_the_units_is_used(fake: FakeYouTube, youtube: YouTube) -> None:
    """And begins anew with the day, from where it was."""
    fake.comments.write(VIDEO, "Når?", NOW)
    _, cursor = read(youtube)
    kept = Allowance.read(cursor, today(PACIFIC))
    assert kept.used == 3
    full = kept.model_copy(update={"used": Decimal(UNITS)})
    error = refusal(lambda: youtube.remarks(full.model_dump_json(), []))
    assert error.kind is RetryClass.RETRY_AFTER and error.retry_after and error.retry_after <= 25 * 3600
    assert "used up for today" in str(error)
    yesterday = full.model_copy(update={"day": today(PACIFIC) - timedelta(days=1)})
    page = youtube.remarks(yesterday.model_dump_json(), [])
    assert Allowance.read(page.cursor, today(PACIFIC)).used == 1


def test_fake_the_platforms_own_quota_and_a_missing_scope_are_told(fake: FakeYouTube, youtube: YouTube) -> None:
    fake.comments.left = 0
    assert refusal(lambda: youtube.remarks(None, [])).kind is RetryClass.RETRY_AFTER
    fake.comments.left, fake.comments.scoped = 10_000, False
    error = refusal(lambda: youtube.remarks(None, []))
    assert error.kind is RetryClass.OPERATOR and "hemmelig" not in f"{error!r}{error.sentence!r}"
    (told,) = [one for one in youtube.check() if one.level == "warning"]
    assert "youtube.force-ssl" in str(told.sentence)


def test_fake_comment_wire(fake: FakeYouTube, youtube: YouTube) -> None:
    first = fake.comments.write(VIDEO, "Når?", NOW)
    page = youtube.remarks(None, [])
    youtube.deliver(answer(page.remarks[0]))
    youtube.hide(page.remarks[0])
    asked = {"allThreadsRelatedToChannelId": CHANNEL, "part": "snippet,replies", "order": "time"}
    asked |= {"maxResults": "100", "textFormat": "plainText", "moderationStatus": "published"}
    said = {"snippet": {"parentId": first, "textOriginal": ANSWER}}
    held = {"id": first, "moderationStatus": "heldForReview"}
    assert fake.told() == [
        ("GET", "/youtube/v3/commentThreads", asked, None),
        ("POST", "/youtube/v3/comments", {"part": "snippet"}, said),
        ("POST", "/youtube/v3/comments/setModerationStatus", held, None),
    ]


def test_the_fake_refuses_what_youtube_refuses(fake: FakeYouTube) -> None:
    first = fake.comments.write(VIDEO, "En", NOW)
    reply = fake.comments.write(VIDEO, "To", NOW, first)
    js = {"content-type": "application/json"}

    def status(method: str, path: str, query: dict[str, str], body: bytes = b"") -> int:
        return fake.comments.route(Wire(method, f"/youtube/v3/{path}", query, js, body), NOW).status

    assert status("GET", "commentThreads", {"allThreadsRelatedToChannelId": CHANNEL, "order": "relevance"}) == 400
    assert status("GET", "comments", {"part": "snippet"}) == 400
    part = {"part": "snippet"}
    assert status("POST", "comments", part, b'{"snippet": {"parentId": "x", "textOriginal": "y"}}') == 404
    assert (
        status("POST", "comments", part, f'{{"snippet": {{"parentId": "{reply}", "textOriginal": "y"}}}}'.encode())
        == 400
    )
    assert status("POST", "comments/setModerationStatus", {"id": first, "moderationStatus": "spam"}) == 400
    assert status("POST", "comments/setModerationStatus", {"id": "x", "moderationStatus": "published"}) == 404


def test_fake_a_comment_that_cannot_be_read_hides_no_other(fake: FakeYouTube, youtube: YouTube) -> None:
    fake.comments.write(VIDEO, "Når?", NOW)
    damage(youtube, "items")
