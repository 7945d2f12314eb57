"""Platforms with one address for everybody: API versions that end, tokens that end, a stand-in on this machine.

Their Apprise URL is `schema://ID/?name=value&...`: the id of the page, channel or sender, then what lets us in.
"""

from datetime import UTC, date, datetime
from typing import Any, ClassVar, NamedTuple
from urllib.parse import quote

from apprise import NotifyBase

from notifiers.base import web
from notifiers.base.http import TIMEOUT, HttpPlugin
from schemas.accounts.account import Account

STAND_IN = "http://127.0.0.1:"


class Word(NamedTuple):
    """One `name=value` of the address. Without `optional` the address is refused when it lacks it."""

    name: str
    label: str
    private: bool = False
    optional: bool = False


_COMMON = (
    Word("version", "API version", optional=True),
    Word("expires", "When the token ends (ISO 8601)", optional=True),
    Word("at", "Stand-in on this machine", optional=True),
)


def arguments(words: tuple[Word, ...]) -> dict[str, dict[str, Any]]:
    """`words` as Apprise wants them described."""
    described = {w.name: {"name": w.label, "type": "string", "private": w.private} for w in (*words, *_COMMON)}
    return {**NotifyBase.template_args, **described}


class HostedPlugin(HttpPlugin):
    """Set `api`, `words`, `template_args = arguments(words)`; the id before the `?` is `self.host`."""

    api: str
    """Scheme and host of the platform."""
    words: ClassVar[tuple[Word, ...]] = ()
    default_version: ClassVar[str] = ""

    def __init__(self, version: str = "", at: str = "", expires: str = "", **kwargs: Any) -> None:
        self.word: dict[str, str] = {word.name: kwargs.pop(word.name, "") for word in self.words}
        super().__init__(**kwargs)
        missing = [word.name for word in self.words if not (word.optional or self.word[word.name])]
        if missing or not self.host or (at and not at.startswith(STAND_IN)):
            raise TypeError(f"{self.secure_protocol} needs an id and {', '.join(missing)}")
        self.at = at
        self._given_version, self._given_expires = version, expires
        self.version = version or self.default_version
        self.expires = datetime.fromisoformat(expires).astimezone(UTC) if expires else None
        self.client = web.Client(base_url=self.home(self.api), timeout=TIMEOUT)

    def bind(self, account: Account, places: Any) -> None:
        """The municipality file's `api_version` counts where the address names none."""
        super().bind(account, places)
        self.version = self._given_version or account.api_version or self.default_version
        self.version_ends = account.api_version_ends or self.end_of(self.version)

    @classmethod
    def end_of(cls, version: str) -> date | None:
        """The day the platform stops answering this version; None where it has named none."""
        return None

    def home(self, platform: str) -> str:
        """`platform` (scheme and host), or the stand-in that the address names. Secrets go nowhere else."""
        return self.at or platform

    def renewed(self, expires: datetime | None, **words: str) -> str:
        """This address with new words, for the vault."""
        return self._address({**self.word, **words}, expires.isoformat() if expires else "", privacy=False)

    def url(self, privacy: bool = False, *_: Any, **__: Any) -> str:
        return self._address(self.word, self._given_expires, privacy=privacy)

    def _address(self, words: dict[str, str], expires: str, *, privacy: bool) -> str:
        private = {word.name for word in self.words if word.private}
        more = {"version": self._given_version, "expires": expires, "at": self.at}
        shown = {
            name: self.pprint(value, privacy and name in private, safe="")
            for name, value in (words | more).items()
            if value
        }
        query = "&".join(f"{name}={value}" for name, value in shown.items())
        return f"{self.secure_protocol}://{quote(str(self.host), safe='+')}/" + (f"?{query}" if query else "")

    @classmethod
    def parse_url(cls, url: str, *_: Any, **__: Any) -> dict[str, Any] | None:
        """What stands for the host is an id or a sender. Words are decoded once, as Apprise has done it."""
        parts = NotifyBase.parse_url(url, verify_host=False)
        if parts:
            parts["host"] = NotifyBase.unquote(parts["host"] or "")
            names = [word.name for word in (*cls.words, *_COMMON)]
            parts |= {name: parts["qsd"][name] for name in names if parts["qsd"].get(name)}
        return parts
