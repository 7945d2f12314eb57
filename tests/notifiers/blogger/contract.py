"""What tests/notifiers/test_contract.py asks of this channel."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notifiers.channels.blogger import Blogger
from schemas.accounts.account import Platform
from tests.fakes.blogger import FakeBlogger, address
from tests.notifiers.contract import WRITTEN, WRITTEN_AT, Heard, Row
from tests.notifiers.scenes import bound


@contextmanager
def hears(fake: FakeBlogger, folder: Path) -> Iterator[Heard]:
    post = fake.write("Kok vannet", "<p>I tre minutter.</p>", WRITTEN_AT)
    yield Heard(bound(fake.url, folder, Platform.BLOGGER), fake.comment(post, WRITTEN, WRITTEN_AT), (post,))


ROWS = (
    Row(
        Blogger,
        Platform.BLOGGER,
        address(0).replace("3A0", "3A{0}"),
        address(1),
        True,
        "hemmelig",
        creates="POST /blogger/",
        server=FakeBlogger,
        hears=hears,
    ),
)
