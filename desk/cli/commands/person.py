"""`krisekanal person`: for IT, at the machine itself."""

from typing import Annotated, Any

import typer

from config.reading.explain import joined
from desk.cli.command import command, words
from desk.cli.desk import Desk
from desk.cli.input.typed import one_line
from desk.cli.running import first_links
from schemas.errors import InvalidInput, Refused
from schemas.identity.login import LoginRequest, LoginSession, LoginState
from schemas.sentence import Sentence, say
from store.identity import api_tokens, login_sessions, passkeys, passwords
from store.logins import letting_in, requests, tries

app = typer.Typer()
Person = Annotated[str, typer.Argument()]
Request = Annotated[str, typer.Argument(help=words(say("From `person requests`.")))]


@command(app, "list", say("Everybody, and what they can log in with."))
def listing(desk: Desk) -> list[LoginState]:
    return [passwords.state(desk.ctx, p.id) for p in desk.ctx.municipality.people]


@command(app, "invite", say("A letter with a link to choose a password, to the person's own address."))
def invite(desk: Desk, person: Person) -> Sentence | LoginRequest:
    """For whoever has a login, a request that a second manager answers."""
    request = letting_in.invite(desk.ctx, desk.actor, person)
    desk.warn_if_nobody_works()
    return request or say("A letter is on its way to {person}.", person=person)


@command(
    app, "first-links", say("Links for the very first to log in, shown here; as long as nobody has ever had a login.")
)
def first(desk: Desk) -> list[Sentence]:
    return list(first_links.sentences(desk))


@command(app, "password", say("Choose a new password at the keyboard, or from standard input: the present one first."))
def password(
    desk: Desk,
    person: Person,
    without_passkeys: Annotated[
        bool | None, typer.Option("--remove-passkeys/--keep-passkeys", help=words(say("What becomes of the passkeys.")))
    ] = None,
) -> Sentence:
    if desk.actor != person:
        raise InvalidInput(say("Only {person} chooses this password. Send an invitation instead.", person=person))
    if not passwords.state(desk.ctx, person).password:
        raise InvalidInput(say("{person} has no password yet. Send an invitation instead.", person=person))
    if without_passkeys is None and passkeys.of(desk.ctx, person):
        raise InvalidInput(say("Say --keep-passkeys, or --remove-passkeys if one may not be yours."))
    tried = tries.at_own_password(desk.ctx, person, "command line")
    if not passwords.password_fits(desk.ctx, person, one_line(say("The present password: "))):
        tries.wrong(desk.ctx, tried)
        raise Refused(say("That is not the present password. Nothing was changed."))
    tries.right(desk.ctx, tried)
    given = one_line(say("The new password: "))
    passwords.set_password(desk.ctx, person, given, without_passkeys=bool(without_passkeys))
    done, tokens = say("The password is set."), api_tokens.acting(desk.ctx, person)
    return joined([done, api_tokens.acting_still(tokens)]) if tokens else done


@command(
    app, "codes", say("Ten printed codes for the day when nothing else works; for somebody else, by two managers.")
)
def codes(desk: Desk, person: Person) -> dict[str, Any] | LoginRequest:
    if desk.actor == person:
        return {"person": person, "codes": letting_in.print_own_codes(desk.ctx, person)}
    return letting_in.ask_for_codes(desk.ctx, desk.actor, person)


@command(app, "requests", say("What managers have asked for other people's logins, and no second one has answered."))
def waiting(desk: Desk) -> list[LoginRequest]:
    return requests.waiting(desk.ctx)


@command(app, "agree", say("The second manager's yes: the letter leaves, or the codes are shown, once."))
def agree(desk: Desk, request: Request) -> dict[str, Any]:
    found = requests.show(desk.ctx, request)
    codes = letting_in.agree(desk.ctx, desk.actor, request)
    return {"person": found.person_id, "kind": found.kind, "codes": codes}


@command(app, "refuse", say("No to such a request: by a manager, or by the person it is about."))
def refuse(desk: Desk, request: Request) -> LoginRequest:
    return requests.refuse(desk.ctx, desk.actor, request)


@command(app, "sessions", say("Who is logged in."))
def open_sessions(desk: Desk) -> list[Any]:
    found = login_sessions.listing(desk.ctx)
    if not desk.as_json:
        return list(found)
    shown = set(LoginSession.model_fields) - {"csrf"}
    return [s.model_dump(mode="json", include=shown) for s in found]


@command(app, "end-session", say("End a session, for instance of a lost phone."))
def end(desk: Desk, session: Annotated[str, typer.Argument(help=words(say("From `person sessions`.")))]) -> Sentence:
    login_sessions.end(desk.ctx, desk.actor, session)
    return say("The session is ended.")
