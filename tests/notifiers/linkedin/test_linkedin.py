"""What only LinkedIn does, against a fake (tests/fakes/linkedin.py)."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.channels.linkedin import LinkedIn, little_text
from notifiers.registry import make_plugin
from notifiers.render import render
from schemas.accounts.account import Platform
from schemas.drafts.content import Content
from schemas.drafts.rendering import PublishAction, RenderJob
from schemas.errors import InvalidInput, RetryClass
from tests.fakes.linkedin import ACLS, ME, ORG, PAGE, FakeLinkedIn, address
from tests.fakes.server import Wire
from tests.notifiers.scenes import account, bound, outgoing, refusal
from tests.notifiers.test_hosted import file


@pytest.fixture
def fake() -> Iterator[FakeLinkedIn]:
    with FakeLinkedIn() as running:
        yield running


@pytest.fixture
def page(fake: FakeLinkedIn, tmp_path: Path) -> LinkedIn:
    return made(fake.url, tmp_path)


def made(url: str, folder: Path) -> LinkedIn:
    plugin = bound(url, folder, Platform.LINKEDIN)
    assert isinstance(plugin, LinkedIn)
    return plugin


def test_fake_wire(fake: FakeLinkedIn, page: LinkedIn) -> None:
    post = page.deliver(outgoing("Kok (alt).")).remote_id or ""
    page.deliver(outgoing("Rett.", PublishAction.EDIT, target=post))
    page.read_back(datetime.now(UTC) + timedelta(hours=1))
    page.deliver(outgoing(action=PublishAction.DELETE, target=post))
    page.check()
    quoted = post.replace(":", "%3A")
    author = {"author": PAGE, "q": "author", "start": "0", "count": "50", "sortBy": "LAST_MODIFIED"}
    sent = [wire for wire in fake.requests if "Notifications" not in wire.path]
    assert [(w.method, w.path, w.query, w.headers.get("x-restli-method"), w.json) for w in sent] == [
        (
            "POST",
            "/rest/posts",
            {},
            None,
            {
                "author": PAGE,
                "commentary": "Kok \\(alt\\).",
                "visibility": "PUBLIC",
                "lifecycleState": "PUBLISHED",
                "distribution": {
                    "feedDistribution": "MAIN_FEED",
                    "targetEntities": [],
                    "thirdPartyDistributionChannels": [],
                },
                "isReshareDisabledByAuthor": False,
            },
        ),
        ("POST", f"/rest/posts/{quoted}", {}, "PARTIAL_UPDATE", {"patch": {"$set": {"commentary": "Rett."}}}),
        ("GET", "/rest/posts", author, "FINDER", None),
        ("DELETE", f"/rest/posts/{quoted}", {}, "DELETE", None),
        ("GET", "/rest/organizationAcls", {"q": "roleAssignee", "start": "0", "count": "100"}, None, None),
    ]
    told = {
        (w.headers["authorization"], w.headers["linkedin-version"], w.headers["x-restli-protocol-version"])
        for w in fake.requests
    }
    assert told == {("Bearer hemmelig", "202611", "2.0.0")}


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["image/png"], {"media": {"id": "urn:li:image:0", "altText": "Kart over Lånke"}}),
        (
            ["image/png", "image/jpeg"],
            {"multiImage": {"images": [{"id": f"urn:li:image:{n}", "altText": "Kart over Lånke"} for n in (0, 1)]}},
        ),
        (["application/pdf"], {"media": {"id": "urn:li:document:0", "title": "Kart over Lånke"}}),
    ],
)
def test_fake_files_go_up_first(
    fake: FakeLinkedIn, page: LinkedIn, tmp_path: Path, kinds: list[str], expected: object
) -> None:
    """A PDF is a document: this is where SlideShare's go."""
    media = tuple(file(tmp_path, kind, kind.encode()) for kind in kinds)
    post = page.deliver(outgoing("Med fil.", media=media)).remote_id
    assert fake.posts[post or ""]["content"] == expected
    assert [wire.method for wire in fake.requests] == ["POST", "PUT", "GET"] * len(kinds) + ["POST"]


def test_fake_no_token_goes_to_another_address(fake: FakeLinkedIn, page: LinkedIn, tmp_path: Path) -> None:
    value = {"value": {"image": "urn:li:image:0", "uploadUrl": "https://kk.example/opp"}}
    fake.fail("POST", 200, value, "/images")
    error = refusal(lambda: page.deliver(outgoing("Med fil.", media=(file(tmp_path, "image/png"),))))
    assert error.kind is RetryClass.OPERATOR and len(fake.requests) == 1


def test_pictures_and_a_document_are_not_one_post(tmp_path: Path) -> None:
    both = (file(tmp_path, "image/png"), file(tmp_path, "application/pdf"))
    job = RenderJob(
        content=Content(title="T", body="x", media=both), account=account(Platform.LINKEDIN), municipality="K"
    )
    with pytest.raises(InvalidInput, match="not both"):
        render(job)


