"""Official accounts: which are locked and how far, who has confirmed, which posts are held."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from desk.web.answers import answered
from desk.web.forms import attempt, build, ours, read_form, words
from desk.web.open_crises import looked_at
from desk.web.view import page
from desk.web.visitor import Visitor
from policy.accounts.lock import may_confirm
from schemas.accounts.account import AccountStatus, Platform
from schemas.accounts.request import AccountForm
from schemas.errors import KrisekanalError, NotFound
from schemas.sentence import Sentence, say
from store.accounts import account_requests, accounts, platform_locks
from store.drafts import foreign_drafts
from store.monitoring import foreign_posts

router = APIRouter()
Form = Annotated[FormData, Depends(read_form)]


@router.get("/accounts")
def listing(request: Request, confirmed: str = "") -> Response:
    return _page(request, confirmed=bool(confirmed))


@router.post("/accounts/confirm")
def confirm_mine(request: Request) -> Response:
    """All of the visitor's own at once."""
    visitor: Visitor = request.state.visitor

    def work() -> str:
        accounts.confirm_mine(visitor.app_state.ctx, visitor.id)
        return "/accounts?confirmed=yes"

    return attempt(work, lambda error: _page(request, error))


@router.post("/accounts/{account_id}/confirm")
def confirm(request: Request, account_id: str) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        accounts.confirm(visitor.app_state.ctx, visitor.id, account_id)
        return answered("/accounts", "lock-known")

    return attempt(work, lambda error: _page(request, error))


@router.post("/accounts/{account_id}/lock-again")
def lock_again(request: Request, account_id: str, form: Form) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        platform_locks.want_again(visitor.app_state.ctx, visitor.id, account_id)
        return answered(ours(words(form, "back"), "/accounts"), "lock-again")

    return attempt(work, lambda error: _page(request, error))


@router.post("/foreign/{post_id}/{step}")
def foreign(request: Request, post_id: str, step: str, form: Form) -> Response:
    """A post that is not ours: `step` is take-over, retract or ignore."""
    visitor: Visitor = request.state.visitor
    ctx, actor = visitor.app_state.ctx, visitor.id

    def work() -> str:
        match step:
            case "take-over":
                return answered(f"/drafts/{foreign_drafts.take_over(ctx, actor, post_id, ()).id}", "taken-over")
            case "retract":
                foreign_posts.retract(ctx, actor, post_id)
            case "ignore":
                foreign_posts.ignore(ctx, actor, post_id, words(form, "reason"))
            case _:
                raise NotFound(say("There is no such page."))
        return answered(ours(words(form, "back"), "/accounts"), "taken-down" if step == "retract" else "may-stand")

    return attempt(work, lambda error: _page(request, error))


@router.post("/accounts/requests")
def ask(request: Request, form: Form) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        asked = build(AccountForm, **{k: words(form, k) for k in ("platform", "handle", "unit", "purpose")})
        account_requests.request(visitor.app_state.ctx, visitor.id, asked)
        return answered("/accounts", "account-asked")

    return attempt(work, lambda error: _page(request, error, form))


@router.post("/accounts/requests/{request_id}")
def answer(request: Request, request_id: str, form: Form) -> Response:
    visitor: Visitor = request.state.visitor

    def work() -> str:
        approve = words(form, "do") == "approve"
        account_requests.decide(
            visitor.app_state.ctx, visitor.id, request_id, approve=approve, reason=words(form, "reason")
        )
        return answered("/accounts", "account-decided")

    return attempt(work, lambda error: _page(request, error, form))


def _page(
    request: Request, error: KrisekanalError | None = None, form: FormData | None = None, *, confirmed: bool = False
) -> Response:
    visitor: Visitor = request.state.visitor
    ctx = visitor.app_state.ctx
    found = looked_at(request)
    rows = accounts.statuses(ctx, sandbox=bool(found and found.exercise))
    mine = {r.account.id for r in rows if may_confirm(ctx.municipality, visitor.person, r.account).allowed}
    waiting = [r for r in rows if r.account.id in mine and any(not lock.confirmed_at for lock in r.locks)]
    return page(
        request,
        "accounts.html",
        error=error,
        groups=_groups(rows, mine),
        waiting=waiting,
        confirmed=confirmed and not waiting,
        mine=mine,
        why={r.account.id: ctx.channels.why_not(r.account) for r in rows},
        units=ctx.municipality.unit,
        foreign=foreign_posts.listing(ctx, found.id if found else None),
        requests=account_requests.listing(ctx),
        form=form or FormData(),
        platforms=list(Platform),
        all_units=ctx.municipality.units,
    )


def _groups(rows: list[AccountStatus], mine: set[str]) -> list[tuple[Sentence, list[AccountStatus]]]:
    """One's own first; with none, all are one group."""
    own = [row for row in rows if row.account.id in mine]
    others = [row for row in rows if row.account.id not in mine]
    both = [(say("Mine"), own), (say("The others") if own else say("All accounts"), others)]
    return [(head, group) for head, group in both if group]
