"""Comments under a page's posts, against a fake (tests/fakes/facebook_comments.py)."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from notifiers.channels.facebook import Facebook
from schemas.accounts.account import Platform
from schemas.dialogue.remark import RemarkKind, RemoteRemark
from schemas.errors import RetryClass
from tests.fakes.facebook import PAGE, FakeFacebook
from tests.fakes.server import Wire
from tests.notifiers.answers import ANSWER, answer, damage, late_under_fifty, read
from tests.notifiers.scenes import bound, refusal

NOW = datetime.now(UTC)


@pytest.fixture
def fake() -> Iterator[FakeFacebook]:
    with FakeFacebook() as running:
        yield running


@pytest.fixture
def page(fake: FakeFacebook, tmp_path: Path) -> Facebook:
    plugin = bound(fake.url, tmp_path, Platform.FACEBOOK)
    assert isinstance(plugin, Facebook)
    return plugin


@pytest.fixture
def post(fake: FakeFacebook) -> str:
    return fake.write("Kok vannet.", NOW - timedelta(hours=1))


def test_fake_comments_and_replies_are_read_with_what_they_belong_to(
    fake: FakeFacebook, page: Facebook, post: str
) -> None:
    first = fake.comments.write(post, "Når er det over?", NOW - timedelta(minutes=9))
    under = fake.comments.write(first, "Lurer også", NOW - timedelta(minutes=8))
    mine = fake.comments.write(first, "I morgen.", NOW - timedelta(minutes=7), PAGE)
    found, _ = read(page, own=[post])
    assert set(found) == {first, under, mine}
    assert (found[first].kind, found[first].post_id, found[first].parent_id) == (RemarkKind.COMMENT, post, None)
    assert (found[first].author, found[first].text, found[first].ours) == ("Per Hansen", "Når er det over?", False)
    assert (found[under].kind, found[under].parent_id, found[mine].ours) == (RemarkKind.REPLY, first, True)
    assert str(found[first].remote_url).startswith("https://www.facebook.com/")


def test_fake_no_page_is_passed_over_and_what_comes_meanwhile_is_read_next(
    fake: FakeFacebook, page: Facebook, post: str
) -> None:
    fake.comments.page = 3
    written = [fake.comments.write(post, f"Nr. {n}", NOW - timedelta(minutes=60 - n)) for n in range(10)]
    first = page.remarks(None, [post])
    late = fake.comments.write(post, "Mens vi blar", datetime.now(UTC))
    found, cursor = read(page, first.cursor, [post])
    assert {one.remote_id for one in first.remarks} | set(found) >= set(written)
    assert late in read(page, cursor, [post])[0]


def test_fake_an_edit_is_seen_and_what_is_gone_is_none(fake: FakeFacebook, page: Facebook, post: str) -> None:
    number = fake.comments.write(post, "Er vannet rent?", NOW)
    found, cursor = read(page, own=[post])
    fake.comments.made[number]["message"] = "Er vannet farlig?"
    assert read(page, cursor, [post])[0][number].text == "Er vannet farlig?"
    seen = page.remark(found[number])
    assert seen and seen.text == "Er vannet farlig?" and seen.post_id == post
    del fake.comments.made[number]
    assert page.remark(found[number]) is None
    del fake.posts[post]
    assert read(page, own=[post])[0] == {}, "a post that is gone has no comments"


def test_fake_an_answer_stands_under_the_thread_and_is_found_by_its_words(
    fake: FakeFacebook, page: Facebook, post: str
) -> None:
    first = fake.comments.write(post, "Når?", NOW)
    under = fake.comments.write(first, "Ja, når?", NOW)
    asked = read(page, own=[post])[0][under]
    out = answer(asked)
    assert page.find(out) is None
    fake.lose("POST", "/comments")
    assert refusal(lambda: page.deliver(out)).kind is RetryClass.AMBIGUOUS
    found = page.find(out)
    assert found and fake.comments.made[found.remote_id or ""]["above"] == first
    assert fake.told()[-2][1].endswith(f"/{first}/comments") or fake.told()[-1][1].endswith(f"/{first}/comments")
    assert page.find(answer(asked, "Andre ord.")) is None


def test_fake_one_message_to_whoever_wrote_it_and_no_second(fake: FakeFacebook, page: Facebook, post: str) -> None:
    number = fake.comments.write(post, "Gjelder dette meg?", NOW)
    remark = read(page, own=[post])[0][number]
    out = answer(remark, "Send en henvendelse.", privately=True)
    receipt = page.deliver(out)
    assert receipt.remote_id == "m_1" and fake.comments.private == [(number, "Send en henvendelse.")]
    assert fake.told()[-2:] == [
        ("GET", f"/v26.0/{number}", {"fields": "id,can_reply_privately"}, None),
        (
            "POST",
            f"/v26.0/{PAGE}/messages",
            {},
            {"recipient": {"comment_id": number}, "message": {"text": "Send en henvendelse."}},
        ),
    ]
    assert len(read(page, own=[post])[0]) == 1, "nothing stands under it"
    again = refusal(lambda: page.deliver(answer(remark, "En til.", privately=True)))
    assert again.kind is RetryClass.PERMANENT and "one private answer" in str(again) and len(fake.comments.private) == 1
    old = fake.comments.write(post, "For åtte dager siden", NOW - timedelta(days=8))
    late = answer(RemoteRemark(remote_id=old, post_id=post, author="Per", text="?", written_at=NOW), privately=True)
    assert refusal(lambda: page.deliver(late)).kind is RetryClass.PERMANENT
    del fake.comments.made[number]
    assert "no longer on Facebook" in str(refusal(lambda: page.deliver(out)))


def test_fake_one_in_doubt_is_neither_read_back_nor_taken_for_a_comment(
    fake: FakeFacebook, page: Facebook, post: str
) -> None:
    number = fake.comments.write(post, "Når?", NOW)
    remark = read(page, own=[post])[0][number]
    out = answer(remark, "Send en henvendelse.", privately=True)
    fake.lose("POST", "/messages")
    assert refusal(lambda: page.deliver(out)).kind is RetryClass.AMBIGUOUS
    fake.comments.write(number, "Send en henvendelse.", NOW, PAGE)
    refusal(lambda: page.find(out))


def test_fake_the_right_to_write_to_people_is_one_of_its_own(fake: FakeFacebook, page: Facebook, post: str) -> None:
    number = fake.comments.write(post, "Når?", NOW)
    remark = read(page, own=[post])[0][number]
    fake.token["scopes"] = [scope for scope in fake.token["scopes"] if scope != "pages_messaging"]  # type: ignore[attr-defined]  # a list
    assert refusal(lambda: page.deliver(answer(remark, privately=True))).kind is RetryClass.OPERATOR


def test_fake_hidden_shown_and_removed_only_where_the_page_may(fake: FakeFacebook, page: Facebook, post: str) -> None:
    number = fake.comments.write(post, "Sjikane", NOW)
    remark = read(page, own=[post])[0][number]
    for work, hidden in ((page.hide, True), (page.unhide, False)):
        work(remark)
        work(remark)
        assert fake.comments.made[number]["is_hidden"] is hidden
    assert len([wire for wire in fake.requests if wire.method == "POST"]) == 2, "what is done is not done again"
    fake.comments.made[number] |= {"can_hide": False, "can_remove": False}
    for refused in (page.hide, page.remove_remark):
        error = refusal(lambda work=refused: work(remark))  # type: ignore[misc]  # bound at once
        assert error.kind is RetryClass.PERMANENT and "Facebook does not let" in str(error)
    fake.comments.made[number]["can_remove"] = True
    page.remove_remark(remark)
    page.remove_remark(remark)
    assert number not in fake.comments.made


def test_fake_missing_scopes_are_named(fake: FakeFacebook, page: Facebook, post: str) -> None:
    number = fake.comments.write(post, "Hei", NOW)
    fake.token["scopes"] = ["pages_show_list", "pages_manage_posts", "pages_read_engagement"]
    remark = read(page, own=[post])[0][number]
    assert remark.author == "?"
    assert refusal(lambda: page.deliver(answer(remark))).kind is RetryClass.OPERATOR
    (told,) = [one for one in page.check() if one.level == "warning"]
    assert "pages_read_user_content, pages_manage_engagement" in str(told.sentence)


def test_fake_a_full_quota_waits_and_no_error_has_the_token(fake: FakeFacebook, page: Facebook, post: str) -> None:
    fake.fail("GET", 400, {"error": {"code": 32, "message": "hemmelig"}}, "/comments")
    error = refusal(lambda: page.remarks(None, [post]))
    assert error.kind is RetryClass.RETRY_AFTER and error.retry_after
    assert "hemmelig" not in f"{error!r}{error.sentence!r}"


def test_fake_comment_wire(fake: FakeFacebook, page: Facebook) -> None:
    remark = RemoteRemark(remote_id="1_5000", post_id="104711_1", author="Per", text="?", written_at=NOW)
    post = fake.write("x", NOW)
    page.remarks(None, [post])
    refusal(lambda: page.deliver(answer(remark)))
    fields = "id,from,message,created_time,parent{id},permalink_url,is_hidden"
    asked = {"fields": fields, "filter": "stream", "order": "reverse_chronological", "limit": "100"}
    assert fake.told() == [
        ("GET", f"/v26.0/{post}/comments", asked, None),
        ("POST", "/v26.0/1_5000/comments", {}, {"message": ANSWER}),
    ]


def test_the_fake_refuses_what_facebook_refuses(fake: FakeFacebook, post: str) -> None:
    known = {"authorization": "Bearer hemmelig", "content-type": "application/json"}
    reply = fake.comments.write(fake.comments.write(post, "En", NOW), "To", NOW)
    good = {"fields": "id", "filter": "stream", "order": "reverse_chronological", "limit": "100"}

    def code(method: str, path: str, body: bytes = b"", query: dict[str, str] | None = None) -> int:
        told = fake.route(Wire(method, f"/v26.0/{path}", query or {}, known, body)).told
        return int(told["error"]["code"]) if "error" in told else 0

    assert code("GET", f"{post}/comments", query=good) == 0
    assert code("GET", f"{post}/comments", query=good | {"filter": "toplevel"}) == 100
    assert code("GET", f"{post}/comments", query=good | {"fields": "id,ukjent"}) == 100
    assert code("GET", "1_2/comments", query=good) == 100
    assert code("POST", f"{post}/comments", b'{"message": ""}') == 100
    assert code("POST", f"{reply}/comments", b'{"message": "under et svar"}') == 100
    assert code("POST", reply, b'{"is_hidden": "ja"}') == 100

    def private(form: dict[str, Any]) -> int:
        return code("POST", f"{PAGE}/messages", json.dumps(form).encode())

    to, said = {"comment_id": reply}, {"text": "x"}
    assert (
        private({"recipient": to, "message": said, "tag": "x"})
        == private({"recipient": {"id": "8"}, "message": said})
        == 100
    )
    assert (
        private({"recipient": {"comment_id": "1_2"}, "message": said})
        == private({"recipient": to, "message": {"text": ""}})
        == 100
    )
    assert private({"recipient": to, "message": said}) == 0 and private({"recipient": to, "message": said}) == 10900
    fake.comments.made[reply]["can_hide"] = False
    assert code("POST", reply, b'{"is_hidden": true}') == 200


def test_fake_a_comment_that_cannot_be_read_hides_no_other(fake: FakeFacebook, page: Facebook, post: str) -> None:
    fake.comments.write(post, "Når er det over?", NOW)
    damage(page, "data", [post])


def test_fake_a_comment_under_any_of_fifty_posts_is_seen_in_the_next_look(fake: FakeFacebook, page: Facebook) -> None:
    posts = [fake.write(f"Nr. {n}", NOW - timedelta(hours=60 - n)) for n in range(50)][::-1]
    late, asked = late_under_fifty(page, fake, posts, lambda post: fake.comments.write(post, "Når?", datetime.now(UTC)))
    assert len(asked) <= 1 + 10 + len(late)
    counted = {"fields": "id,comments.filter(stream).limit(0).summary(total_count)", "limit": "100"}
    assert (asked[0].path, asked[0].query) == (f"/v26.0/{PAGE}/published_posts", counted)
