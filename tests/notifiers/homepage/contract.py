"""What tests/notifiers/test_contract.py asks of this channel."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notifiers.channels.homepage import WordPress
from schemas.accounts.account import Platform
from tests.notifiers.contract import WRITTEN, Heard, Row
from tests.notifiers.homepage.test_comments import comment
from tests.notifiers.scenes import bound, outgoing
from tests.servers.wordpress import WordPressServer


@contextmanager
def hears(server: WordPressServer, folder: Path) -> Iterator[Heard]:
    plugin = bound(server.url(), folder, Platform.HOMEPAGE)
    post = str(plugin.deliver(outgoing(crisis_id=None, key="f" * 32)).remote_id)
    yield Heard(plugin, comment(server, post, WRITTEN), (post,))


ROWS = (
    Row(
        WordPress,
        Platform.HOMEPAGE,
        "wordpress://krise:ordkrise@127.0.0.1:{0}",
        "wordpress://u:hemmelig@127.0.0.1:1",
        True,
        "hemmelig",
        creates="POST /?rest_route=%2Fwp%2Fv2%2Fposts",
        server=WordPressServer,
        hears=hears,
    ),
)
