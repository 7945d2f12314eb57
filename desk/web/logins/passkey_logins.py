"""Passkeys (W3C WebAuthn level 2): asking the browser, checking what it signed."""

from typing import Any
from urllib.parse import urlsplit

import webauthn
from fastapi import Request, Response
from fastapi.responses import Response as Plain
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from desk.web.logins import signed_cookies
from desk.web.visitor import Visitor
from schemas.errors import Refused
from schemas.identity.login import Passkey
from schemas.sentence import say
from store.identity import passkeys

_CHALLENGE = "krisekanal-challenge"
_NEW = "krisekanal-new-passkey"
"""Given only to whoever has just shown that it is still the same person: a login's challenge adds no passkey."""


def begin_login(visitor: Visitor) -> Response:
    """Any passkey of ours: the browser shows which it has."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(visitor), user_verification=UserVerificationRequirement.REQUIRED
    )
    return _with_challenge(visitor, options, _CHALLENGE, bytes_to_base64url(options.challenge))


def finish_login(visitor: Visitor, request: Request, given: dict[str, Any]) -> str:
    """Returns the person id. Raises `Refused` or `NotFound`."""
    key = passkeys.get(visitor.app_state.ctx, str(given.get("id", "")))
    try:
        found = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=_challenge(visitor, request),
            expected_rp_id=_host(visitor),
            expected_origin=visitor.app_state.settings.desk_url,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
        raise Refused(say("The passkey was not accepted. Try again, or use your password.")) from None
    passkeys.used(visitor.app_state.ctx, key.credential_id, found.new_sign_count)
    return key.person_id


def begin_registration(visitor: Visitor) -> Response:
    known = [
        PublicKeyCredentialDescriptor(base64url_to_bytes(k.credential_id))
        for k in passkeys.of(visitor.app_state.ctx, visitor.id)
    ]
    options = webauthn.generate_registration_options(
        rp_id=_host(visitor),
        rp_name="Krisekanal",
        user_id=visitor.id.encode(),
        user_name=visitor.id,
        user_display_name=visitor.person.name,
        exclude_credentials=known,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    this = visitor.session.id if visitor.session else ""
    return _with_challenge(visitor, options, _NEW, [bytes_to_base64url(options.challenge), this])


def finish_registration(visitor: Visitor, request: Request, given: dict[str, Any], name: str) -> Passkey:
    try:
        found = webauthn.verify_registration_response(
            credential=given,
            expected_challenge=_new_challenge(visitor, request),
            expected_rp_id=_host(visitor),
            expected_origin=visitor.app_state.settings.desk_url,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
        raise Refused(say("The passkey was not accepted. Try again.")) from None
    return passkeys.add(
        visitor.app_state.ctx,
        visitor.id,
        bytes_to_base64url(found.credential_id),
        bytes_to_base64url(found.credential_public_key),
        found.sign_count,
        name,
    )


def _with_challenge(visitor: Visitor, options: Any, name: str, kept: Any) -> Response:
    answer = Plain(webauthn.options_to_json(options), media_type="application/json")
    signed_cookies.put(answer, visitor, name, kept)
    return answer


def _challenge(visitor: Visitor, request: Request) -> bytes:
    found = signed_cookies.get(request, visitor, _CHALLENGE)
    if found is None:
        raise Refused(say("That took too long. Begin again."))
    return base64url_to_bytes(found)


def _new_challenge(visitor: Visitor, request: Request) -> bytes:
    """Of this very session."""
    challenge, session_id = signed_cookies.get(request, visitor, _NEW) or (None, None)
    if challenge is None or visitor.session is None or session_id != visitor.session.id:
        raise Refused(say("That took too long. Begin again."))
    return base64url_to_bytes(challenge)


def _host(visitor: Visitor) -> str:
    return urlsplit(visitor.app_state.settings.desk_url).hostname or "localhost"
