"""OAuth 2.0 with an authorization code and PKCE (RFC 6749, RFC 7636)."""

import base64
import hashlib
import secrets
from abc import abstractmethod
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from notifiers.connect.base import (
    AuthorizationRequest,
    Choice,
    ClientCredential,
    Connector,
    nothing_granted,
    refused,
    state_mismatch,
    visit,
)


class OAuth2(Connector):
    """Set where to ask and for what; `granted` turns the token into choices."""

    client_credentials = (
        ClientCredential("client_id", "Client id"),
        ClientCredential("client_secret", "Client secret", private=True),
    )
    authorize: ClassVar[tuple[str, str]]
    """(scheme and host, path) of the page where a person says yes."""
    tokens: ClassVar[tuple[str, str]]
    scopes: ClassVar[str]
    more: ClassVar[dict[str, str]] = {}
    proof: ClassVar[bool] = False
    """Whether the platform takes part in PKCE."""

    def begin(self, answers: dict[str, str], redirect: str) -> AuthorizationRequest:
        state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
        asked = {
            "response_type": "code",
            "client_id": answers["client_id"],
            "redirect_uri": redirect,
            "scope": self.scopes,
            "state": state,
            **self.more,
        }
        if self.proof:
            asked |= {"code_challenge": _challenge(verifier), "code_challenge_method": "S256"}
        return AuthorizationRequest(
            visit(self.home(self.authorize[0]) + self.authorize[1], **asked), state, {"verifier": verifier}
        )

    def finish(
        self, answers: dict[str, str], authorization: AuthorizationRequest, returned: dict[str, str], redirect: str
    ) -> list[Choice]:
        if not secrets.compare_digest(returned.get("state", ""), authorization.state):
            raise state_mismatch()
        if "code" not in returned:
            raise refused(returned)
        form = {
            "grant_type": "authorization_code",
            "code": returned["code"],
            "redirect_uri": redirect,
            "client_id": answers["client_id"],
            "client_secret": answers["client_secret"],
        }
        if self.proof:
            form["code_verifier"] = authorization.kept["verifier"]
        token = self.fetch_json("POST", self.home(self.tokens[0]) + self.tokens[1], "access_token", data=form)
        found = self.granted(answers, token)
        if not found:
            raise nothing_granted()
        return found

    @abstractmethod
    def granted(self, answers: dict[str, str], token: dict[str, Any]) -> list[Choice]: ...


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def ends(token: dict[str, Any]) -> str:
    """When a token ends, as an address keeps it; empty where the platform does not say."""
    seconds = token.get("expires_in")
    return (datetime.now(UTC) + timedelta(seconds=float(seconds))).isoformat(timespec="seconds") if seconds else ""
