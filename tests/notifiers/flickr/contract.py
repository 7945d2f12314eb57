"""What tests/notifiers/test_contract.py asks of this channel."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notifiers.channels.flickr import Flickr
from schemas.accounts.account import Platform
from tests.fakes import flickr
from tests.notifiers.contract import WRITTEN, WRITTEN_AT, Heard, Row
from tests.notifiers.scenes import bound


@contextmanager
def hears(fake: flickr.FakeFlickr, folder: Path) -> Iterator[Heard]:
    photo = fake.write("Kart.", WRITTEN_AT)
    yield Heard(bound(fake.url, folder, Platform.FLICKR), fake.comment(photo, WRITTEN, WRITTEN_AT), (photo,))


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
        hears=hears,
    ),
)
