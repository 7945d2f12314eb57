"""What tests/notifiers/test_contract.py asks of this channel."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notifiers.channels.threads import Threads
from schemas.accounts.account import Platform
from tests.fakes import threads
from tests.notifiers.contract import WRITTEN, WRITTEN_AT, Heard, Row
from tests.notifiers.scenes import bound


@contextmanager
def hears(fake: threads.FakeThreads, folder: Path) -> Iterator[Heard]:
    post = fake.write("Kok vannet.", WRITTEN_AT)
    yield Heard(bound(fake.url, folder, Platform.THREADS), fake.write(WRITTEN, WRITTEN_AT, post, "per"), (post,))


ROWS = (
    Row(
        Threads,
        Platform.THREADS,
        threads.address(0).replace("3A0", "3A{0}"),
        threads.address(1),
        True,
        "hemmelig",
        creates="/threads_publish",
        server=threads.FakeThreads,
        hears=hears,
    ),
)
