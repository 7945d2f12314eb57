"""What a secret of each kind must look like. What was given is never repeated."""

import base64
import binascii
from collections.abc import Callable

from notifiers.addresses import as_typed, understood
from notifiers.registry import make_plugin
from schemas.errors import InvalidInput
from schemas.secret import SecretKind, kind_of
from schemas.sentence import Sentence, say

_PREFIX = "whsec_"
_KEY_BYTES = range(24, 65)
"""Standard Webhooks, *Symmetric signatures*: between 24 and 64 bytes."""
_OIDC_LENGTHS = range(8, 1025)


def check(name: str, given: str) -> str:
    """What is stored. Raises `InvalidInput` or `NotifierError` with what is wanted."""
    return _CHECKS[kind_of(name)](given)


def prompt(name: str) -> Sentence:
    return _PROMPTS[kind_of(name)](name)


def stored(name: str, given: str) -> Sentence:
    """With what was understood, never a secret."""
    if kind_of(name) is not SecretKind.CHANNEL:
        return say("The secret {name} is stored, encrypted.", name=name)
    return say(
        "The address of {name} is stored, encrypted. {understood}", name=name, understood=understood(make_plugin(given))
    )


def _hook(given: str) -> str:
    try:
        written = given.removeprefix(_PREFIX)
        key = base64.b64decode(written + "=" * (-len(written) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not given.startswith(_PREFIX) or len(key) not in _KEY_BYTES:
        raise InvalidInput(
            say(
                "This is no signing secret. It is whsec_ and then 24 to 64 random bytes in Base64. Make one: "
                'echo "whsec_$(openssl rand -base64 32)", and give it to the sender too.'
            )
        )
    return given


def _oidc(given: str) -> str:
    if len(given) not in _OIDC_LENGTHS or not given.isprintable() or " " in given:
        raise InvalidInput(say("This is no client secret: it is one word of 8 signs or more. Copy it from the issuer."))
    return given


def _channel(given: str) -> str:
    address = as_typed(given)
    make_plugin(address)
    return address


_CHECKS: dict[SecretKind, Callable[[str], str]] = {
    SecretKind.HOOK: _hook,
    SecretKind.OIDC: _oidc,
    SecretKind.CHANNEL: _channel,
}
_PROMPTS: dict[SecretKind, Callable[[str], Sentence]] = {
    SecretKind.HOOK: lambda _: say("Secret that alerts are signed with (whsec_…): "),
    SecretKind.OIDC: lambda _: say("The client's secret, from the issuer: "),
    SecretKind.CHANNEL: lambda name: say("Address of {name}: ", name=name),
}
