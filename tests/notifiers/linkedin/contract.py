"""What tests/notifiers/test_contract.py asks of this channel."""

from notifiers.channels.linkedin import LinkedIn
from schemas.account import Platform
from tests.fakes import linkedin
from tests.notifiers.contract import Row

ROWS = (
    Row(
        LinkedIn,
        Platform.LINKEDIN,
        linkedin.address(0).replace("3A0", "3A{0}"),
        linkedin.address(1),
        True,
        "hemmelig",
        creates="POST /rest/posts",
        carries="image/png",
        server=linkedin.FakeLinkedIn,
    ),
)
