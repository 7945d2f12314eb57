"""`krisekanal person`: for IT, at the machine itself."""

import getpass
import sys
from typing import Annotated, Any

import typer

from desk.cli.command import command, words
from desk.cli.desk import Desk
from policy.access import Action
from schemas.errors import InvalidInput
from schemas.login import LoginSession, LoginState
from schemas.sentence import Sentence, say
from store.identity import links, login_sessions, passwords

app = typer.Typer()
Person = Annotated[str, typer.Argument()]


@command(app, "list", say("Everybody, and what they can log in with."))
def listing(desk: Desk) -> list[LoginState]:
    return [passwords.state(desk.ctx, p.id) for p in desk.ctx.municipality.people]


@command(app, "invite", say("A link, good for 24 hours and once, to choose a password with."))
def invite(desk: Desk, person: Person) -> dict[str, str]:
    word = links.invite(desk.ctx, desk.opened.vault, desk.actor, person)
    return {"person": person, "address": f"{desk.settings.desk_url}/start/{word}"}


@command(app, "password", say("Choose a password at the keyboard, or from standard input."))
def password(desk: Desk, person: Person) -> Sentence:
    if desk.actor != person:
        raise InvalidInput(say("Only {person} chooses this password. Send an invitation instead.", person=person))
    given = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    passwords.set_password(desk.ctx, person, given)
    return say("The password is set.")


@command(app, "codes", say("Ten printed codes for the day when nothing else works; older ones end."))
def codes(desk: Desk, person: Person) -> dict[str, Any]:
    desk.ctx.authorize(Action.BREAK_GLASS, person)
    return {"person": person, "codes": passwords.print_codes(desk.ctx, desk.actor, person)}


@command(app, "sessions", say("Who is logged in."))
def open_sessions(desk: Desk) -> list[dict[str, Any]]:
    shown = set(LoginSession.model_fields) - {"csrf"}
    return [s.model_dump(mode="json", include=shown) for s in login_sessions.listing(desk.ctx)]


@command(app, "end-session", say("End a session, for instance of a lost phone."))
def end(desk: Desk, session: Annotated[str, typer.Argument(help=words(say("From `person sessions`.")))]) -> Sentence:
    login_sessions.end(desk.ctx, desk.actor, session)
    return say("The session is ended.")
