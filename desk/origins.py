"""Through which door a request comes, for the log (`store.evidence.audit`)."""

from fastapi import Request

from schemas.evidence.origin import Door, Origin
from schemas.identity.login import LoginMethod, LoginSession
from schemas.identity.token import ApiToken


def address(request: Request) -> str:
    """Of the browser, as the web server before us says."""
    return request.client.host if request.client else "?"


def of_visit(request: Request, session: LoginSession | None) -> Origin:
    where = address(request)
    if session is None:
        return Origin(door=Door.PAGE, address=where)
    if session.method is LoginMethod.LINK:
        return Origin(door=Door.LINK, id=session.ticket_id, session=session.id, address=where)
    return Origin(door=Door.SESSION, id=session.id, address=where)


def of_token(request: Request, token: ApiToken) -> Origin:
    return Origin(door=Door.TOKEN, id=token.id, address=address(request))
