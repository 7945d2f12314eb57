"""What tests/notifiers/test_contract.py asks of this channel."""

from notifiers.channels.flickr import Flickr
from schemas.account import Platform
from tests.fakes import flickr
from tests.notifiers.contract import Row

ROWS = (
    Row(
        Flickr,
        Platform.FLICKR,
        flickr.address(0).replace("3A0", "3A{0}"),
        flickr.address(1),
        False,
        "hemmelig",
        mime="image/png",
        creates="POST /services/upload/",
        server=flickr.FakeFlickr,
    ),
)
