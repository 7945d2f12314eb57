"""A fake of the pages and addresses where platforms let programs in: OAuth 2.0 with PKCE, and OAuth 1.0a.

It refuses: a code used twice, for another redirect, from another app or without its verifier; a signature that is not
right (checked with another implementation of RFC 5849); an exchange of a token it did not give.
"""

import base64
import hashlib
import secrets
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from tests.fakes import oauth1
from tests.fakes.server import Answer, FakeServer, Wire

CLIENT, SECRET = "klient", "hemmelig-app"
PAGES = [
    {"id": "1047", "name": "Kommunen", "access_token": "hemmelig-side"},
    {"id": "1048", "name": "Biblioteket", "access_token": "hemmelig-to"},
]


class FakeGrants(FakeServer):
    """`say_yes` is what a person's browser does: from the address it was sent to, to the query it comes back with."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[str, dict[str, str]] = {}
        self.pages = list(PAGES)

    def say_yes(self, address: str) -> dict[str, str]:
        asked = dict(parse_qsl(urlsplit(address).query))
        if "oauth_token" in asked:
            return {"oauth_token": asked["oauth_token"], "oauth_verifier": "bekreftet"}
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT and asked["scope"]
        assert asked.get("code_challenge_method", "S256") == "S256"
        code = secrets.token_hex(4)
        self.codes[code] = {"redirect": asked["redirect_uri"], "challenge": asked.get("code_challenge", "")}
        return {"code": code, "state": asked["state"]}

    def route(self, wire: Wire) -> Answer:
        form, bearer = wire.form or {}, wire.headers.get("authorization", "")
        match wire.method, wire.path:
            case "POST", path if path.endswith(("/access_token", "/accessToken", "/token")) and bearer.startswith(
                "OAuth "
            ):
                return self._oauth1_access(wire)
            case "POST", path if path.endswith("/request_token"):
                return self._oauth1_request(wire)
            case "POST", path if path.endswith(("/access_token", "/accessToken", "/token")):
                return self._exchange(form)
            case "GET", path if path.endswith("/me/accounts") and bearer == "Bearer hemmelig-lang":
                return Answer(200, {"data": self.pages})
            case "GET", "/rest/organizationAcls" if bearer == "Bearer hemmelig-kort" and wire.headers.get(
                "linkedin-version"
            ):
                return Answer(
                    200,
                    {
                        "elements": [
                            {"organization": "urn:li:organization:5035", "role": "ADMINISTRATOR", "state": "APPROVED"}
                        ]
                    },
                )
            case "GET", "/access_token" if (
                wire.query.get("access_token") == "hemmelig-kort" and wire.query.get("client_secret") == SECRET
            ):
                return Answer(200, {"access_token": "hemmelig-lang", "expires_in": 5_184_000})
            case "GET", "/youtube/v3/channels" if bearer == "Bearer hemmelig-kort" and wire.query == {
                "part": "snippet",
                "mine": "true",
            }:
                return Answer(200, {"items": [{"id": "UCx", "snippet": {"title": "Kommunen"}}]})
            case "GET", "/blogger/v3/users/self/blogs" if bearer == "Bearer hemmelig-kort":
                return Answer(200, {"items": [{"id": "4711", "name": "Bloggen"}]})
        return Answer(401)

    def _exchange(self, form: dict[str, str]) -> Answer:
        if form.get("client_id") != CLIENT or form.get("client_secret") != SECRET:
            return Answer(401, {"error": "invalid_client"})
        if form.get("grant_type") == "fb_exchange_token" and form.get("fb_exchange_token") == "hemmelig-kort":
            return Answer(200, {"access_token": "hemmelig-lang", "expires_in": 5_184_000})
        known = self.codes.pop(form.get("code", ""), None)
        if (
            form.get("grant_type") != "authorization_code"
            or known is None
            or form.get("redirect_uri") != known["redirect"]
        ):
            return Answer(400, {"error": "invalid_grant"})
        made = (
            base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
            .rstrip(b"=")
            .decode()
        )
        if known["challenge"] and made != known["challenge"]:
            return Answer(400, {"error": "invalid_grant"})
        told: dict[str, Any] = {"access_token": "hemmelig-kort", "expires_in": 5_184_000, "user_id": 31415}
        return Answer(200, told | ({"refresh_token": "1//hemmelig-fornyelse"} if known["challenge"] else {}))

    def _oauth1_request(self, wire: Wire) -> Answer:
        if (
            not oauth1.signed(wire, self.at, token="", secrets=("hemmelig-en", ""))
            or "oauth_callback=" not in wire.headers["authorization"]
        ):
            return Answer(401)
        return _form(oauth_token="prove-merke", oauth_token_secret="hemmelig-prove", oauth_callback_confirmed="true")

    def _oauth1_access(self, wire: Wire) -> Answer:
        good = oauth1.signed(wire, self.at, token="prove-merke", secrets=("hemmelig-en", "hemmelig-prove"))
        if not good or 'oauth_verifier="bekreftet"' not in wire.headers["authorization"]:
            return Answer(401)
        if "flickr" in self.texts_of(wire):
            return _form(
                oauth_token="merke", oauth_token_secret="hemmelig-to", user_nsid="123@N00", username="kommunen"
            )
        return _form(oauth_token="merke", oauth_token_secret="hemmelig-to", user_id="4242", screen_name="kommunen")

    def texts_of(self, wire: Wire) -> str:
        return "flickr" if wire.path.startswith("/services/") else "x"


def _form(**fields: str) -> Answer:
    body = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())
    return Answer(200, body.encode(), {"Content-Type": "application/x-www-form-urlencoded"})
