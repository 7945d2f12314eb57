"""What tests/notifiers/test_contract.py asks of this channel."""

from notifiers.channels.threads import Threads
from schemas.account import Platform
from tests.fakes import threads
from tests.notifiers.contract import Row

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
    ),
)
