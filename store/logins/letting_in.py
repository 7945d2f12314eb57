"""Invitations, printed codes and lost phones. Nothing in here gives one person another's link or codes."""

from sqlmodel import Session

from policy.access import Action
from policy.logins.letting_in import may_be_written_to, way_to
from schemas.identity.login import LoginRequest, LoginRequestKind
from store.context import AppContext
from store.identity import openings, passwords
from store.logins import links, requests
from store.notices import notices
from store.notices.login_letters import LoginLetters


def invite(ctx: AppContext, actor: str, person_id: str) -> LoginRequest | None:
    """A letter with a link to the person's own address, and None; for whoever has a login a request to a second manager.

    Raises `Refused`, also for a person whom no letter reaches.
    """
    ctx.authorize(Action.LOGINS, actor)
    ctx.ask(lambda person: may_be_written_to(ctx.municipality, person), person_id)
    with ctx.write() as session:
        if passwords.has_login(session, person_id):
            return requests.ask(session, ctx, actor, LoginRequestKind.RESET, person_id)
        _send(session, ctx, actor, person_id)
        requests.tell(session, ctx, person_id, LoginLetters.LOGIN_SENT, asker=ctx.person(actor).name)
        return None


def ask_for_codes(ctx: AppContext, actor: str, person_id: str) -> LoginRequest:
    """For somebody else; one's own are `print_own_codes`."""
    return _ask(ctx, actor, LoginRequestKind.CODES, person_id, Action.BREAK_GLASS)


def ask_for_no_totp(ctx: AppContext, actor: str, person_id: str) -> LoginRequest:
    return _ask(ctx, actor, LoginRequestKind.NO_TOTP, person_id)


def print_own_codes(ctx: AppContext, actor: str) -> list[str]:
    ctx.authorize(Action.BREAK_GLASS, actor)
    with ctx.write() as session:
        codes = passwords.new_codes(session, ctx, actor, actor)
        requests.tell(session, ctx, actor, LoginLetters.CODES_PRINTED, asker=ctx.person(actor).name)
    return codes


def remove_own_totp(ctx: AppContext, person_id: str) -> None:
    with ctx.write() as session:
        passwords.remove_totp(session, ctx, person_id, person_id)


def agree(ctx: AppContext, actor: str, request_id: str) -> list[str]:
    """The second manager's yes: done at once. Returns codes where it was about codes, to be handed to their person."""
    with ctx.write() as session:
        request = requests.agree(session, ctx, actor, request_id)
        asker, person = request.asked_by, request.person_id
        told = {"asker": ctx.person(asker).name, "agreed": ctx.person(actor).name}
        codes: list[str] = []
        match request.kind:
            case LoginRequestKind.RESET:
                _send(session, ctx, asker, person, actor)
                requests.tell(session, ctx, person, LoginLetters.LOGIN_SENT_ANEW, **told)
            case LoginRequestKind.CODES:
                ctx.authorize(Action.BREAK_GLASS, person)
                codes = passwords.new_codes(session, ctx, asker, person, actor)
                requests.tell(session, ctx, person, LoginLetters.CODES_PRINTED_BY_TWO, **told)
            case LoginRequestKind.NO_TOTP:
                passwords.remove_totp(session, ctx, actor, person)
                openings.note(session, ctx, person, asker, actor)
                requests.tell(session, ctx, person, LoginLetters.WITHOUT_TOTP, **told)
        return codes


def _ask(
    ctx: AppContext, actor: str, kind: LoginRequestKind, person_id: str, has: Action | None = None
) -> LoginRequest:
    ctx.authorize(Action.LOGINS, actor)
    if has:
        ctx.authorize(has, person_id)
    with ctx.write() as session:
        return requests.ask(session, ctx, actor, kind, ctx.person(person_id).id)


def _send(session: Session, ctx: AppContext, asker: str, person_id: str, agreed_by: str | None = None) -> None:
    """The link itself is made by the worker, as the letter leaves."""
    person = ctx.person(person_id)
    ctx.ask(lambda who: may_be_written_to(ctx.municipality, who), person_id)
    ticket = links.invitation(session, ctx, asker, person_id, agreed_by)
    way = way_to(ctx.municipality, person)
    by_sms = way is not None and way.id == ctx.municipality.notices_sms
    letter = LoginLetters.INVITATION.value
    notices.write_with_link(session, ctx, person, letter, ticket, by_sms=by_sms, asker=ctx.person(asker).name)
