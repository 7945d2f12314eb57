"""What tests/notifiers/test_contract.py asks of this channel."""

from notifiers.channels.email import KriseMail
from schemas.account import Platform
from tests.notifiers.contract import Row
from tests.servers.smtp import SmtpServer

ROWS = (
    Row(
        KriseMail,
        Platform.EMAIL,
        "krisemail://127.0.0.1:{0}/?from=a@kk.example&to=b@kk.example",
        "krisemail://u:hemmelig@127.0.0.1:1/?from=a@kk.example&to=b@kk.example",
        True,
        "hemmelig",
        server=SmtpServer,
    ),
)
