"""What tests/notifiers/test_contract.py asks of this channel."""

from notifiers.platforms import PLATFORMS
from schemas.accounts.account import Platform
from tests.notifiers.contract import Row

from .fake import FakeStation

NAME = Platform("lokalradio")
PLUGIN = PLATFORMS[NAME].plugin
assert PLUGIN
ADDRESS = "lokalradio://kommunen/?token=hemmelig&at=http%3A%2F%2F127.0.0.1%3A{0}"
ROWS = (Row(PLUGIN, NAME, ADDRESS, ADDRESS.format(1), True, "hemmelig", creates="PUT /messages/", server=FakeStation),)
