"""What tests/notifiers/test_contract.py asks of this channel."""

from notifiers.channels.webhook import WebhookChannel
from schemas.accounts.account import Platform
from tests.notifiers.contract import Row
from tests.servers.recorder import Recorder

ROWS = (
    Row(
        WebhookChannel,
        Platform.WEBHOOK,
        "json://127.0.0.1:{0}/krise",
        "json://u:hemmelig@127.0.0.1:1/krise",
        True,
        "hemmelig",
        server=Recorder,
    ),
)
