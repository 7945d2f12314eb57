"""What tests/notifiers/test_contract.py asks of this channel."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from notifiers.channels.console import Console
from schemas.accounts.account import Platform
from schemas.dialogue.remark import RemoteRemark
from tests.notifiers.contract import WRITTEN, WRITTEN_AT, Heard, Row
from tests.notifiers.scenes import bound


@contextmanager
def hears(_: Any, folder: Path) -> Iterator[Heard]:
    """As an exercise's residents write."""
    plugin = bound("krisekonsoll://", folder, Platform.CONSOLE)
    assert isinstance(plugin, Console)
    plugin.give(RemoteRemark(remote_id="r1", author="Per", text=WRITTEN, written_at=WRITTEN_AT))
    yield Heard(plugin, "r1")


ROWS = (
    Row(
        Console,
        Platform.CONSOLE,
        "krisekonsoll://",
        "",
        False,
        hears=hears,
    ),
)
