"""What the whole web desk shares: the application context, and the news of changes."""

import threading
from dataclasses import dataclass, field, replace

from config.settings import Settings
from desk.news import News
from desk.presence import Presence
from notifiers.facade import Channels
from store.context import AppContext
from store.identity.vault import Vault
from store.opening import Opened


@dataclass
class AppState:
    """One per process."""

    settings: Settings
    opened: Opened[Channels]
    news: News
    presence: Presence = field(default_factory=Presence)
    stop: threading.Event = field(default_factory=threading.Event)

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
