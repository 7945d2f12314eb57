"""What the whole web desk shares: the application context, and the news of changes."""

import threading
from dataclasses import dataclass, field, replace

import structlog
from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from config.machine.settings import Settings
from desk.drawings import Drawings
from desk.last_use import LastUse
from desk.news import News
from desk.presence import Presence
from notifiers.facade import Channels
from notifiers.platforms import PLATFORMS
from store.context import AppContext
from store.identity import login_sessions
from store.identity.vault import Vault
from store.municipality_file import LOOK_EVERY, MunicipalityFile, out_with_the_gone
from store.opening import Opened

log = structlog.get_logger()


@dataclass
class AppState:
    """One per process."""

    settings: Settings
    opened: Opened[Channels]
    news: News
    presence: Presence = field(default_factory=Presence)
    last_use: LastUse = field(default_factory=LastUse)
    drawings: Drawings = field(default_factory=Drawings)
    stop: threading.Event = field(default_factory=threading.Event)
    file: MunicipalityFile | None = None
    """Watched by the process' own state alone; a request works with what was in force when it came."""

    def watch_the_file(self) -> None:
        """Until told to stop. A thread of its own; what fails is tried again at the next look."""
        while not self.stop.wait(LOOK_EVERY):
            try:
                self.look_at_the_file()
            except Exception as error:  # the database may be away
                log.warning("municipality_file.not_taken_up", error=type(error).__name__)

    def look_at_the_file(self) -> None:
        if self.file is None:
            self.file = MunicipalityFile(self.settings.municipality, PLATFORMS)
            out_with_the_gone(self.ctx)
        found = self.file.look(self.ctx)
        if found is not self.ctx:
            self.opened = replace(self.opened, ctx=found)
            self.news.notify()

    def with_ctx(self, ctx: AppContext) -> "AppState":
        """The same, for one request with a context of its own."""
        return replace(self, opened=replace(self.opened, ctx=ctx))

    @property
    def ctx(self) -> AppContext:
        return self.opened.ctx

    @property
    def vault(self) -> Vault:
        return self.opened.vault

    @property
    def channels(self) -> Channels:
        return self.opened.channels

    def is_logged_in(self, headers: Headers) -> bool:
        """Whether the request with these headers comes from a session that is alive."""
        return login_sessions.who(self.ctx, cookie_parser(headers.get("cookie", "")).get(self.cookie)) is not None

    @property
    def secure(self) -> bool:
        """Behind HTTPS; plain HTTP is for this machine only."""
        return self.settings.desk_url.startswith("https://")

    @property
    def cookie(self) -> str:
        return self.cookie_named("krisekanal")

    def cookie_named(self, name: str) -> str:
        """The prefix makes browsers refuse a cookie that another host or plain HTTP has set (RFC 6265bis)."""
        return f"__Host-{name}" if self.secure else name
