"""What only Telegram does, against a fake (tests/fakes/telegram.py)."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notifiers.abilities import Ability
from notifiers.channels import Channels
from notifiers.telegram import Telegram
from schemas.account import Platform
from schemas.errors import RetryClass
from schemas.rendering import Action
from tests.fakes.server import Wire
from tests.fakes.telegram import BOT, CHAT, FakeTelegram
from tests.notifiers.scenes import account, bound, outgoing, places_in, refusal
from tests.notifiers.test_hosted import file

PATH = f"/bot{BOT}:hemmelig"


@pytest.fixture
def fake() -> Iterator[FakeTelegram]:
    with FakeTelegram() as running:
        yield running


@pytest.fixture
def telegram(fake: FakeTelegram, tmp_path: Path) -> Telegram:
    return made(fake.url, tmp_path)


def made(url: str, folder: Path) -> Telegram:
    plugin = bound(url, folder)
    assert isinstance(plugin, Telegram)
    return plugin


def test_fake_wire(fake: FakeTelegram, telegram: Telegram) -> None:
    post = telegram.deliver(outgoing("Kok *alt*.")).remote_id
    telegram.deliver(outgoing("Faren er over.", Action.FOLLOW_UP, target=post))
    telegram.deliver(outgoing("Rett.", Action.EDIT, target=post))
    telegram.deliver(outgoing(action=Action.DELETE, target=post))
    telegram.check()
    quiet, number = {"is_disabled": True}, int(post or "0")
    assert fake.told() == [
        ("POST", f"{PATH}/sendMessage", {}, {"chat_id": CHAT, "text": "Kok *alt*.", "link_preview_options": quiet}),
        ("POST", f"{PATH}/sendMessage", {}, {"chat_id": CHAT, "text": "Faren er over.", "link_preview_options": quiet,
                                             "reply_parameters": {"message_id": number, "allow_sending_without_reply": True}}),
        ("POST", f"{PATH}/editMessageText", {}, {"chat_id": CHAT, "message_id": number, "text": "Rett.", "link_preview_options": quiet}),
        ("POST", f"{PATH}/deleteMessage", {}, {"chat_id": CHAT, "message_id": number}),
        ("GET", f"{PATH}/getMe", {}, None), ("GET", f"{PATH}/getChatMember", {"chat_id": CHAT, "user_id": BOT}, None),
        ("GET", f"{PATH}/getChatAdministrators", {"chat_id": CHAT}, None),
    ]  # fmt: skip


def test_fake_files_stand_under_the_text_with_their_words_and_go_with_it(fake: FakeTelegram, telegram: Telegram, tmp_path: Path) -> None:
    media = (file(tmp_path, "image/png"), file(tmp_path, "application/pdf"), file(tmp_path, "video/mp4"))
    receipt = telegram.deliver(outgoing("Med filer.", media=media))
    assert receipt.remote_id == "100,101,102,103" and receipt.remote_url == "https://t.me/kommunen/100"
    assert [(post.get("caption"), post.get("reply")) for post in fake.posts.values()][1:] == [("Kart over Lånke", 100)] * 3
    assert [wire.path.rpartition("/")[2] for wire in fake.requests] == ["sendMessage", "sendPhoto", "sendDocument", "sendVideo"]
    telegram.deliver(outgoing("Rett.", Action.EDIT, target=receipt.remote_id))
    assert fake.texts() == ["Rett."]
    telegram.deliver(outgoing(action=Action.DELETE, target=receipt.remote_id))
    assert fake.posts == {}


def test_fake_a_text_whose_file_is_refused_is_asked_about_and_never_posted_twice(fake: FakeTelegram, telegram: Telegram, tmp_path: Path) -> None:
    fake.fail("POST", 500, {}, "sendPhoto")
    error = refusal(lambda: telegram.deliver(outgoing("Med kart.", media=(file(tmp_path, "image/png"),))))
    assert error.kind is RetryClass.AMBIGUOUS and "without its files" in str(error) and fake.texts() == ["Med kart."]


def test_fake_changing_to_the_same_is_done_already(fake: FakeTelegram, telegram: Telegram) -> None:
    post = telegram.deliver(outgoing("Rett.")).remote_id
    assert telegram.deliver(outgoing("Rett.", Action.EDIT, target=post)).detail == "changed"


def test_fake_after_48_hours_a_person_has_to_remove_it(fake: FakeTelegram, telegram: Telegram) -> None:
    post = fake.write("Gammelt", datetime.now(UTC) - timedelta(hours=49))
    error = refusal(lambda: telegram.deliver(outgoing(action=Action.DELETE, target=str(post))))
    assert error.kind is RetryClass.PERMANENT and "48 hours" in str(error)


def test_fake_posts_by_others_are_seen_and_none_is_lost_in_a_crash(fake: FakeTelegram, telegram: Telegram, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    telegram.deliver(outgoing("Vårt eget."))
    first = fake.write("Utenfra", now)
    fake.updates.append({"update_id": 9999, "channel_post": {"message_id": 5, "chat": {"id": -1002, "username": "andre"}, "text": "Annen kanal"}})
    assert [(post.remote_id, post.text, post.remote_url) for post in telegram.watch(now)] == [(str(first), "Utenfra", f"https://t.me/kommunen/{first}")]
    again = made(fake.url, tmp_path)
    assert [post.text for post in again.watch(now)] == ["Utenfra"], "the process that saw it may have died before it was stored"
    second = fake.write("En til", now)
    assert [post.text for post in again.watch(now)] == [] and fake.updates == [], "taken: after the foreign channel's"
    assert second in fake.posts


def test_fake_the_lock_lowers_those_the_bot_made_and_restores_exactly(fake: FakeTelegram, telegram: Telegram, tmp_path: Path) -> None:
    people = json.loads(json.dumps(fake.people))
    before = telegram.roles()
    assert json.loads(json.dumps(before)) == before and set(before["users"]) == {"2", "3"}
    fake.fail("POST", 500, {}, "promoteChatMember")
    assert refusal(lambda: telegram.lock(before)).kind is RetryClass.RETRY_BACKOFF
    second = made(fake.url, tmp_path)
    second.lock(before)
    second.lock(before)
    assert [fake.people[user]["can_post_messages"] for user in ("2", "3", "4")] == [False, False, True]
    assert second.deliver(outgoing("Vi selv når fram.")).remote_id
    second.unlock(json.loads(json.dumps(before)))
    second.unlock(before)
    assert fake.people == people


def test_fake_check_names_those_no_bot_can_lock(fake: FakeTelegram, telegram: Telegram) -> None:
    findings = telegram.check()
    assert [finding.level for finding in findings] == ["ok", "warning"] and "eier, nr4" in str(findings[1].sentence)
    fake.people[BOT]["can_post_messages"] = False
    assert [finding.level for finding in telegram.check()] == ["ok", "error", "warning"]


def test_fake_telegram_says_how_long_to_wait(fake: FakeTelegram, telegram: Telegram) -> None:
    fake.fail("POST", 429, {"ok": False, "error_code": 429, "parameters": {"retry_after": 17}}, "sendMessage")
    assert refusal(lambda: telegram.deliver(outgoing())).retry_after == 17


def test_it_is_watched_although_nothing_of_ours_can_be_found(fake: FakeTelegram, tmp_path: Path) -> None:
    channels = Channels(places_in(tmp_path), lambda _: fake.url)
    target = account(Platform.TELEGRAM, secret="t")
    assert channels.can_watch(target) and not channels.can_find(target) and channels.can_lock(target)
    fake.write("Utenfra", datetime.now(UTC))
    assert [post.text for post in channels.read_back(target, datetime.now(UTC))] == ["Utenfra"]
    assert Ability.READ_BACK in Telegram.cannot


@pytest.mark.parametrize("sign", ["x", "å"])
def test_at_the_limit_and_one_over(telegram: Telegram, sign: str) -> None:
    assert telegram.deliver(outgoing(sign * 4096)).remote_id
    assert refusal(lambda: telegram.deliver(outgoing(sign * 4097))).kind is RetryClass.PERMANENT


def test_the_fake_refuses_what_telegram_refuses(fake: FakeTelegram) -> None:
    def status(path: str, body: object) -> int:
        return fake.route(Wire("POST", path, {}, {"content-type": "application/json"}, json.dumps(body).encode())).status

    assert status("/bot770:feil/sendMessage", {}) == 401
    assert status(f"{PATH}/sendMessage", {"chat_id": "@andre", "text": "x"}) == 400
    assert status(f"{PATH}/sendMessage", {"chat_id": CHAT, "text": "x", "ukjent": 1}) == 400
    assert status(f"{PATH}/editMessageText", {"chat_id": CHAT, "message_id": 1, "text": "x"}) == 400
    assert status(f"{PATH}/promoteChatMember", {"chat_id": CHAT, "user_id": 4}) == 400
    assert status(f"{PATH}/ukjent", {}) == 404
