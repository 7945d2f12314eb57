"""What tests/notifiers/test_contract.py asks of this channel."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notifiers.channels.email import KriseMail
from schemas.accounts.account import Platform
from tests.notifiers.contract import WRITTEN, Heard, Row
from tests.notifiers.email.test_heard import written
from tests.notifiers.scenes import bound
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpServer


@contextmanager
def hears(post: SmtpServer, folder: Path) -> Iterator[Heard]:
    with Dovecot() as box:
        box.put("a1", written(WRITTEN))
        mailbox = box.url.replace("%", "%25")
        address = f"krisemail://127.0.0.1:{post.port}/?from=Kommunen <post@kk.example>&imap={mailbox}"
        yield Heard(bound(address, folder, Platform.EMAIL), "<p1@innbygger.example>")


ROWS = (
    Row(
        KriseMail,
        Platform.EMAIL,
        "krisemail://127.0.0.1:{0}/?from=a@kk.example&to=b@kk.example",
        "krisemail://u:hemmelig@127.0.0.1:1/?from=a@kk.example&to=b@kk.example",
        True,
        "hemmelig",
        server=SmtpServer,
        hears=hears,
    ),
)
