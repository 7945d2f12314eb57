"""What tests/notifiers/test_contract.py asks of this channel."""

from notifiers.channels.sms import Elks, LinkMobility, Sinch, Smpp
from schemas.account import Platform
from tests.fakes import sms
from tests.notifiers.contract import Row
from tests.servers.smpp import SmppServer

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
