"""What tests/notifiers/test_contract.py asks of this channel."""

from notifiers.channels.homepage import WordPress
from schemas.account import Platform
from tests.notifiers.contract import Row
from tests.servers.wordpress import WordPressServer

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
    ),
)
