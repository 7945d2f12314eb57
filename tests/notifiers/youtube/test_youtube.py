"""What only YouTube does, against a fake (tests/fakes/youtube.py)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from notifiers.channels.youtube import YouTube
from notifiers.render import declines, render
from schemas.accounts.account import Platform
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.rendering import PublishAction, RenderJob
from schemas.errors import InvalidInput, RetryClass
from schemas.messages.delivery import Outgoing
from tests.fakes.server import Wire
from tests.fakes.youtube import CHANNEL, UPLOADS, FakeYouTube
from tests.notifiers.scenes import account, bound, outgoing, refusal
from tests.notifiers.test_hosted import file

DATA = bytes(range(256)) * 40


@pytest.fixture
def fake() -> Iterator[FakeYouTube]:
    with FakeYouTube() as running:
        yield running


@pytest.fixture
def youtube(fake: FakeYouTube, tmp_path: Path) -> YouTube:
    plugin = bound(fake.url, tmp_path)
    assert isinstance(plugin, YouTube)
    return plugin


def video(folder: Path, text: str = "Kok vannet.", **changes: Any) -> Outgoing:
    return outgoing(text, media=(file(folder, "video/mp4", DATA),), **changes)


def test_fake_wire(fake: FakeYouTube, youtube: YouTube, tmp_path: Path) -> None:
    made = youtube.deliver(video(tmp_path)).remote_id
    youtube.deliver(outgoing("Rett.", PublishAction.EDIT, target=made))
    youtube.deliver(outgoing(action=PublishAction.DELETE, target=made))
    youtube.read_back(datetime.now(UTC) + timedelta(hours=1))
    youtube.check()
    words = {"title": "Kok drikkevannet", "description": "Kok vannet.", "categoryId": "25"}
    status = {"privacyStatus": "public", "selfDeclaredMadeForKids": False}
    look = ("GET", "/youtube/v3/videos", {"part": "snippet,status", "id": made}, None)
    assert fake.told() == [
        (
            "POST",
            "/upload/youtube/v3/videos",
            {"uploadType": "resumable", "part": "snippet,status"},
            {"snippet": words, "status": status},
        ),
        ("PUT", "/place/0", {}, None),
        look,
        (
            "PUT",
            "/youtube/v3/videos",
            {"part": "snippet"},
            {"id": made, "snippet": {"categoryId": "25", "title": "Kok drikkevannet", "description": "Rett."}},
        ),
        look,
        (
            "PUT",
            "/youtube/v3/videos",
            {"part": "status"},
            {"id": made, "status": status | {"privacyStatus": "private"}},
        ),
        ("GET", "/youtube/v3/channels", {"part": "contentDetails", "id": CHANNEL}, None),
        (
            "GET",
            "/youtube/v3/playlistItems",
            {"part": "snippet,status", "playlistId": UPLOADS, "maxResults": "50"},
            None,
        ),
        ("GET", "/youtube/v3/channels", {"part": "snippet", "mine": "true"}, None),
        (
            "GET",
            "/youtube/v3/commentThreads",
            {"part": "id", "allThreadsRelatedToChannelId": CHANNEL, "maxResults": "1"},
            None,
        ),
    ]
    assert fake.videos[made or ""]["data"] == DATA and fake.desk.grants == 1


@pytest.mark.parametrize("kept", [0, 1, 5000, len(DATA) - 1])
def test_fake_a_broken_upload_goes_on_from_where_it_was(
    fake: FakeYouTube, youtube: YouTube, tmp_path: Path, kept: int
) -> None:
    fake.swallow = kept
    made = youtube.deliver(video(tmp_path)).remote_id
    assert fake.videos[made or ""]["data"] == DATA and len(fake.videos) == 1


def test_fake_a_lost_answer_is_asked_for(fake: FakeYouTube, youtube: YouTube, tmp_path: Path) -> None:
    fake.lose("PUT", "/place")
    assert youtube.deliver(video(tmp_path)).remote_id and len(fake.videos) == 1
    youtube.client.timeout = httpx.Timeout(0.3)
    fake.stall("PUT", "/place")
    assert youtube.deliver(video(tmp_path, "En til.")).remote_id and len(fake.videos) == 2


def test_fake_a_place_that_is_gone_is_ambiguous_and_the_video_is_looked_for(
    fake: FakeYouTube, youtube: YouTube, tmp_path: Path
) -> None:
    out = video(tmp_path)
    assert youtube.find(out) is None
    fake.lose("PUT", "/place")
    fake.fail("PUT", 404, {}, "/place")
    assert refusal(lambda: youtube.deliver(out)).kind is RetryClass.AMBIGUOUS
    found = youtube.find(out)
    assert found and found.remote_id in fake.videos
    later = video(tmp_path, approved_at=datetime.now(UTC) + timedelta(hours=1))
    assert youtube.find(later) is None, "an older one may say the same"


def test_fake_no_token_goes_to_another_address(fake: FakeYouTube, youtube: YouTube, tmp_path: Path) -> None:
    fake.fail("POST", 200, b"", "/upload", {"Location": "https://kk.example/opp"})
    assert refusal(lambda: youtube.deliver(video(tmp_path))).kind is RetryClass.AMBIGUOUS
    assert not [wire for wire in fake.requests if wire.method == "PUT"]


def test_fake_a_correction_keeps_what_others_set(fake: FakeYouTube, youtube: YouTube) -> None:
    made = fake.write("Før.", datetime.now(UTC))
    fake.videos[made]["snippet"] |= {"tags": ["vann"], "categoryId": "22"}
    youtube.deliver(outgoing("Rett.", PublishAction.EDIT, target=made))
    assert fake.videos[made]["snippet"] == {
        "title": "Kok drikkevannet",
        "description": "Rett.",
        "categoryId": "22",
        "tags": ["vann"],
    }


def test_a_text_alone_is_declined_with_the_reason(youtube: YouTube, tmp_path: Path) -> None:
    target, text = account(Platform.YOUTUBE), Content(title="T", body="Kok.")
    why = declines(target, text, has_original=False)
    assert "no interface for posts without a video" in str(why)
    with pytest.raises(InvalidInput, match="without a video"):
        render(RenderJob(content=text, account=target, municipality="K"))
    assert refusal(lambda: youtube.deliver(outgoing())).kind is RetryClass.PERMANENT
    mended = Content(title="T", body="Rett.", kind=MessageKind.CORRECTION)
    assert declines(target, mended, has_original=True) is None, "the words of a video can be corrected without another"


def test_fake_another_channels_access_is_told(fake: FakeYouTube, youtube: YouTube) -> None:
    fake.mine = "UCannen"
    assert [diagnosis.level for diagnosis in youtube.check()] == ["error"]


def test_at_the_limit_and_one_over(fake: FakeYouTube, youtube: YouTube, tmp_path: Path) -> None:
    """Bytes, not signs."""
    media = (file(tmp_path, "video/mp4"),)

    def job(body: str, title: str = "T") -> RenderJob:
        return RenderJob(
            content=Content(title=title, body=body, media=media), account=account(Platform.YOUTUBE), municipality="K"
        )

    found = render(job("å" * 2500))
    assert (found.length, found.limit, found.unit) == (5000, 5000, "bytes")
    with pytest.raises(InvalidInput, match="5001"):
        render(job("å" * 2500 + "x"))
    for bad in (job("a < b"), job("x", "a > b"), job("x", "x" * 81)):
        with pytest.raises(InvalidInput):
            render(bad)
    assert youtube.deliver(outgoing("å" * 2500, media=media)).remote_id
    assert refusal(lambda: youtube.deliver(outgoing("å" * 2500 + "x", media=media))).kind is RetryClass.PERMANENT


def test_the_fake_refuses_what_youtube_refuses(fake: FakeYouTube, youtube: YouTube) -> None:
    assert fake.route(Wire("GET", "/youtube/v3/channels", {}, {}, b"")).status == 401
    for method, path, more in (
        ("POST", "/upload/youtube/v3/videos", {"params": {"uploadType": "media"}}),
        ("GET", "/youtube/v3/search", {}),
        ("GET", "/youtube/v3/playlistItems", {"params": {"playlistId": UPLOADS, "maxResults": "51"}}),
        ("PUT", "/youtube/v3/videos", {"params": {"part": "snippet"}, "json": {"id": "x", "snippet": {}}}),
    ):
        assert refusal(partial(youtube.ask, method, path, **more)).kind is RetryClass.PERMANENT
