"""What tests/notifiers/test_contract.py asks of this channel."""

from notifiers.channels.bluesky import Bluesky
from schemas.account import Platform
from tests.notifiers.contract import Row
from tests.servers.pds import PdsServer

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
    ),
)
