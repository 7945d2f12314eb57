"""What tests/notifiers/test_contract.py asks of this channel."""

from notifiers.channels.telegram import Telegram
from schemas.account import Platform
from tests.fakes import telegram
from tests.notifiers.contract import Row

ROWS = (
    Row(
        Telegram,
        Platform.TELEGRAM,
        telegram.address(0).replace("3A0", "3A{0}"),
        telegram.address(1),
        True,
        "hemmelig",
        creates="/sendMessage",
        server=telegram.FakeTelegram,
    ),
)
