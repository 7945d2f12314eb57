"""What only Flickr does, against a fake (tests/fakes/flickr.py)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifiers.channels.flickr import Flickr
from notifiers.render import declines, render
from schemas.accounts.account import Platform
from schemas.drafts.content import Content
from schemas.drafts.rendering import PublishAction, RenderJob
from schemas.errors import InvalidInput, RetryClass
from tests.fakes.flickr import NSID, FakeFlickr
from tests.notifiers.scenes import account, bound, outgoing, refusal
from tests.notifiers.test_hosted import file

DATA = b"\x89PNG et kart"


@pytest.fixture
def fake() -> Iterator[FakeFlickr]:
    with FakeFlickr() as running:
        yield running


@pytest.fixture
def flickr(fake: FakeFlickr, tmp_path: Path) -> Flickr:
    plugin = bound(fake.url, tmp_path)
    assert isinstance(plugin, Flickr)
    return plugin


def test_fake_wire(fake: FakeFlickr, flickr: Flickr, tmp_path: Path) -> None:
    photo = flickr.deliver(outgoing("Kok & vent.", media=(file(tmp_path, "image/png", DATA),))).remote_id
    flickr.deliver(outgoing("Rett.", PublishAction.EDIT, target=photo))
    flickr.deliver(outgoing(action=PublishAction.DELETE, target=photo))
    flickr.read_back(datetime(2026, 11, 23, 13, 0, 5, tzinfo=UTC))
    flickr.check()
    first, *rest = fake.requests
    assert (first.method, first.path, first.query) == ("POST", "/services/upload/", {})
    for name, value in {
        "title": "Kok drikkevannet",
        "description": "Kok &amp; vent.",
        "is_public": "1",
        "safety_level": "1",
        "hidden": "2",
    }.items():
        assert f'name="{name}"\r\n\r\n{value}\r\n'.encode() in first.body
    assert DATA in first.body and b"Content-Type: image/png" in first.body
    common = {"format": "json", "nojsoncallback": "1"}
    nobody = {"is_public": "0", "is_friend": "0", "is_family": "0", "perm_comment": "0", "perm_addmeta": "0"}
    assert [(wire.method, wire.form or wire.query) for wire in rest] == [
        (
            "POST",
            {
                "method": "flickr.photos.setMeta",
                **common,
                "photo_id": photo,
                "title": "Kok drikkevannet",
                "description": "Rett.",
            },
        ),
        ("POST", {"method": "flickr.photos.setPerms", **common, "photo_id": photo, **nobody}),
        (
            "GET",
            {
                "method": "flickr.people.getPhotos",
                **common,
                "user_id": "me",
                "min_upload_date": "1795438805",
                "privacy_filter": "1",
                "extras": "description,date_upload",
                "per_page": "100",
                "page": "1",
            },
        ),
        ("GET", {"method": "flickr.auth.oauth.checkToken", **common}),
        ("GET", {"method": "flickr.people.getUploadStatus", **common}),
    ]
    assert all(
        w.headers["authorization"].startswith("OAuth ") and "hemmelig" not in w.headers["authorization"]
        for w in fake.requests
    )


def test_a_text_alone_is_declined_with_the_reason(flickr: Flickr) -> None:
    target, text = account(Platform.FLICKR), Content(title="T", body="Kok.")
    assert "pictures only" in str(declines(target, text, has_original=False))
    with pytest.raises(InvalidInput, match="pictures only"):
        render(RenderJob(content=text, account=target, municipality="K"))
    assert refusal(lambda: flickr.deliver(outgoing())).kind is RetryClass.PERMANENT


def test_two_pictures_are_two_posts(tmp_path: Path) -> None:
    both = (file(tmp_path, "image/png"), file(tmp_path, "image/jpeg"))
    with pytest.raises(InvalidInput, match="1 files"):
        render(
            RenderJob(
                content=Content(title="T", body="x", media=both), account=account(Platform.FLICKR), municipality="K"
            )
        )


def test_markup_in_the_words_stays_words(fake: FakeFlickr, flickr: Flickr, tmp_path: Path) -> None:
    photo = flickr.deliver(outgoing("<a href='x'>Kok</a>", media=(file(tmp_path, "image/png"),))).remote_id
    assert fake.photos[photo or ""]["description"] == "&lt;a href='x'&gt;Kok&lt;/a&gt;"


def test_fake_check_says_what_is_missing(fake: FakeFlickr, flickr: Flickr) -> None:
    assert [diagnosis.level for diagnosis in flickr.check()] == ["ok"]
    fake.left, fake.perms = 20_000, "read"
    assert [diagnosis.level for diagnosis in flickr.check()] == ["ok", "error", "warning"]
    fake.nsid = "9@N00"
    assert [diagnosis.level for diagnosis in flickr.check()] == ["error"]


def test_fake_methods_that_fail_are_errors_too(fake: FakeFlickr, flickr: Flickr) -> None:
    fake.fail("GET", 200, {"stat": "fail", "code": 105}, "/rest")
    assert refusal(lambda: flickr.read_back(datetime.now(UTC))).kind is RetryClass.RETRY_BACKOFF
    assert refusal(lambda: flickr.deliver(outgoing(action=PublishAction.EDIT, target="1"))).kind is RetryClass.PERMANENT
    assert flickr.deliver(outgoing(action=PublishAction.DELETE, target="1")).detail == "private", "gone already"


def test_the_fake_refuses_what_flickr_refuses(fake: FakeFlickr, flickr: Flickr, tmp_path: Path) -> None:
    flickr.deliver(outgoing("Kok.", media=(file(tmp_path, "image/png"),)))
    sent = fake.requests[-1]
    assert b'code="96"' in fake.route(sent._replace(headers={})).told
    assert b'code="96"' in fake.route(sent._replace(body=sent.body.replace(b"Kok.", b"Annet."))).told, (
        "signed for other words"
    )
    assert (
        flickr.ask(
            "GET", "/services/rest/", params={"method": "flickr.x.y", "format": "json", "nojsoncallback": "1"}
        ).json()["code"]
        == 112
    )
    assert NSID in str(flickr._web("1"))
