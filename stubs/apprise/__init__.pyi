"""What we use of Apprise, typed. Apprise's own classes say `None` where every plugin puts a text.

`tests/notifiers/test_stubs.py` compares this with the installed Apprise.
"""

from enum import Enum
from logging import Logger
from typing import Any, Literal, overload

class NotifyType(str, Enum):
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    FAILURE = "failure"

class NotifyFormat(str, Enum):
    TEXT = "text"
    HTML = "html"
    MARKDOWN = "markdown"

class OverflowMode(str, Enum):
    UPSTREAM = "upstream"
    TRUNCATE = "truncate"
    SPLIT = "split"

class NotifyBase:
    service_name: str | None
    protocol: str | tuple[str, ...] | None
    secure_protocol: str | tuple[str, ...] | None
    setup_url: str | None
    templates: tuple[str, ...]
    template_tokens: dict[str, dict[str, Any]]
    template_args: dict[str, dict[str, Any]]
    body_maxlen: int
    title_maxlen: int
    notify_format: NotifyFormat
    logger: Logger
    schema: str
    host: str
    port: int | None
    user: str | None
    password: str | None
    secure: bool

    def __init__(self, **kwargs: Any) -> None: ...
    def notify(self, *args: Any, **kwargs: Any) -> bool: ...
    def send(self, body: str, title: str = "", notify_type: NotifyType = ..., **kwargs: Any) -> bool: ...
    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str: ...
    @staticmethod
    def parse_url(url: str, verify_host: bool = True, plus_to_space: bool = False) -> dict[str, Any] | None: ...
    @staticmethod
    def quote(content: str | None, safe: str = "/", encoding: str | None = None, errors: str | None = None) -> str: ...
    @staticmethod
    def unquote(content: str | None, encoding: str = "utf-8", errors: str = "replace") -> str: ...
    @staticmethod
    def pprint(
        content: str | None,
        privacy: bool = True,
        mode: str = ...,
        quote: bool = True,
        safe: str = "/",
        encoding: str | None = None,
        errors: str | None = None,
    ) -> str: ...

class Apprise:
    def __init__(self) -> None: ...
    @overload
    @staticmethod
    def instantiate(url: str, *, suppress_exceptions: Literal[True] = True) -> NotifyBase | None: ...
    @overload
    @staticmethod
    def instantiate(url: str, *, suppress_exceptions: Literal[False]) -> NotifyBase: ...
    def add(self, servers: str | NotifyBase) -> bool: ...
    def notify(self, body: str, title: str = "", notify_type: NotifyType = ...) -> bool | None: ...
    async def async_notify(self, *args: Any, **kwargs: Any) -> bool | None: ...
    def details(self) -> dict[str, Any]: ...

class NotificationManager:
    def add(self, plugin: type[NotifyBase], schemas: str | tuple[str, ...] | None = None) -> bool: ...
