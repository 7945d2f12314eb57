"""What a secret of each kind must look like. What was given is never repeated."""

import base64
import binascii
from collections.abc import Callable, Iterable

from notifiers import addresses, mailbox
from notifiers.addresses import as_typed, form_of, understood
from notifiers.platforms import PLATFORMS
from notifiers.registry import make_plugin
from schemas.accounts.account import Platform
from schemas.errors import InvalidInput, NotifierError
from schemas.identity.secret import SecretKind, kind_of
from schemas.sentence import Sentence, say

_PREFIX = "whsec_"
_KEY_BYTES = range(24, 65)
"""Standard Webhooks, *Symmetric signatures*: between 24 and 64 bytes."""
_QUOTED = ('""', "''", "“”", "„“", "‘’", "«»", "``")
_OIDC_LENGTHS = range(8, 1025)


def check(name: str, given: str, platforms: Iterable[Platform] = ()) -> str:
    """What is stored. `platforms`: of the accounts that it is for. Raises `InvalidInput` or `NotifierError` with what is wanted."""
    if len(given) > 1 and f"{given[0]}{given[-1]}" in _QUOTED:
        raise InvalidInput(say("What was given has quotation marks around it. Leave them out."))
    try:
        return _CHECKS[kind_of(name)](given)
    except NotifierError:
        own = None if addresses.kind_of(given) else _forms(platforms)
        if own is None:
            raise
        raise InvalidInput(own) from None


def _forms(platforms: Iterable[Platform]) -> Sentence | None:
    """For what is no address at all, such as a token alone: the form of the channel that it is for."""
    kinds = [kind for each in platforms for kind in PLATFORMS[each].plugins()]
    if not kinds:
        return None
    forms = " / ".join(dict.fromkeys(map(form_of, kinds)))
    return say("This is no address of {channel}. It is written: {form}", channel=str(kinds[0].service_name), form=forms)


def prompt(name: str) -> Sentence:
    return _PROMPTS[kind_of(name)](name)


def stored(name: str, given: str) -> Sentence:
    """With what was understood, never a secret."""
    if kind_of(name) is SecretKind.BOUNCES:
        where = mailbox.address(given)
        return say(
            "The address of {name} is stored, encrypted. {understood}",
            name=name,
            understood=say("It is a mailbox at {host}, for {user}.", host=where.host, user=where.user),
        )
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


def _bounces(given: str) -> str:
    mailbox.address(given)
    return given


def _channel(given: str) -> str:
    address = as_typed(given)
    make_plugin(address)
    return address


_CHECKS: dict[SecretKind, Callable[[str], str]] = {
    SecretKind.HOOK: _hook,
    SecretKind.OIDC: _oidc,
    SecretKind.BOUNCES: _bounces,
    SecretKind.CHANNEL: _channel,
}
_PROMPTS: dict[SecretKind, Callable[[str], Sentence]] = {
    SecretKind.HOOK: lambda _: say("Secret that alerts are signed with (whsec_…): "),
    SecretKind.OIDC: lambda _: say("The client's secret, from the issuer: "),
    SecretKind.BOUNCES: lambda _: say(
        "The mailbox that undeliverable letters come back to (imaps://USER:PASSWORD@host/INBOX): "
    ),
    SecretKind.CHANNEL: lambda name: say("Address of {name}: ", name=name),
}
