"""What tests/notifiers/test_contract.py asks of this channel."""

from notifiers.channels.teams import Teams
from schemas.accounts.account import Platform
from tests.fakes import teams
from tests.notifiers.contract import Row

ROWS = (
    Row(
        Teams,
        Platform.TEAMS,
        teams.address(0).replace("3A0", "3A{0}"),
        teams.address(1),
        True,
        "hemmelig",
        creates="POST /",
        server=teams.FakeTeams,
    ),
)
