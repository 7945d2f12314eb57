"""What tests/notifiers/test_contract.py asks of this channel."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notifiers.channels.facebook import Facebook
from schemas.accounts.account import Platform
from tests.fakes import facebook
from tests.notifiers.contract import WRITTEN, WRITTEN_AT, Heard, Row
from tests.notifiers.scenes import bound


@contextmanager
def hears(fake: facebook.FakeFacebook, folder: Path) -> Iterator[Heard]:
    post = fake.write("Kok vannet.", WRITTEN_AT)
    yield Heard(bound(fake.url, folder, Platform.FACEBOOK), fake.comments.write(post, WRITTEN, WRITTEN_AT), (post,))


ROWS = (
    Row(
        Facebook,
        Platform.FACEBOOK,
        facebook.address(0).replace("3A0", "3A{0}"),
        facebook.address(1),
        True,
        "hemmelig",
        creates="/feed",
        carries="image/png",
        server=facebook.FakeFacebook,
        hears=hears,
    ),
)
