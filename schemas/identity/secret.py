"""What a stored secret is for; its name says it."""

from enum import StrEnum


class SecretKind(StrEnum):
    HOOK = "hook"
    """Signs what senders of alerts send us (Standard Webhooks)."""
    OIDC = "oidc"
    """The client's secret at the municipality's own login (OpenID Connect)."""
    BOUNCES = "bounces"
    """The mailbox that undeliverable letters come back to: an IMAP address."""
    CHANNEL = "channel"
    """An Apprise address; its name is the municipality's own."""


RESERVED = {SecretKind.HOOK.value, SecretKind.OIDC.value, SecretKind.BOUNCES.value}
"""Names that no channel's secret may have."""


def kind_of(name: str) -> SecretKind:
    return SecretKind(name) if name in RESERVED else SecretKind.CHANNEL
