"""OAuth 1.0a (RFC 5849) with HMAC-SHA1: four words that do not end by themselves."""

from collections.abc import Generator
from urllib.parse import urlencode

from authlib.oauth1 import ClientAuth

from notifiers.base import web
from notifiers.base.hosted import HostedPlugin, Word

WORDS = (
    Word("key", "Consumer key"),
    Word("secret", "Consumer secret", private=True),
    Word("token", "Access token"),
    Word("token_secret", "Access token secret", private=True),
)
_FORM = "application/x-www-form-urlencoded"


class Signer(web.Auth):
    """Authlib signs. Only the header is taken from it: its own httpx class drops every body that is no form."""

    requires_request_body = True

    def __init__(self, key: str, secret: str, token: str = "", token_secret: str = "", **more: str) -> None:
        self._client = ClientAuth(key, secret, token=token or None, token_secret=token_secret or None, **more)

    def auth_flow(self, request: web.Request) -> Generator[web.Request, web.Response, None]:
        kind = request.headers.get("Content-Type", "")
        body = request.content if kind == _FORM else b""
        _, headers, _ = self._client.prepare(
            request.method, str(request.url), {"Content-Type": kind or "text/plain"}, body
        )
        request.headers["Authorization"] = headers["Authorization"]
        yield request

    def header(self, method: str, address: str, fields: dict[str, str]) -> str:
        """For a body that is no form but whose fields are signed as if it were."""
        _, headers, _ = self._client.prepare(method, address, {"Content-Type": _FORM}, urlencode(fields))
        return str(headers["Authorization"])


def signer(plugin: HostedPlugin) -> Signer:
    word = plugin.word
    return Signer(word["key"], word["secret"], word["token"], word["token_secret"])