def test_fake_the_lock_revokes_all_but_us_and_restores_exactly(
    fake: FakeLinkedIn, page: LinkedIn, tmp_path: Path
) -> None:
    before = page.roles()
    assert json.loads(json.dumps(before)) == before
    assert before == {
        "me": ME,
        "roles": [["urn:li:person:b", "ADMINISTRATOR"], ["urn:li:person:b", "CONTENT_ADMINISTRATOR"]],
    }
    fake.fail("PUT", 500, {}, "organizationAcls")
    assert refusal(lambda: page.lock(before)).kind is RetryClass.RETRY_BACKOFF
    second = made(fake.url, tmp_path)
    second.lock(before)
    second.lock(before)
    assert {acl: state for acl, state in fake.acls.items() if state == "REVOKED"} == dict.fromkeys(ACLS[1:3], "REVOKED")
    second.unlock(json.loads(json.dumps(before)))
    second.unlock(before)
    assert fake.acls == dict.fromkeys(ACLS, "APPROVED") and page.roles() == before


def test_fake_a_role_that_stays_is_told(fake: FakeLinkedIn, page: LinkedIn) -> None:
    before = page.roles()
    fake.fail("PUT", 204, b"", "organizationAcls")
    assert refusal(lambda: page.lock(before)).kind is RetryClass.OPERATOR


def test_fake_without_an_administrators_token_the_page_cannot_be_locked(fake: FakeLinkedIn, page: LinkedIn) -> None:
    fake.acls[ME, "ADMINISTRATOR"] = "REVOKED"
    fake.acls[ME, "CONTENT_ADMINISTRATOR"] = "APPROVED"
    assert refusal(page.roles).kind is RetryClass.OPERATOR
    assert [diagnosis.level for diagnosis in page.check()][:2] == ["ok", "warning"]
    fake.acls = {("urn:li:person:b", "ADMINISTRATOR"): "APPROVED"}
    assert [diagnosis.level for diagnosis in page.check()] == ["error"]


def test_fake_the_token_is_renewed_and_the_address_knows_its_end(
    fake: FakeLinkedIn, page: LinkedIn, tmp_path: Path
) -> None:
    address_now = page.renew()
    renewed = made(address_now, tmp_path)
    assert renewed.expires and timedelta(days=59) < renewed.expires - datetime.now(UTC) < timedelta(days=61)
    assert renewed.deliver(outgoing()).remote_id and renewed.renewable
    assert refusal(lambda: page.deliver(outgoing("Med gammelt."))).kind is RetryClass.REAUTH
    fake.refresh = "en annen"
    assert refusal(renewed.renew).kind is RetryClass.REAUTH
    alone = made(f"linkedin://{ORG}/?token=hemmelig", tmp_path)
    assert not alone.renewable and refusal(alone.renew).kind is RetryClass.REAUTH


def test_a_full_day_waits_for_midnight(fake: FakeLinkedIn, page: LinkedIn) -> None:
    fake.fail("POST", 429, {}, "/posts")
    assert 0 < (refusal(lambda: page.deliver(outgoing())).retry_after or 0) <= 86_400


def test_versions_end_on_the_fifteenth_a_year_later() -> None:
    assert LinkedIn.end_of("202601") == date(2027, 1, 15)
    assert LinkedIn.end_of("nyeste") is None


def test_at_the_limit_and_one_over(fake: FakeLinkedIn, page: LinkedIn) -> None:
    assert page.deliver(outgoing("(" * 3000)).remote_id
    assert refusal(lambda: page.deliver(outgoing("(" * 3001))).kind is RetryClass.PERMANENT
    job = RenderJob(content=Content(title="T", body="(" * 2997), account=account(Platform.LINKEDIN), municipality="K")
    assert render(job).length == 3000
    with pytest.raises(InvalidInput, match="3001"):
        render(job.model_copy(update={"content": Content(title="T", body="(" * 2998)}))


@given(st.text(max_size=200))
def test_little_text_is_read_as_it_was_written(text: str) -> None:
    assert little_text.read(little_text.written(text)) == text


def test_the_fake_refuses_what_linkedin_refuses(fake: FakeLinkedIn, page: LinkedIn) -> None:
    good = {
        "authorization": "Bearer hemmelig",
        "linkedin-version": "202611",
        "x-restli-protocol-version": "2.0.0",
        "content-type": "application/json",
    }

    def status(body: bytes = b"{}", path: str = "/rest/posts", method: str = "POST", **headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return fake.route(Wire(method, path, {}, {n: v for n, v in {**good, **named}.items() if v}, body)).status

    assert status(authorization="Bearer x") == 401
    assert status(linkedin_version="") == 400 and status(linkedin_version="202501") == 426
    assert status(x_restli_protocol_version="1.0.0") == 400
    assert status() == 400 and status(method="GET") == 400
    page.deliver(outgoing("Kok."))
    sent = fake.requests[-1].body
    assert status(sent) == 422, "twice the same"
    assert "very words" in str(refusal(lambda: page.deliver(outgoing("Kok."))).sentence)
    assert status(sent.replace(b"Kok.", b"Kok (alt)")) == 422, "bare"
    assert status(sent.replace(b'"visibility"', b'"ukjent"')) == 400
    assert make_plugin(address(1)).url()
