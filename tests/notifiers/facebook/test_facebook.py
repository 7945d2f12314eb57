"""What only Facebook does, against a fake (tests/fakes/facebook.py)."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notifiers.base import health
from notifiers.channels.facebook import Facebook
from notifiers.render import render
from schemas.accounts.account import Platform
from schemas.drafts.content import Content
from schemas.drafts.rendering import PublishAction, RenderJob
from schemas.errors import InvalidInput, RetryClass
from tests.fakes.facebook import BUSINESS, ME, PAGE, PEOPLE, FakeFacebook, address
from tests.fakes.server import Wire
from tests.notifiers.scenes import account, bound, outgoing, places_in, refusal
from tests.notifiers.test_hosted import file


@pytest.fixture
def fake() -> Iterator[FakeFacebook]:
    with FakeFacebook() as running:
        yield running


@pytest.fixture
def page(fake: FakeFacebook, tmp_path: Path) -> Facebook:
    return made(fake.url, tmp_path)


def made(url: str, folder: Path) -> Facebook:
    plugin = bound(url, folder, Platform.FACEBOOK)
    assert isinstance(plugin, Facebook)
    return plugin


def test_fake_wire(fake: FakeFacebook, page: Facebook) -> None:
    post = page.deliver(outgoing("Kok.")).remote_id
    page.deliver(outgoing("Rett.", PublishAction.EDIT, target=post))
    page.deliver(outgoing(action=PublishAction.DELETE, target=post))
    page.read_back(datetime(2026, 11, 23, 13, 0, 5, tzinfo=UTC))
    page.check()
    fields = "id,message,created_time,permalink_url"
    assert fake.told() == [
        ("POST", f"/v26.0/{PAGE}/feed", {}, {"message": "Kok.", "published": True}),
        ("POST", f"/v26.0/{post}", {}, {"message": "Rett."}),
        ("DELETE", f"/v26.0/{post}", {}, None),
        ("GET", f"/v26.0/{PAGE}/published_posts", {"fields": fields, "since": "1795438805", "limit": "100"}, None),
        ("GET", f"/v26.0/{PAGE}", {"fields": "id,name"}, None),
        ("GET", "/v26.0/debug_token", {"input_token": "hemmelig"}, None),
        (
            "GET",
            f"/v26.0/{PAGE}/assigned_users",
            {"business": BUSINESS, "fields": "id,name,tasks", "limit": "100"},
            None,
        ),
    ]
    assert all(w.headers["authorization"] == "Bearer hemmelig" for w in fake.requests if "debug" not in w.path)


def test_fake_pictures_go_up_unseen_with_their_words(fake: FakeFacebook, page: Facebook, tmp_path: Path) -> None:
    media = file(tmp_path, "image/png")
    post = page.deliver(outgoing("Med kart.", media=(media, media))).remote_id
    assert fake.posts[post or ""]["photos"] == ["7000", "7001"]
    assert [photo["alt"] for photo in fake.photos.values()] == ["Kart over Lånke"] * 2
    assert [wire.path for wire in fake.requests] == [f"/v26.0/{PAGE}/photos"] * 2 + [f"/v26.0/{PAGE}/feed"]


def test_fake_the_lock_lowers_all_but_us_and_restores_exactly(fake: FakeFacebook, page: Facebook) -> None:
    before = page.roles()
    assert json.loads(json.dumps(before)) == before
    assert before == {"me": ME, "users": {"502": PEOPLE["502"], "503": PEOPLE["503"]}}
    page.lock(before)
    page.lock(before)
    assert fake.people == {ME: ["MANAGE"], "502": ["ANALYZE"], "503": ["ANALYZE"], "504": ["ANALYZE"]}
    page.unlock(before)
    page.unlock(before)
    assert fake.people == PEOPLE and page.roles() == before


def test_fake_a_crash_in_the_middle_is_made_good(fake: FakeFacebook, page: Facebook, tmp_path: Path) -> None:
    before = page.roles()
    fake.fail("POST", 500, {}, "assigned_users")
    assert refusal(lambda: page.lock(before)).kind is RetryClass.RETRY_BACKOFF
    second = made(fake.url, tmp_path)
    second.lock(before)
    assert all("CREATE_CONTENT" not in tasks for user, tasks in fake.people.items() if user != ME)
    second.unlock(json.loads(json.dumps(before)))
    assert fake.people == PEOPLE


def test_fake_a_task_that_stays_is_told(fake: FakeFacebook, page: Facebook) -> None:
    before = page.roles()
    fake.fail("POST", 200, {"success": True}, "assigned_users")
    error = refusal(lambda: page.lock(before))
    assert error.kind is RetryClass.OPERATOR and "Person 502" in str(error)


def test_without_its_portfolio_it_says_why_it_cannot_lock(fake: FakeFacebook, tmp_path: Path) -> None:
    plain = made(address(fake.port, locks=False), tmp_path)
    assert "business=" in str(refusal(plain.roles))
    assert any("business=" in str(diagnosis.sentence) for diagnosis in health.examine(plain, datetime.now(UTC)))


@pytest.mark.parametrize(
    ("change", "level", "word"),
    [
        ({"is_valid": False}, "error", "no longer accepts"),
        ({"scopes": ["pages_show_list"]}, "error", "pages_manage_posts"),
        ({"expires_at": int((datetime.now(UTC) + timedelta(days=3)).timestamp())}, "warning", "runs out"),
        ({"data_access_expires_at": int((datetime.now(UTC) + timedelta(days=60)).timestamp())}, "ok", "lasts until"),
        ({}, "ok", "has no end"),
    ],
)
def test_fake_check_looks_into_the_token(
    fake: FakeFacebook, page: Facebook, change: dict[str, object], level: str, word: str
) -> None:
    fake.token |= change
    assert any(diagnosis.level == level and word in str(diagnosis.sentence) for diagnosis in page.check())


def test_fake_check_warns_of_a_quota_that_others_eat(fake: FakeFacebook, page: Facebook) -> None:
    fake.usage = 91
    assert any("91 per cent" in str(diagnosis.sentence) for diagnosis in page.check())


def test_fake_another_version_is_the_files_to_say(fake: FakeFacebook, tmp_path: Path) -> None:
    fake.versions = ("v27.0",)
    page = made(fake.url, tmp_path)
    assert refusal(lambda: page.deliver(outgoing())).kind is RetryClass.PERMANENT
    page.bind(
        account(Platform.FACEBOOK, api_version="v27.0", api_version_ends=datetime.now(UTC).date() + timedelta(days=30)),
        places_in(tmp_path),
    )
    assert page.deliver(outgoing()).remote_id
    (warning,) = [diagnosis for diagnosis in health.examine(page, datetime.now(UTC)) if diagnosis.level == "warning"]
    assert "v27.0" in str(warning.sentence) and "api_version" in str(warning.sentence)
    page.bind(
        account(Platform.FACEBOOK, api_version="v27.0", api_version_ends=datetime.now(UTC).date()), places_in(tmp_path)
    )
    assert [diagnosis.level for diagnosis in health.examine(page, datetime.now(UTC))].count("error") == 1


def test_at_the_limit_and_one_over(fake: FakeFacebook, page: Facebook) -> None:
    assert page.deliver(outgoing("x" * 63_206)).remote_id
    assert refusal(lambda: page.deliver(outgoing("y" * 63_207))).kind is RetryClass.PERMANENT
    small = account(Platform.FACEBOOK, max_length=100)
    job = RenderJob(content=Content(title="T", body="x" * 97), account=small, municipality="K")
    assert render(job).length == 100
    with pytest.raises(InvalidInput, match="101"):
        render(job.model_copy(update={"content": Content(title="T", body="x" * 98)}))


def test_fake_the_same_words_twice_are_named(fake: FakeFacebook, page: Facebook) -> None:
    page.deliver(outgoing("Kok."))
    refused = refusal(lambda: page.deliver(outgoing("Kok.")))
    assert refused.kind is RetryClass.PERMANENT and "very words" in str(refused.sentence)


def test_the_fake_refuses_what_facebook_refuses(fake: FakeFacebook) -> None:
    known = {"authorization": "Bearer hemmelig", "content-type": "application/json"}

    def code(
        method: str, path: str, body: bytes = b"", query: dict[str, str] | None = None, headers: dict[str, str] = known
    ) -> int:
        return int(fake.route(Wire(method, path, query or {}, headers, body)).told["error"]["code"])

    feed = f"/v26.0/{PAGE}/feed"
    assert code("POST", feed, headers={}) == 190
    assert code("POST", feed.replace("v26", "v20")) == 2635
    assert code("POST", feed, b'{"message": "x", "published": true, "ukjent": 1}') == 100
    assert code("POST", feed, b'{"message": "", "published": true}') == 100
    assert code("POST", feed, b'{"message": "x", "published": true, "attached_media": [{"media_fbid": "1"}]}') == 100
    assert code("GET", f"/v26.0/{PAGE}/published_posts", query={"limit": "101"}) == 100
    assert code("GET", f"/v26.0/{PAGE}/assigned_users") == 100
    assert code("GET", "/v26.0/1_2") == 100
