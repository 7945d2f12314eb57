"""What tests/notifiers/test_contract.py asks of this channel."""

from notifiers.channels.public_page import PublicPage
from schemas.accounts.account import Platform
from tests.notifiers.contract import Row

ROWS = (
    Row(
        PublicPage,
        Platform.PUBLIC_PAGE,
        "krisepage://",
        "",
        False,
    ),
)
