"""What tests/notifiers/test_contract.py asks of this channel."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notifiers.channels.telegram import Telegram
from schemas.accounts.account import Platform
from tests.fakes import telegram
from tests.notifiers.contract import WRITTEN, Heard, Row
from tests.notifiers.scenes import bound, outgoing
from tests.notifiers.telegram.test_inbox import id_of


@contextmanager
def hears(fake: telegram.FakeTelegram, folder: Path) -> Iterator[Heard]:
    plugin = bound(fake.url, folder, Platform.TELEGRAM)
    post = str(plugin.deliver(outgoing()).remote_id)
    remark = fake.hears(WRITTEN, above=fake.copied(int(post)))
    place = (telegram.GROUP, remark["message_id"])
    yield Heard(plugin, id_of(remark), (post,), gone=lambda: place not in fake.said)


ROWS = (
    Row(
        Telegram,
        Platform.TELEGRAM,
        telegram.address(0).replace("3A0", "3A{0}"),
        telegram.address(1),
        True,
        "hemmelig",
        creates="/sendMessage",
        server=telegram.FakeTelegram,
        hears=hears,
    ),
)
