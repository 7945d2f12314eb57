"""RFC 5849 from the other side: whether a request is signed as the fakes' one application and account would."""

import base64
import hmac
import re
from urllib.parse import quote, unquote

from tests.fakes.server import Wire

_SECRETS = ("hemmelig-en", "hemmelig-to")
_PART = re.compile(r'(oauth_\w+)="([^"]*)"')


def signed(wire: Wire, at: str, token: str = "merke", secrets: tuple[str, str] = _SECRETS) -> bool:  # noqa: S107  # a fake
    given = {name: unquote(value) for name, value in _PART.findall(wire.headers.get("authorization", ""))}
    if given.get("oauth_consumer_key") != "nokkel" or given.get("oauth_token", "") != token:
        return False
    if given.get("oauth_signature_method") != "HMAC-SHA1":
        return False
    if not given.get("oauth_nonce") or not given.get("oauth_timestamp", "").isdigit():
        return False
    signature = given.pop("oauth_signature", "")
    fields = {**given, **wire.query, **(wire.form or {})}
    pairs = "&".join(
        f"{_quoted(n)}={_quoted(v)}"
        for n, v in sorted(fields.items(), key=lambda pair: (_quoted(pair[0]), _quoted(pair[1])))
    )
    base = "&".join((wire.method, _quoted(at + wire.path), _quoted(pairs)))
    made = hmac.new("&".join(map(_quoted, secrets)).encode(), base.encode(), "sha1").digest()
    return hmac.compare_digest(base64.b64encode(made).decode(), signature)


def _quoted(text: str) -> str:
    return quote(text, safe="~")
