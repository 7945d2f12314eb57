"""Comments and mentions on LinkedIn, against a fake (tests/fakes/linkedin_comments.py)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notifiers.base.abilities import Ability
from notifiers.channels.linkedin import LinkedIn
from schemas.accounts.account import Platform
from schemas.dialogue.remark import RemarkKind
from schemas.errors import RetryClass
from tests.fakes.linkedin import PAGE, FakeLinkedIn
from tests.fakes.server import Wire
from tests.notifiers.answers import ANSWER, answer, damage, read
from tests.notifiers.scenes import bound, refusal

NOW = datetime.now(UTC)


@pytest.fixture
def fake() -> Iterator[FakeLinkedIn]:
    with FakeLinkedIn() as running:
        yield running


@pytest.fixture
def linkedin(fake: FakeLinkedIn, tmp_path: Path) -> LinkedIn:
    plugin = bound(fake.url, tmp_path, Platform.LINKEDIN)
    assert isinstance(plugin, LinkedIn)
    return plugin


@pytest.fixture
def post(fake: FakeLinkedIn) -> str:
    return fake.write("Kok vannet.", NOW - timedelta(hours=1))


def test_fake_comments_replies_and_mentions_are_read(fake: FakeLinkedIn, linkedin: LinkedIn, post: str) -> None:
    first = fake.comments.write(post, "Når er det over?", NOW - timedelta(minutes=9))
    under = fake.comments.write(first, "Lurer også", NOW - timedelta(minutes=8))
    mine = fake.comments.write(first, "I morgen.", NOW - timedelta(minutes=7), PAGE)
    other = fake.write("Hva gjør kommunen?", NOW - timedelta(minutes=6))
    fake.posts[other]["author"] = "urn:li:person:kari"
    fake.comments.notify("SHARE_MENTION", other, NOW - timedelta(minutes=6))
    found, _ = read(linkedin)
    assert set(found) == {first, under, mine, other}
    assert (found[first].kind, found[first].post_id, found[first].parent_id) == (RemarkKind.COMMENT, post, None)
    assert (found[first].author, found[first].text, found[first].ours) == ("per", "Når er det over?", False)
    assert (found[under].kind, found[under].parent_id, found[mine].ours) == (RemarkKind.REPLY, first, True)
    assert (found[other].kind, found[other].author) == (RemarkKind.MENTION, "kari")
    assert "commentUrn=urn%3Ali%3Acomment%3A%28" in str(found[first].remote_url)


def test_fake_no_page_is_passed_over_and_what_was_read_is_not_asked_for_again(
    fake: FakeLinkedIn, linkedin: LinkedIn, post: str
) -> None:
    written = [fake.comments.write(post, f"Nr. {n}", NOW - timedelta(minutes=10)) for n in range(60)]
    first = linkedin.remarks(None, [])
    assert first.more and len(first.remarks) == 25
    late = fake.comments.write(post, "Mens vi blar", datetime.now(UTC))
    found, cursor = read(linkedin, first.cursor)
    assert {one.remote_id for one in first.remarks} | set(found) >= set(written)
    fake.requests.clear()
    assert set(read(linkedin, cursor)[0]) == {late}
    assert len([wire for wire in fake.requests if "socialActions" in wire.path]) == 1, (
        "the others came again, and are known"
    )
    assert len(read(linkedin, "en annens markør")[0]) == 61, "from the start again"


def test_fake_edits_and_deletions_are_told(fake: FakeLinkedIn, linkedin: LinkedIn, post: str) -> None:
    first = fake.comments.write(post, "Er vannet rent?", NOW - timedelta(minutes=5))
    second = fake.comments.write(post, "Bort", NOW - timedelta(minutes=5))
    found, cursor = read(linkedin)
    assert found[first].edited_at is None
    fake.comments.edit(first, "Er vannet farlig?", datetime.now(UTC))
    fake.comments.delete(second, datetime.now(UTC))
    again, _ = read(linkedin, cursor)
    assert again[first].text == "Er vannet farlig?" and again[first].edited_at and not again[first].deleted
    assert again[second].deleted
    assert linkedin.remark(found[second]) is None
    seen = linkedin.remark(found[first])
    assert seen and seen.text == "Er vannet farlig?" and seen.post_id == post


def test_fake_an_answer_names_the_comment_that_the_thread_begins_with(
    fake: FakeLinkedIn, linkedin: LinkedIn, post: str
) -> None:
    first = fake.comments.write(post, "Når?", NOW)
    under = fake.comments.write(first, "Ja, når?", NOW)
    remark = read(linkedin)[0][under]
    out = answer(remark)
    assert linkedin.find(out) is None
    fake.lose("POST", "socialActions")
    assert refusal(lambda: linkedin.deliver(out)).kind is RetryClass.AMBIGUOUS
    found = linkedin.find(out)
    assert found and fake.comments.made[found.remote_id or ""]["parentComment"] == first
    assert linkedin.find(answer(remark, "Andre ord.")) is None
    assert linkedin.deliver(answer(remark, "Andre ord.")).remote_id in fake.comments.made


def test_others_words_stay_and_it_says_where_to_remove_them(linkedin: LinkedIn) -> None:
    for ability in (Ability.HIDE, Ability.REMOVE_REMARK):
        assert "on the page itself" in str(linkedin.unable(ability))
    assert linkedin.unable(Ability.REPLY) is None


def test_fake_a_missing_scope_is_named_and_a_full_day_waits(fake: FakeLinkedIn, linkedin: LinkedIn) -> None:
    fake.fail("GET", 429, {"status": 429, "message": "hemmelig"}, "organizationalEntity")
    error = refusal(lambda: linkedin.remarks(None, []))
    assert error.kind is RetryClass.RETRY_AFTER and error.retry_after
    assert "hemmelig" not in f"{error!r}{error.sentence!r}"
    assert not any("lacks" in str(one.sentence) for one in linkedin.check())
    fake.comments.scoped = False
    assert refusal(lambda: linkedin.remarks(None, [])).kind is RetryClass.OPERATOR
    (told,) = [one for one in linkedin.check() if "lacks" in str(one.sentence)]
    assert "r_organization_social_feed" in str(told.sentence)


def test_fake_comment_wire(fake: FakeLinkedIn, linkedin: LinkedIn, post: str) -> None:
    first = fake.comments.write(post, "Når?", NOW - timedelta(minutes=1))
    (remark,) = linkedin.remarks(None, []).remarks
    linkedin.deliver(answer(remark))
    told, one, said = fake.requests
    assert told.path == "/rest/organizationalEntityNotifications"
    assert told.query["actions"] == "List(COMMENT,COMMENT_EDIT,COMMENT_DELETE,ADMIN_COMMENT,SHARE_MENTION)"
    assert {name: told.query[name] for name in ("q", "organizationalEntity", "start", "count")} == {
        "q": "criteria",
        "organizationalEntity": PAGE,
        "start": "0",
        "count": "25",
    }
    activity = post.replace("share", "activity")
    quoted = activity.replace(":", "%3A")
    assert one.path == f"/rest/socialActions/{quoted}/comments/6000"
    assert said.path == f"/rest/socialActions/urn%3Ali%3Acomment%3A%28{quoted}%2C6000%29/comments"
    assert said.json == {"actor": PAGE, "object": activity, "message": {"text": ANSWER}, "parentComment": first}
    assert all(wire.headers["linkedin-version"] == "202611" for wire in fake.requests)


def test_the_fake_refuses_what_linkedin_refuses(fake: FakeLinkedIn, post: str) -> None:
    first = fake.comments.write(post, "En", NOW)
    reply = fake.comments.write(first, "To", NOW)
    activity = post.replace("share", "activity")

    def status(steps: list[str], body: str = "", **query: str) -> int:
        js = {"content-type": "application/json"}
        wire = Wire("POST" if body else "GET", "/", query, js, body.encode())
        return fake.comments.route(wire, steps, NOW).status

    assert status(["organizationalEntityNotifications"], q="criteria", actions="COMMENT") == 400
    assert status(["socialActions", "urn:li:share:1/comments"], start="0", count="10") == 404
    words = f'"actor": "{PAGE}", "object": "{activity}", "message": {{"text": "Hei"}}'
    assert status(["socialActions", f"{first}/comments"], f"{{{words}}}") == 400, "names no parent"
    assert status(["socialActions", f"{reply}/comments"], f'{{{words}, "parentComment": "{reply}"}}') == 400
    assert (
        status(
            ["socialActions", f"{first}/comments"],
            f'{{{words}, "parentComment": "{first}"}}'.replace("Hei", "x" * 1251),
        )
        == 400
    )
    assert status(["socialActions", f"{first}/comments"], f'{{{words}, "parentComment": "{first}"}}') == 201


def test_fake_a_comment_that_cannot_be_read_hides_no_other(fake: FakeLinkedIn, linkedin: LinkedIn, post: str) -> None:
    fake.comments.write(post, "Når?", NOW)
    damage(linkedin, "elements")
