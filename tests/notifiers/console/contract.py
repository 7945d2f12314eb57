"""What tests/notifiers/test_contract.py asks of this channel."""

from notifiers.channels.console import Console
from schemas.account import Platform
from tests.notifiers.contract import Row

ROWS = (
    Row(
        Console,
        Platform.CONSOLE,
        "krisekonsoll://",
        "",
        False,
    ),
)
