"""What tests/notifiers/test_contract.py asks of this channel."""

from notifiers.channels.x import X
from schemas.account import Platform
from tests.fakes import x
from tests.notifiers.contract import Row

ROWS = (
    Row(
        X,
        Platform.X,
        x.address(0).replace("3A0", "3A{0}"),
        x.address(1),
        True,
        "hemmelig",
        creates="POST /2/tweets",
        carries="image/png",
        server=x.FakeX,
    ),
)
