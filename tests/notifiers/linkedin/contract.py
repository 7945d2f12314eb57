"""What tests/notifiers/test_contract.py asks of this channel."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notifiers.channels.linkedin import LinkedIn
from schemas.accounts.account import Platform
from tests.fakes import linkedin
from tests.notifiers.contract import WRITTEN, WRITTEN_AT, Heard, Row
from tests.notifiers.scenes import bound


@contextmanager
def hears(fake: linkedin.FakeLinkedIn, folder: Path) -> Iterator[Heard]:
    post = fake.write("Kok vannet.", WRITTEN_AT)
    yield Heard(bound(fake.url, folder, Platform.LINKEDIN), fake.comments.write(post, WRITTEN, WRITTEN_AT), (post,))


ROWS = (
    Row(
        LinkedIn,
        Platform.LINKEDIN,
        linkedin.address(0).replace("3A0", "3A{0}"),
        linkedin.address(1),
        True,
        "hemmelig",
        creates="POST /rest/posts",
        carries="image/png",
        server=linkedin.FakeLinkedIn,
        hears=hears,
    ),
)
