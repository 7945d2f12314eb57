"""What tests/notifiers/test_contract.py asks of this channel."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notifiers.channels.youtube import YouTube
from schemas.accounts.account import Platform
from tests.fakes import youtube
from tests.notifiers.contract import WRITTEN, WRITTEN_AT, Heard, Row
from tests.notifiers.scenes import bound


@contextmanager
def hears(fake: youtube.FakeYouTube, folder: Path) -> Iterator[Heard]:
    remark = fake.comments.write("vid00000000", WRITTEN, WRITTEN_AT)
    yield Heard(bound(fake.url, folder, Platform.YOUTUBE), remark)


ROWS = (
    Row(
        YouTube,
        Platform.YOUTUBE,
        youtube.address(0).replace("3A0", "3A{0}"),
        youtube.address(1),
        False,
        "hemmelig",
        mime="video/mp4",
        creates="PUT /place/",
        server=youtube.FakeYouTube,
        hears=hears,
    ),
)
