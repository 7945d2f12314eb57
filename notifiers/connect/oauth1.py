"""OAuth 1.0a's three steps (RFC 5849, section 2). What comes out has no end."""

import secrets
from typing import ClassVar
from urllib.parse import parse_qsl

from notifiers.base.oauth1 import Signer
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


class OAuth1(Connector):
    client_credentials = (
        ClientCredential("key", "Consumer key"),
        ClientCredential("secret", "Consumer secret", private=True),
    )
    host: ClassVar[str]
    path: ClassVar[str]
    """Before `/request_token`, `/authorize` and `/access_token`."""
    more: ClassVar[dict[str, str]] = {}
    user: ClassVar[tuple[str, str]]
    """Names of the account's id and name in the last answer."""
    schema: ClassVar[str]

    def begin(self, answers: dict[str, str], redirect: str) -> AuthorizationRequest:
        given = self._step("request_token", Signer(answers["key"], answers["secret"], redirect_uri=redirect))
        token = given.get("oauth_token", "")
        if given.get("oauth_callback_confirmed") != "true" or not token:
            raise state_mismatch()
        address = visit(f"{self.home(self.host)}{self.path}/authorize", oauth_token=token, **self.more)
        return AuthorizationRequest(address, token, {"token_secret": given["oauth_token_secret"]})

    def finish(
        self, answers: dict[str, str], authorization: AuthorizationRequest, returned: dict[str, str], redirect: str
    ) -> list[Choice]:
        if "oauth_verifier" not in returned:
            raise refused(returned)
        if not secrets.compare_digest(returned.get("oauth_token", ""), authorization.state):
            raise state_mismatch()
        key, secret, verifier = answers["key"], answers["secret"], returned["oauth_verifier"]
        signer = Signer(key, secret, authorization.state, authorization.kept["token_secret"], verifier=verifier)
        given = self._step("access_token", signer)
        number, name = (given.get(word, "") for word in self.user)
        if not number:
            raise nothing_granted()
        words = {
            "key": key,
            "secret": secret,
            "token": given["oauth_token"],
            "token_secret": given["oauth_token_secret"],
        }
        return [Choice(number, name, self.address(self.schema, number.replace("@", "-"), **words))]

    def _step(self, name: str, signer: Signer) -> dict[str, str]:
        answer = self.fetch("POST", f"{self.home(self.host)}{self.path}/{name}", auth=signer)
        return dict(parse_qsl(answer.text))
