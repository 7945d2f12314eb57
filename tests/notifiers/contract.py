"""The table that every channel has its rows in: `ROWS` of `tests/notifiers/<platform>/contract.py`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from notifiers.base.plugin import Plugin
from notifiers.platforms import PLATFORMS
from schemas.accounts.account import Platform
from schemas.messages.delivery import Outgoing
from tests.notifiers.scenes import TEXT, outgoing
from tests.notifiers.test_hosted import file

FACTS = {
    "event": "Vannbrudd",
    "area": "Lånke",
    "severity": "Severe",
    "kind": "message",
    "status": "Actual",
    "headline": "Kok drikkevannet",
    "municipality": "Prøve kommune",
    "sender": "kk.example",
    "language": "nb-NO",
}


WRITTEN, WRITTEN_AT = "Når kommer vannet?", datetime.now(UTC).replace(microsecond=0)


class Heard(NamedTuple):
    """A resident's words as they lie at a platform now, and the plugin of the account that they were written to."""

    plugin: Plugin
    remark_id: str
    own_posts: tuple[str, ...] = ()
    hidden: Callable[[], bool] | None = None
    """Whether the platform hides them, where the plugin cannot be asked; `gone`: likewise."""
    gone: Callable[[], bool] | None = None


@dataclass(frozen=True)
class Row:
    """One channel. `{0}` in `url` is the port of its server; `dead` cannot take anything."""

    plugin: type[Plugin]
    platform: Platform
    url: str
    dead: str
    sends_for_plain_apprise: bool
    secret: str = ""
    recipient: str = "en@kk.example"
    mime: str = ""
    """Without a file of this kind there is no post."""
    creates: str = ""
    """A part of method, path and query of the one request that shows readers a post; "" where the channel speaks no HTTP itself."""
    carries: str = ""
    """Kind of a file that a post may have, too: its upload shows readers nothing yet."""
    server: Callable[[], Any] | None = None
    """Real, or a strict fake; a context with a `port`."""
    hears: Callable[[Any, Path], AbstractContextManager[Heard]] | None = None
    """`WRITTEN` is written to us, on the server that runs already or on one of its own; None where nothing is read from there."""

    def out(self, folder: Path, text: str = TEXT, **changes: Any) -> Outgoing:
        media = (file(folder, self.mime),) if self.mime else ()
        return outgoing(text, **({"recipient": self.recipient, "facts": FACTS, "media": media} | changes))

    @property
    def id(self) -> str:
        return f"{self.platform.value}-{self.plugin.__name__}"


def rows() -> Iterator[Row]:
    """Of every platform that something acts for."""
    for platform, spec in PLATFORMS.items():
        if spec.plugin:
            yield from import_module(f"tests.notifiers.{platform.value}.contract").ROWS


class Servers:
    """Each once, and only those that are asked for."""

    def __init__(self, running: ExitStack) -> None:
        self._running = running
        self._servers: dict[type[Plugin], Any] = {}

    def url(self, row: Row) -> str:
        return row.url.format(self.of(row).port if row.server else None)

    def of(self, row: Row) -> Any:
        if row.server and row.plugin not in self._servers:
            self._servers[row.plugin] = self._running.enter_context(row.server())
        return self._servers.get(row.plugin)
