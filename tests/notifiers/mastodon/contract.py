"""What tests/notifiers/test_contract.py asks of this channel."""

from notifiers.channels.mastodon import Mastodon
from schemas.account import Platform
from tests.notifiers.contract import Row
from tests.servers.mastodon import MastodonServer

ROWS = (
    Row(
        Mastodon,
        Platform.MASTODON,
        "krisemastodon://mock_token@127.0.0.1:{0}",
        "krisemastodon://hemmelig@127.0.0.1:1",
        True,
        "hemmelig",
        creates="POST /api/v1/statuses",
        carries="image/png",
        server=MastodonServer,
    ),
)
