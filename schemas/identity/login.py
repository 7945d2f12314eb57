"""Who is logged in, and how."""

from enum import StrEnum

from schemas.base import Noun, UtcTime


class LoginMethod(StrEnum):
    PASSWORD = "password"  # noqa: S105  # the name of a method, not a password
    PASSKEY = "passkey"  # as above
    OIDC = "oidc"
    BREAK_GLASS = "break_glass"
    INVITATION = "invitation"
    LINK = "link"
    """From an approval link and a PIN: may see and decide that one draft, nothing else."""


class LoginSession(Noun):
    """`id` names it in lists and logs; the token in the cookie is never stored, only its hash."""

    id: str
    person_id: str
    method: LoginMethod
    opened_at: UtcTime
    seen_at: UtcTime
    expires_at: UtcTime
    agent: str
    csrf: str
    only_draft: str | None = None
    ticket_id: str | None = None
    """Of the link that opened it."""
    only_hash: str | None = None
    """Content hash of the revision that link was about."""


class LoginState(Noun):
    """What a person has to log in with."""

    person_id: str
    password: bool = False
    totp: bool = False
    pin: bool = False
    passkeys: int = 0
    break_glass_left: int = 0


class Passkey(Noun):
    """`credential_id` and `public_key` are base64url, as the authenticator gave them (W3C WebAuthn)."""

    credential_id: str
    person_id: str
    public_key: str
    sign_count: int
    name: str
    created_at: UtcTime


class TicketKind(StrEnum):
    INVITATION = "invitation"
    """To choose a password."""
    DRAFT = "draft"
    """To look at one draft and decide."""


class Ticket(Noun):
    """What a signed, single-use link is good for."""

    id: str
    kind: TicketKind
    person_id: str
    draft_id: str | None = None
    content_hash: str | None = None
    made_by: str
    agreed_by: str | None = None
    expires_at: UtcTime
    used_at: UtcTime | None = None
    ended_at: UtcTime | None = None


class LoginRequestKind(StrEnum):
    RESET = "reset"
    """A new invitation for somebody who can log in already."""
    CODES = "codes"
    """Printed codes for somebody else."""
    NO_TOTP = "no_totp"
    """Without one-time codes from now on: the phone is lost."""


class LoginRequest(Noun):
    """What one manager asks for another's login; a second manager answers it, or nothing happens."""

    id: str
    kind: LoginRequestKind
    person_id: str
    asked_by: str
    asked_at: UtcTime
    answered_by: str | None = None
    answered_at: UtcTime | None = None
    agreed: bool | None = None
