"""What tests/notifiers/test_contract.py asks of this channel."""

from notifiers.channels.blogger import Blogger
from schemas.account import Platform
from tests.fakes.blogger import FakeBlogger, address
from tests.notifiers.contract import Row

ROWS = (
    Row(
        Blogger,
        Platform.BLOGGER,
        address(0).replace("3A0", "3A{0}"),
        address(1),
        True,
        "hemmelig",
        creates="POST /blogger/",
        server=FakeBlogger,
    ),
)
