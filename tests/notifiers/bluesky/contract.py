"""What tests/notifiers/test_contract.py asks of this channel."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notifiers.channels.bluesky import Bluesky
from schemas.accounts.account import Platform
from tests.fakes.bluesky import FakeIndex
from tests.notifiers.bluesky.test_dialogue import Per
from tests.notifiers.contract import WRITTEN, Heard, Row
from tests.notifiers.scenes import bound, outgoing
from tests.servers.pds import PdsServer


@contextmanager
def hears(server: PdsServer, folder: Path) -> Iterator[Heard]:
    with FakeIndex(server.at) as index:
        per = Per(server, "per")
        per.index = index
        plugin = bound(server.url.replace(str(server.port), str(index.port)), folder, Platform.BLUESKY)
        post = str(plugin.deliver(outgoing(key="f" * 32)).remote_id)
        yield Heard(plugin, per.writes(WRITTEN, post), (post,))


ROWS = (
    Row(
        Bluesky,
        Platform.BLUESKY,
        "krisebluesky://kommune.test/?password=hoved-ord&at=http%3A%2F%2F127.0.0.1%3A{0}",
        "krisebluesky://u.test/?password=hemmelig&at=http%3A%2F%2F127.0.0.1%3A1",
        True,
        "hemmelig",
        creates="repo.putRecord",
        carries="image/png",
        server=PdsServer,
        hears=hears,
    ),
)
