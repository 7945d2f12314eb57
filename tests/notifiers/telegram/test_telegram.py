"""What only Telegram does, against a fake (tests/fakes/telegram.py)."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from notifiers.base.abilities import Ability
from notifiers.channels.telegram import Telegram
from notifiers.facade import Channels
from notifiers.render import render
from schemas.accounts.account import Platform
from schemas.drafts.content import Content
from schemas.drafts.rendering import PublishAction, RenderJob
from schemas.errors import InvalidInput, RetryClass
from tests.fakes.server import Wire
from tests.fakes.telegram import BOT, CHAT, FakeTelegram, address
from tests.notifiers.scenes import account, bound, outgoing, places_in, refusal
from tests.notifiers.test_hosted import file
from tests.servers.ports import free_port

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
    telegram.deliver(outgoing("Faren er over.", PublishAction.FOLLOW_UP, target=post))
    telegram.deliver(outgoing("Rett.", PublishAction.EDIT, target=post))
    telegram.deliver(outgoing(action=PublishAction.DELETE, target=post))
    telegram.check()
    quiet, number = {"is_disabled": True}, int(post or "0")
    assert fake.told() == [
        ("POST", f"{PATH}/sendMessage", {}, {"chat_id": CHAT, "text": "Kok *alt*.", "link_preview_options": quiet}),
        (
            "POST",
            f"{PATH}/sendMessage",
            {},
            {
                "chat_id": CHAT,
                "text": "Faren er over.",
                "link_preview_options": quiet,
                "reply_parameters": {"message_id": number, "allow_sending_without_reply": True},
            },
        ),
        (
            "POST",
            f"{PATH}/editMessageText",
            {},
            {"chat_id": CHAT, "message_id": number, "text": "Rett.", "link_preview_options": quiet},
        ),
        ("POST", f"{PATH}/deleteMessage", {}, {"chat_id": CHAT, "message_id": number}),
        ("GET", f"{PATH}/getMe", {}, None),
        ("GET", f"{PATH}/getChatMember", {"chat_id": CHAT, "user_id": BOT}, None),
        ("GET", f"{PATH}/getChat", {"chat_id": CHAT}, None),
        ("GET", f"{PATH}/getWebhookInfo", {}, None),
        ("GET", f"{PATH}/getChatAdministrators", {"chat_id": CHAT}, None),
    ]


def test_fake_files_stand_under_the_text_with_their_words_and_go_with_it(
    fake: FakeTelegram, telegram: Telegram, tmp_path: Path
) -> None:
    media = (file(tmp_path, "image/png"), file(tmp_path, "application/pdf"), file(tmp_path, "video/mp4"))
    receipt = telegram.deliver(outgoing("Med filer.", media=media))
    assert receipt.remote_id == "100,101,102,103" and receipt.remote_url == "https://t.me/kommunen/100"
    assert [(post.get("caption"), post.get("reply")) for post in fake.posts.values()][1:] == [
        ("Kart over Lånke", 100)
    ] * 3
    assert [wire.path.rpartition("/")[2] for wire in fake.requests] == [
        "sendMessage",
        "sendPhoto",
        "sendDocument",
        "sendVideo",
    ]
    telegram.deliver(outgoing("Rett.", PublishAction.EDIT, target=receipt.remote_id))
    assert fake.texts() == ["Rett."]
    telegram.deliver(outgoing(action=PublishAction.DELETE, target=receipt.remote_id))
    assert fake.posts == {}


def test_fake_a_text_whose_file_is_refused_is_asked_about_and_never_posted_twice(
    fake: FakeTelegram, telegram: Telegram, tmp_path: Path
) -> None:
    fake.fail("POST", 500, {}, "sendPhoto")
    error = refusal(lambda: telegram.deliver(outgoing("Med kart.", media=(file(tmp_path, "image/png"),))))
    assert error.kind is RetryClass.AMBIGUOUS and "without its files" in str(error) and fake.texts() == ["Med kart."]


def test_fake_changing_to_the_same_is_done_already(fake: FakeTelegram, telegram: Telegram) -> None:
    post = telegram.deliver(outgoing("Rett.")).remote_id
    assert telegram.deliver(outgoing("Rett.", PublishAction.EDIT, target=post)).detail == "changed"


def test_fake_after_48_hours_a_person_has_to_remove_it(fake: FakeTelegram, telegram: Telegram) -> None:
    post = fake.write("Gammelt", datetime.now(UTC) - timedelta(hours=49))
    error = refusal(lambda: telegram.deliver(outgoing(action=PublishAction.DELETE, target=str(post))))
    assert error.kind is RetryClass.PERMANENT and "48 hours" in str(error)


def test_fake_files_of_a_kind_are_one_album(fake: FakeTelegram, telegram: Telegram, tmp_path: Path) -> None:
    media = [file(tmp_path, mime) for mime in ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf")]
    receipt = telegram.deliver(outgoing("Med kart.", media=tuple(media)))
    assert [wire.path.rpartition("/")[2] for wire in fake.requests] == [
        "sendMessage",
        "sendMediaGroup",
        "sendAnimation",
        "sendDocument",
    ]
    assert receipt.remote_id == "100,101,102,103,104,105"
    assert {post.get("reply") for number, post in fake.posts.items() if number > 100} == {100}
    telegram.deliver(outgoing(action=PublishAction.DELETE, target=receipt.remote_id))
    assert fake.posts == {}


def test_fake_a_changed_file_is_found_before_anything_is_public(
    fake: FakeTelegram, telegram: Telegram, tmp_path: Path
) -> None:
    media = file(tmp_path, "image/png")
    Path(media.path).write_bytes(b"en annen")
    assert (
        refusal(lambda: telegram.deliver(outgoing(media=(media,)))).kind is RetryClass.PERMANENT and fake.requests == []
    )


@pytest.mark.parametrize("action", [PublishAction.EDIT, PublishAction.DELETE])
def test_fake_a_correction_whose_answer_is_lost_is_made_again(
    fake: FakeTelegram, telegram: Telegram, action: PublishAction
) -> None:
    post = telegram.deliver(outgoing("Kok.")).remote_id
    out = outgoing("Rett.", action, target=post)
    fake.lose("POST", "Message")
    assert refusal(lambda: telegram.deliver(out)).kind is RetryClass.RETRY_BACKOFF
    assert telegram.deliver(out).detail and fake.texts() == (["Rett."] if action is PublishAction.EDIT else [])


def test_fake_posts_by_others_are_seen_and_none_is_lost_in_a_crash(
    fake: FakeTelegram, telegram: Telegram, tmp_path: Path
) -> None:
    since = datetime.now(UTC) - timedelta(minutes=5)
    fake.write("Fra i går", since - timedelta(hours=20))
    telegram.deliver(outgoing("Vårt eget."))
    first = fake.write("Utenfra", datetime.now(UTC))
    fake.updates.append(
        {
            "update_id": 9999,
            "channel_post": {
                "message_id": 5,
                "chat": {"id": -1002, "username": "andre"},
                "date": 2**31,
                "text": "Annen",
            },
        }
    )
    assert [(post.remote_id, post.text, post.remote_url) for post in telegram.watch(since)] == [
        (str(first), "Utenfra", f"https://t.me/kommunen/{first}")
    ]
    again = made(fake.url, tmp_path)
    assert [post.text for post in again.watch(since)] == ["Utenfra"], (
        "the process that saw it may have died before it was stored"
    )
    assert [post.text for post in again.watch(since)] == ["Utenfra"], "or the store may have been away"
    assert again.watch(datetime.now(UTC) + timedelta(seconds=1)) == [] and fake.updates == []


def test_fake_a_post_changed_by_others_is_seen(fake: FakeTelegram, telegram: Telegram) -> None:
    now = datetime.now(UTC)
    old = fake.write("Utenfra", now - timedelta(days=3))
    fake.tell("edited_channel_post", old, edit_date=int(now.timestamp()) + 1, text="Endret")
    assert [(post.remote_id, post.text) for post in telegram.watch(now - timedelta(minutes=1))] == [
        (str(old), "Endret")
    ]


def test_fake_of_a_flood_nothing_is_lost(fake: FakeTelegram, telegram: Telegram) -> None:
    """A hundred a look, and none forgotten at Telegram before it has been handed over, however old it is by then."""
    now = datetime.now(UTC)
    fake.updates = [{"update_id": number, "message": {"text": "til boten selv"}} for number in range(150)]
    for number in range(250):
        fake.write(f"nr {number}", now)
    seen = [{post.text for post in telegram.watch(now - timedelta(minutes=1))}]
    seen += [{post.text for post in telegram.watch(now + timedelta(hours=look))} for look in (1, 2, 3)]
    assert set().union(*seen) == {f"nr {number}" for number in range(250)}
    assert telegram.watch(now + timedelta(hours=4)) == []


def test_fake_another_program_on_the_same_bot_is_told_of(fake: FakeTelegram, telegram: Telegram) -> None:
    fake.webhook = "https://andre.example/"
    assert refusal(lambda: telegram.watch(datetime.now(UTC))).kind is RetryClass.OPERATOR
    assert any(
        diagnosis.level == "error" and "Another program" in str(diagnosis.sentence) for diagnosis in telegram.check()
    )


def test_fake_the_lock_lowers_those_the_bot_made_and_restores_exactly(
    fake: FakeTelegram, telegram: Telegram, tmp_path: Path
) -> None:
    people = json.loads(json.dumps(fake.people))
    before = telegram.roles()
    assert json.loads(json.dumps(before)) == before and set(before["users"]) == {"2", "3"}, (
        "3 may change posts, though not post"
    )
    fake.fail("POST", 500, {}, "promoteChatMember")
    assert refusal(lambda: telegram.lock(before)).kind is RetryClass.RETRY_BACKOFF
    second = made(fake.url, tmp_path)
    second.lock(before)
    second.lock(before)
    kept = {"can_manage_chat", "can_invite_users", "is_anonymous"}
    assert all(
        not held or name in kept
        for user in "23"
        for name, held in fake.people[user].items()
        if name in people["2"] and held is True and name != "can_be_edited"
    )
    assert fake.people["4"] == people["4"] and fake.people[BOT] == people[BOT]
    assert second.deliver(outgoing("Vi selv når fram.")).remote_id
    second.unlock(json.loads(json.dumps(before)))
    second.unlock(before)
    assert fake.people == people


def test_fake_whom_somebody_removed_meanwhile_hinders_nobody(fake: FakeTelegram, telegram: Telegram) -> None:
    before = telegram.roles()
    telegram.lock(before)
    del fake.people["2"]
    telegram.lock(before)
    telegram.unlock(before)
    assert (
        "2" not in fake.people
        and fake.people["3"]["can_edit_messages"]
        and telegram.roles()["users"] == {"3": before["users"]["3"]}
    )


def test_fake_whom_the_bot_may_no_longer_change_is_named(fake: FakeTelegram, telegram: Telegram) -> None:
    before = telegram.roles()
    telegram.lock(before)
    fake.people["2"]["can_be_edited"] = False
    error = refusal(lambda: telegram.unlock(before))
    assert error.kind is RetryClass.OPERATOR and "nr2" in str(error) and fake.people["3"]["can_edit_messages"]
    fake.people["2"] |= before["users"]["2"]
    telegram.unlock(before)


def test_fake_a_lock_that_would_lower_nobody_says_so(fake: FakeTelegram, telegram: Telegram) -> None:
    for user in "23":
        fake.people[user]["can_be_edited"] = False
    error = refusal(telegram.roles)
    assert error.kind is RetryClass.OPERATOR and "eier, nr2, nr3, nr4" in str(error)


def test_fake_check_names_those_no_bot_can_lock(fake: FakeTelegram, telegram: Telegram) -> None:
    fake.people["5"] = {**fake.people["4"], "user": {"id": 5, "is_bot": True, "first_name": "Nyhetsbot"}}
    diagnoses = telegram.check()
    assert [diagnosis.level for diagnosis in diagnoses] == ["ok", "warning"] and "eier, nr4, Nyhetsbot" in str(
        diagnoses[1].sentence
    )
    fake.people[BOT] |= {"can_post_messages": False, "can_delete_messages": False, "can_promote_members": False}
    assert [diagnosis.level for diagnosis in telegram.check()] == ["ok", "error", "warning", "warning", "warning"]


@pytest.mark.parametrize(
    ("description", "kind"),
    [
        ("Bad Request: need administrator rights in the channel chat", RetryClass.OPERATOR),
        ("Bad Request: chat not found", RetryClass.OPERATOR),
        ("Bad Request: message text is empty", RetryClass.PERMANENT),
    ],
)
def test_fake_what_a_person_must_mend_is_told_apart(
    fake: FakeTelegram, telegram: Telegram, description: str, kind: RetryClass
) -> None:
    fake.fail("POST", 400, {"ok": False, "error_code": 400, "description": description}, "sendMessage")
    assert refusal(lambda: telegram.deliver(outgoing())).kind is kind


def test_fake_telegram_says_how_long_to_wait(fake: FakeTelegram, telegram: Telegram) -> None:
    fake.fail("POST", 429, {"ok": False, "error_code": 429, "parameters": {"retry_after": 17}}, "sendMessage")
    assert refusal(lambda: telegram.deliver(outgoing())).retry_after == 17
    fake.fail("POST", 429, {"ok": False, "error_code": 429, "parameters": []}, "sendMessage")
    assert refusal(lambda: telegram.deliver(outgoing())).retry_after == 30


def test_fake_not_even_the_libraries_own_log_or_errors_hold_the_token(
    fake: FakeTelegram, telegram: Telegram, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("httpx", "httpcore"):
        caplog.set_level("DEBUG", logger=name)
    telegram.deliver(outgoing(media=(file(tmp_path, "image/png"),)))
    telegram.watch(datetime.now(UTC))
    assert "/sendMessage" in caplog.text and "hemmelig" not in caplog.text
    nobody = made(address(free_port()), tmp_path)
    cause = refusal(lambda: nobody.deliver(outgoing())).__cause__
    assert isinstance(cause, httpx.ConnectError) and "hemmelig" not in f"{cause!r}{cause.request.url}{caplog.text}"


def test_it_is_watched_although_nothing_of_ours_can_be_found(fake: FakeTelegram, tmp_path: Path) -> None:
    channels = Channels(places_in(tmp_path), lambda _: fake.url)
    target = account(Platform.TELEGRAM, secret="t")
    assert channels.can_watch(target) and not channels.can_find(target) and channels.can_lock(target)
    fake.write("Utenfra", datetime.now(UTC))
    assert [post.text for post in channels.read_back(target, datetime.now(UTC))] == ["Utenfra"]
    assert Ability.READ_BACK in Telegram.cannot


@pytest.mark.parametrize(("sign", "units"), [("x", 1), ("å", 1), ("🌊", 2), ("e\u0301", 2), ("👨‍👩‍👧", 8)])
def test_at_the_limit_and_one_over(telegram: Telegram, sign: str, units: int) -> None:
    """What is approved is taken, whatever it is written with."""
    room = 4096 - len("T\n\n")
    most = room // units * sign + "x" * (room % units)

    def job(body: str) -> RenderJob:
        return RenderJob(content=Content(title="T", body=body), account=account(Platform.TELEGRAM), municipality="K")

    text = render(job(most)).text
    assert telegram.deliver(outgoing(text)).remote_id
    assert refusal(lambda: telegram.deliver(outgoing(text + "x"))).kind is RetryClass.PERMANENT
    with pytest.raises(InvalidInput, match="4097"):
        render(job(most + "x"))


def test_the_fake_refuses_what_telegram_refuses(fake: FakeTelegram) -> None:
    def status(path: str, body: object) -> int:
        return fake.route(
            Wire("POST", path, {}, {"content-type": "application/json"}, json.dumps(body).encode())
        ).status

    assert status("/bot770:feil/sendMessage", {}) == 401
    assert status(f"{PATH}/sendMessage", {"chat_id": "@andre", "text": "x"}) == 400
    assert status(f"{PATH}/sendMessage", {"chat_id": CHAT, "text": "x", "ukjent": 1}) == 400
    assert status(f"{PATH}/editMessageText", {"chat_id": CHAT, "message_id": 1, "text": "x"}) == 400
    assert status(f"{PATH}/promoteChatMember", {"chat_id": CHAT, "user_id": 4}) == 400
    assert status(f"{PATH}/promoteChatMember", {"chat_id": CHAT, "user_id": 99}) == 400
    assert status(f"{PATH}/sendMessage", {"chat_id": CHAT, "text": ""}) == 400
    assert (
        status(f"{PATH}/sendMediaGroup", {"chat_id": CHAT, "media": '[{"type": "photo", "media": "attach://a"}]'})
        == 400
    )
    assert status(f"{PATH}/getUpdates", {"limit": "101", "allowed_updates": "[]"}) == 400
    assert status(f"{PATH}/ukjent", {}) == 404
