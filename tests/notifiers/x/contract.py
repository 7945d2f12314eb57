"""What tests/notifiers/test_contract.py asks of this channel."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notifiers.channels.x import X
from schemas.accounts.account import Platform
from tests.fakes import x
from tests.notifiers.contract import WRITTEN, WRITTEN_AT, Heard, Row
from tests.notifiers.scenes import bound


@contextmanager
def hears(fake: x.FakeX, folder: Path) -> Iterator[Heard]:
    post = fake.write("Kok vannet.", WRITTEN_AT)
    remark = fake.write(WRITTEN, WRITTEN_AT, post, "71")
    yield Heard(bound(fake.url, folder, Platform.X), remark, (post,), lambda: remark in fake.hidden)


ROWS = (
    Row(
        X,
        Platform.X,
        x.address(0).replace("3A0", "3A{0}"),
        x.address(1),
        True,
        "hemmelig",
        creates="POST /2/tweets",
        carries="image/png",
        server=x.FakeX,
        hears=hears,
    ),
)
