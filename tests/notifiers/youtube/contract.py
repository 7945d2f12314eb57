"""What tests/notifiers/test_contract.py asks of this channel."""

from notifiers.channels.youtube import YouTube
from schemas.account import Platform
from tests.fakes import youtube
from tests.notifiers.contract import Row

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
    ),
)
