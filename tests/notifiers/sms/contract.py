"""What tests/notifiers/test_contract.py asks of this channel."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notifiers.channels.sms import Elks, LinkMobility, Sinch, Smpp
from schemas.accounts.account import Platform
from tests.fakes import sms
from tests.notifiers.contract import WRITTEN, WRITTEN_AT, Heard, Row
from tests.notifiers.scenes import bound
from tests.servers.smpp import SmppServer


@contextmanager
def hears(fake: sms.FakeElks | sms.FakeSinch, folder: Path) -> Iterator[Heard]:
    """A sender of figures can be answered."""
    address = fake.url.replace("://Kommunen/", "://4799999991/").replace("://4799999999/", "://4799999991/")
    yield Heard(bound(address, folder, Platform.SMS), fake.hears("+4799999991", WRITTEN, WRITTEN_AT))


NUMBER, TO = "+4791111100", "&to=%2B4791111100"
ROWS = (
    Row(
        Elks,
        Platform.SMS,
        sms.elks_address(0).replace("3A0", "3A{0}") + TO,
        sms.elks_address(1),
        True,
        "hemmelig",
        NUMBER,
        creates="POST /a1/sms",
        server=sms.FakeElks,
        hears=hears,
    ),
    Row(
        Sinch,
        Platform.SMS,
        sms.sinch_address(0).replace("3A0", "3A{0}") + TO,
        sms.sinch_address(1),
        True,
        "hemmelig",
        NUMBER,
        creates="POST /xms/",
        server=sms.FakeSinch,
        hears=hears,
    ),
    Row(
        LinkMobility,
        Platform.SMS,
        sms.link_address(0).replace("3A0", "3A{0}") + TO,
        sms.link_address(1),
        True,
        "hemmelig",
        NUMBER,
        creates="POST /sms/send",
        server=sms.FakeLink,
    ),
    Row(
        Smpp,
        Platform.SMS,
        "krisesmpp://u:p@127.0.0.1:{0}/?from=Kommunen" + TO,
        "krisesmpp://u:hemmelig@127.0.0.1:1/?from=K",
        True,
        "hemmelig",
        NUMBER,
        server=SmppServer,
    ),
)
