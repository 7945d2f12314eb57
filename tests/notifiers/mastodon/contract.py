"""What tests/notifiers/test_contract.py asks of this channel."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notifiers.channels.mastodon import Mastodon
from schemas.accounts.account import Platform
from tests.notifiers.contract import WRITTEN, Heard, Row
from tests.notifiers.mastodon.test_mentions import writes
from tests.notifiers.scenes import bound, outgoing
from tests.servers.mastodon import MastodonServer


@contextmanager
def hears(_: MastodonServer, folder: Path) -> Iterator[Heard]:
    """On a server where others have accounts, too."""
    with MastodonServer(demo=True) as server:
        plugin = bound(server.url, folder, Platform.MASTODON)
        post = str(plugin.deliver(outgoing()).remote_id)
        yield Heard(plugin, writes(server, f"@grace {WRITTEN}", in_reply_to_id=post), (post,))


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
        hears=hears,
    ),
)
