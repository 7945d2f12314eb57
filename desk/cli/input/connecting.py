"""`krisekanal channel connect`: the questions, the visit in the browser, the address in the vault."""

import sys

from config.language.texts import read
from desk.cli.desk import Desk
from desk.cli.input.redirect import Redirect, query_of
from desk.cli.input.typed import one_line
from notifiers import platforms, registry
from notifiers.base.hosted import STAND_IN
from notifiers.connect import Choice, Connector
from schemas.accounts.account import Account
from schemas.errors import InvalidInput
from schemas.sentence import Sentence, say


def connector_for(account: Account, at: str) -> Connector:
    """Raises `InvalidInput` where the account has no name for its secret, or its platform no such page."""
    if account.secret is None:
        raise InvalidInput(
            say(
                "Give {account} a `secret:` in the municipality file first: a name for what is stored.",
                account=account.id,
            )
        )
    spec = platforms.PLATFORMS[account.platform]
    kind = spec.connector
    if kind is None:
        raise InvalidInput(
            say(
                "{platform} gives out its access without a visit in the browser. Store the address with `krisekanal "
                "secret set {secret}`; docs/channels.md has its form.",
                platform=spec.name,
                secret=account.secret,
            )
        )
    if at and not at.startswith(STAND_IN):
        raise InvalidInput(say("A stand-in is on this machine: http://127.0.0.1:PORT."))
    return kind(at)


def granted(desk: Desk, connector: Connector, port: int, *, paste: bool) -> list[Choice]:
    """Asks, sends the person to the platform, and waits for the answer."""
    answers = {ask.name: _asked(ask.label, private=ask.private) for ask in connector.client_credentials}
    with Redirect(port) as redirect:
        authorization = connector.begin(answers, redirect.address)
        desk.tell(say("Open this address in a browser and say yes:"))
        desk.tell(say("  {address}", address=authorization.address))
        desk.tell(
            say("The platform's app must know this address to come back to: {redirect}", redirect=redirect.address)
        )
        returned = (
            query_of(_asked(read(say("Paste the address the browser ended at")), private=True))
            if paste
            else redirect.wait()
        )
        return connector.finish(answers, authorization, returned, redirect.address)


def chosen(found: list[Choice], wanted: str | None) -> Choice:
    if wanted is None and len(found) == 1:
        return found[0]
    named = next((one for one in found if wanted in (one.id, one.name)), None)
    if named is None:
        choices = ", ".join(f"{one.id} ({one.name})" for one in found)
        raise InvalidInput(say("Access was given to several. Say which with --choose: {choices}", choices=choices))
    return named


def keep(desk: Desk, account: Account, choice: Choice) -> Sentence:
    registry.make_plugin(choice.address)
    desk.opened.vault.put(desk.ctx, desk.actor, str(account.secret), choice.address)
    return say("{account} is connected to “{name}”.", account=account.id, name=choice.name)


def _asked(label: str, *, private: bool) -> str:
    """Typed, or a line of a pipe; never an argument that others can see."""
    if not sys.stdin.isatty():
        given = sys.stdin.readline()
    elif private:
        given = one_line(say("{label}: ", label=label))
    else:
        given = input(f"{label}: ")
    if not given.strip():
        raise InvalidInput(say("Nothing was given, so nothing was stored."))
    return given.strip()
