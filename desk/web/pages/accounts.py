"""Official accounts: which are locked and how far, who has confirmed, which posts are held."""

from fastapi import APIRouter, Request, Response

from desk.web.forms import attempt
from desk.web.view import page
from desk.web.visitor import Visitor
from policy.lock import may_confirm
from schemas.errors import KrisekanalError
from store import accounts, crises

router = APIRouter()


@router.get("/accounts")
def listing(request: Request) -> Response:
    return _page(request)


@router.post("/accounts/{account_id}/confirm")
def confirm(request: Request, account_id: str) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        accounts.confirm(visitor.room.house, visitor.id, account_id)
        return "/accounts"

    return attempt(work, lambda error: _page(request, error))


def _page(request: Request, error: KrisekanalError | None = None) -> Response:
    visitor: Visitor = request.state.visitor
    house = visitor.room.house
    found = crises.current(house)
    rows = accounts.statuses(house, sandbox=bool(found and found.exercise))
    mine = {r.account.id for r in rows if may_confirm(house.municipality, visitor.person, r.account).allowed}
    why = {r.account.id: house.channels.why_not(r.account) for r in rows}
    return page(request, "accounts.html", error=error, rows=rows, mine=mine, why=why, units=house.municipality.unit)
