"""The municipality's own login (OpenID Connect, authorization code with PKCE): Entra ID, ID-porten or another.

Who it is, is settled by the e-mail address that the issuer says it has verified. The steps are Authlib's; what is kept
between two of them is in a signed cookie of ours, since Authlib's own keeping wants Starlette's session, which we do not have.
"""

import warnings
from typing import Any

from authlib.common.security import generate_token
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from desk.web.logins import signed_cookies
from desk.web.visitor import Visitor
from schemas.errors import NotFound, NotifierError, Refused, RetryClass
from schemas.identity.secret import SecretKind
from schemas.sentence import say

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Authlib's own advice on httpx, for whoever chose it: no line of IT's log
    from authlib.integrations.httpx_client import AsyncOAuth2Client

_COOKIE = "krisekanal-oidc"
SECRET = SecretKind.OIDC.value
_SCOPE = "openid email profile"
_TIMEOUT = 10.0
_ALGORITHMS = ["RS256", "ES256", "PS256"]


async def begin(visitor: Visitor) -> Response:
    """Off to the issuer. Raises `NotFound` where none is set, `NotifierError` where it does not answer."""
    async with _client(visitor) as client:
        server = await _server(visitor, client)
        verifier, nonce = generate_token(64), generate_token(32)
        address, state = client.create_authorization_url(
            server["authorization_endpoint"], code_verifier=verifier, nonce=nonce
        )
    answer = RedirectResponse(address, 303)
    signed_cookies.put(answer, visitor, _COOKIE, [state, verifier, nonce], samesite="lax")
    return answer


async def finish(visitor: Visitor, request: Request) -> str:
    """Back from the issuer; returns the person id. Raises `Refused` for whoever is not one of ours."""
    kept, code = signed_cookies.get(request, visitor, _COOKIE), request.query_params.get("code")
    state, verifier, nonce = kept or (None, None, None)
    if state is None or request.query_params.get("state") != state or not code:
        raise Refused(say("The municipality's own login did not let you in. Try again, or use your password here."))
    async with _client(visitor) as client:
        server = await _server(visitor, client)
        try:
            token = await client.fetch_token(server["token_endpoint"], code=code, code_verifier=verifier)
            keys = (await client.request("GET", server["jwks_uri"], withhold_token=True)).json()
        except Exception as error:
            raise _silent() from error
    return _person(visitor, _claims(visitor, server, keys, dict(token), str(nonce)))


def _claims(visitor: Visitor, server: dict[str, Any], keys: Any, token: dict[str, Any], nonce: str) -> dict[str, Any]:
    """Authlib checks what OpenID Connect Core 3.1.3.7 asks for: signature, issuer, audience, party, times, nonce, token."""
    client_id = visitor.app_state.settings.oidc_client_id
    options = {"iss": {"essential": True, "value": server["issuer"]}, "aud": {"essential": True, "value": client_id}}
    params = {"nonce": nonce, "client_id": client_id, "access_token": token.get("access_token")}
    try:
        decoded = jwt.decode(str(token.get("id_token", "")), KeySet.import_key_set(keys), algorithms=_ALGORITHMS)
        claims = CodeIDToken(decoded.claims, decoded.header, options, params)
        claims.validate(int(visitor.app_state.ctx.clock().timestamp()), leeway=60)
        _for_us(claims, client_id)
    except (JoseError, ValueError) as error:
        raise Refused(say("The municipality's own login answered with something that cannot be trusted.")) from error
    return dict(claims)


def _person(visitor: Visitor, claims: dict[str, Any]) -> str:
    """By the claim that the setting names: the verified e-mail address, or what stands as `login` in the municipality file."""
    settings = visitor.app_state.settings
    by_mail = settings.oidc_claim == "email"
    given = str(claims.get(settings.oidc_claim) or "")
    verified = claims.get("email_verified", True if settings.oidc_email_trusted else None) is True
    people = visitor.app_state.ctx.municipality.people if given and (verified or not by_mail) else ()
    known = [p for p in people if given == p.login or (by_mail and given.lower() == (p.email or "").lower())]
    if len(known) != 1:
        raise Refused(say("{address} is not in the municipality file. Ask IT to add it.", address=given or "?"))
    return known[0].id


def _for_us(claims: dict[str, Any], client_id: str) -> None:
    """OpenID Connect Core 3.1.3.7, 4 and 5: of several receivers the authorized party is named, and it is always us."""
    several = isinstance(claims.get("aud"), list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client_id) != client_id:
        raise ValueError("azp")


def _client(visitor: Visitor) -> Any:
    settings = visitor.app_state.settings
    if not settings.oidc_issuer:
        raise NotFound(say("No login of the municipality's own is set (KRISEKANAL_OIDC_ISSUER)."))
    return AsyncOAuth2Client(
        settings.oidc_client_id,
        visitor.app_state.vault.get(SECRET),
        scope=_SCOPE,
        timeout=_TIMEOUT,
        redirect_uri=f"{settings.desk_url}/login/oidc/callback",
        code_challenge_method="S256",
    )


async def _server(visitor: Visitor, client: Any) -> dict[str, Any]:
    """The issuer's own description (OpenID Connect Discovery 4)."""
    issuer = visitor.app_state.settings.oidc_issuer
    try:
        address = get_well_known_url(issuer, external=True)
        found = (await client.request("GET", address, withhold_token=True)).json()
        if found["issuer"].rstrip("/") != issuer.rstrip("/"):
            raise ValueError("issuer")
    except Exception as error:
        raise _silent() from error
    return dict(found)


def _silent() -> NotifierError:
    return NotifierError(
        say("The municipality's own login does not answer. Use your password here instead."), RetryClass.RETRY_BACKOFF
    )
