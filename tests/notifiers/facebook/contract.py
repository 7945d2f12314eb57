"""What tests/notifiers/test_contract.py asks of this channel."""

from notifiers.channels.facebook import Facebook
from schemas.account import Platform
from tests.fakes import facebook
from tests.notifiers.contract import Row

ROWS = (
    Row(
        Facebook,
        Platform.FACEBOOK,
        facebook.address(0).replace("3A0", "3A{0}"),
        facebook.address(1),
        True,
        "hemmelig",
        creates="/feed",
        carries="image/png",
        server=facebook.FakeFacebook,
    ),
)
