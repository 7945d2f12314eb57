"""The discussion group and messages to the bot, on a fake; one queue for the watch and the inbox."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notifiers.base.abilities import Ability
from notifiers.channels.telegram import Telegram
from schemas.dialogue.remark import RemarkKind
from schemas.errors import RetryClass
from tests.fakes.telegram import BOT, GROUP, FakeTelegram
from tests.notifiers.answers import ANSWER, answer, read
from tests.notifiers.scenes import bound, outgoing, refusal

PATH = f"/bot{BOT}:hemmelig"


@pytest.fixture
def fake() -> Iterator[FakeTelegram]:
    with FakeTelegram() as running:
        yield running


@pytest.fixture
def telegram(fake: FakeTelegram, tmp_path: Path) -> Telegram:
    plugin = bound(fake.url, tmp_path)
    assert isinstance(plugin, Telegram)
    return plugin


def id_of(message: dict[str, object]) -> str:
    chat = message["chat"]
    assert isinstance(chat, dict)
    return f"{chat['id']}:{message['message_id']}"


def test_fake_comments_answers_to_them_and_messages_to_the_bot_are_told_apart(
    fake: FakeTelegram, telegram: Telegram
) -> None:
    post = int(telegram.deliver(outgoing()).remote_id or 0)
    copy = fake.copied(post)
    comment = fake.hears("Når kommer vannet?", above=copy)
    deeper = fake.hears("Ja, når?", above=comment)
    alone = fake.hears("Hei", chat=44)
    fake.hears("Annet sted", chat=-999)
    fake.hears("", above=copy, new_chat_members=[])
    own = fake.hears("Vi svarer her", above=copy, sender_chat={"id": -1001, "username": "Kommunen"})
    found, _ = read(telegram)
    assert set(found) == {id_of(one) for one in (comment, deeper, alone, own)}
    first = found[id_of(comment)]
    assert (first.kind, first.post_id, first.parent_id) == (RemarkKind.COMMENT, str(post), None)
    assert (first.author, first.text, first.ours) == ("Per Dal", "Når kommer vannet?", False)
    assert first.remote_url == f"https://t.me/kommunen/{post}?comment={comment['message_id']}"
    second = found[id_of(deeper)]
    assert (second.kind, second.parent_id, second.post_id) == (RemarkKind.REPLY, id_of(comment), str(post))
    assert found[id_of(alone)].kind is RemarkKind.DIRECT and found[id_of(own)].ours


def test_fake_what_was_not_stored_is_handed_over_again_and_what_was_is_forgotten(
    fake: FakeTelegram, telegram: Telegram, tmp_path: Path
) -> None:
    first = id_of(fake.hears("Først"))
    found, cursor = read(telegram)
    assert set(found) == {first} == set(read(telegram)[0]), "nobody came back with the cursor"
    assert set(read(bound(fake.url, tmp_path))[0]) == {first}, "a new process finds it where it was"
    _, cursor = read(telegram)
    second = id_of(fake.hears("Så"))
    found, cursor = read(telegram, cursor)
    assert set(found) == {second}
    read(telegram, cursor)
    assert fake.updates == []


def test_fake_the_watch_and_the_inbox_take_nothing_from_each_other(fake: FakeTelegram, telegram: Telegram) -> None:
    since, cursor = datetime.now(UTC) - timedelta(minutes=5), None
    seen: set[str] = set()
    for number in range(5):
        fake.write(f"post {number}", datetime.now(UTC))
        remark = id_of(fake.hears(f"kommentar {number}"))
        if number % 2:
            assert f"post {number}" in {post.text for post in telegram.watch(since)}
        found, cursor = read(telegram, cursor)
        seen |= set(found)
        assert remark in seen
        assert f"post {number}" in {post.text for post in telegram.watch(since)}


def test_fake_of_a_flood_nothing_is_lost_whoever_is_slow(fake: FakeTelegram, telegram: Telegram) -> None:
    now = datetime.now(UTC)
    telegram.watch(now - timedelta(minutes=1))
    said = [id_of(fake.hears(f"nr {number}")) for number in range(250)]
    fake.write("Utenfra", now)
    looks = [telegram.watch(now - timedelta(minutes=1)) for _ in range(4)]
    assert any("Utenfra" in {post.text for post in posts} for posts in looks)
    assert set(read(telegram)[0]) == set(said), "kept for the inbox meanwhile"


def test_fake_an_edit_that_waits_is_seen_before_an_answer_leaves(fake: FakeTelegram, telegram: Telegram) -> None:
    message = fake.hears("Er vannet rent?")
    found, cursor = read(telegram)
    known = found[id_of(message)]
    assert telegram.remark(known) == known
    fake.changes(message, "Er vannet farlig?")
    now = telegram.remark(known)
    assert now and now.text == "Er vannet farlig?" and now.edited_at
    assert read(telegram, cursor)[0] == {known.remote_id: now}


def test_fake_an_answer_stands_under_it(fake: FakeTelegram, telegram: Telegram) -> None:
    message = fake.hears("Når?")
    known = read(telegram)[0][id_of(message)]
    receipt = telegram.deliver(answer(known))
    assert fake.told()[-1] == (
        "POST",
        f"{PATH}/sendMessage",
        {},
        {
            "chat_id": GROUP,
            "text": ANSWER,
            "link_preview_options": {"is_disabled": True},
            "reply_parameters": {"message_id": message["message_id"]},
        },
    )
    assert receipt.remote_id and fake.said[GROUP, int(receipt.remote_id.partition(":")[2])]["text"] == ANSWER
    assert Ability.READ_BACK in telegram.cannot, "in doubt a person is asked"


def test_fake_what_is_gone_is_not_answered_and_removed_twice_is_once(fake: FakeTelegram, telegram: Telegram) -> None:
    message = fake.hears("Sjikane")
    known = read(telegram)[0][id_of(message)]
    assert ("GET", f"{PATH}/getUpdates") in [asked[:2] for asked in fake.told()]
    for _ in range(2):
        telegram.remove_remark(known)
        form = {"chat_id": GROUP, "message_id": message["message_id"]}
        assert fake.told()[-1] == ("POST", f"{PATH}/deleteMessage", {}, form)
    assert (GROUP, message["message_id"]) not in fake.said
    error = refusal(lambda: telegram.deliver(answer(known)))
    assert error.kind is RetryClass.PERMANENT and "no longer" in str(error)
    assert "never hidden" in str(telegram.unable(Ability.HIDE))


def test_fake_without_a_group_only_messages_to_the_bot_are_heard(fake: FakeTelegram, telegram: Telegram) -> None:
    fake.group = None
    fake.hears("I en annen gruppe")
    alone = fake.hears("Hei", chat=44)
    assert set(read(telegram)[0]) == {id_of(alone)}
    assert any("no discussion group" in str(one.sentence) for one in telegram.check())


def test_fake_a_full_quota_says_for_how_long(fake: FakeTelegram, telegram: Telegram) -> None:
    fake.fail("GET", 429, {"ok": False, "parameters": {"retry_after": 17}}, "getUpdates")
    error = refusal(lambda: telegram.remarks(None, []))
    assert (error.kind, error.retry_after) == (RetryClass.RETRY_AFTER, 17)


def test_fake_a_message_that_cannot_be_read_hides_no_other(fake: FakeTelegram, telegram: Telegram) -> None:
    first = fake.hears("Når?")
    fake.tells("message", {"chat": {"id": GROUP, "type": "supergroup"}, "message_id": 5001, "text": "Uten tid"})
    fake.tells("channel_post", {"message_id": 5002})
    last = fake.hears("Hallo?")
    page = telegram.remarks(None, [])
    assert [one.remote_id for one in page.remarks] == [id_of(first), id_of(last)]
    assert len(set(page.unreadable)) == 2
    assert telegram.remarks(page.cursor, []).unreadable == ()
