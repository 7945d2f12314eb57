"""Before somebody's ways in are changed: is it still the person, and not whoever has found the browser open?"""

from starlette.datastructures import FormData

from desk.web.forms import words
from desk.web.visitor import LoginNeeded, Visitor
from policy.logins import logins
from schemas.errors import InvalidInput, Refused
from schemas.identity.login import LoginMethod
from schemas.sentence import say
from store.identity import passkeys, passwords
from store.logins import tries


def prove(visitor: Visitor, form: FormData) -> None:
    """By the present password, in a few tries; without one, by a login of just now. Raises `Refused`."""
    session, ctx = visitor.session, visitor.app_state.ctx
    if session is None:
        raise LoginNeeded
    if not passwords.state(ctx, visitor.id).password:
        if session.method is LoginMethod.LINK or session.opened_at < ctx.clock() - logins.JUST_NOW:
            raise Refused(say("Log out, log in again, and do this within a quarter of an hour."))
        return
    tried = tries.at_own_password(ctx, visitor.id, session.id)
    if not passwords.password_fits(ctx, visitor.id, str(form.get("old") or "")):
        raise tries.wrong(ctx, tried)
    tries.right(ctx, tried)


def without_passkeys(visitor: Visitor, person_id: str, form: FormData) -> bool:
    """With a new password whoever has passkeys says what becomes of them: one of them may be another's. Raises `InvalidInput`."""
    if not passkeys.of(visitor.app_state.ctx, person_id):
        return False
    answer = words(form, "passkeys")
    if answer not in ("keep", "remove"):
        raise InvalidInput(
            say("Say whether the passkeys that are there are to stay. Remove them if one may not be yours.")
        )
    return answer == "remove"
