"""The door where SMS providers report what came of a message, and bring what people send to us. Its address is its secret, one for
each account."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from config.machine import report_address
from desk.state import AppState
from policy.evidence.hashing import digest
from schemas.accounts.account import Account
from schemas.errors import NotFound, Refused, TooLarge
from schemas.sentence import say
from store.identity import pressed_forms
from store.reached import reports
from store.remarks import inbox

router = APIRouter(tags=["delivery reports"])
_BIGGEST = 20_000
"""Bytes; a report has some hundred."""


@router.post(report_address.PATH.removeprefix("/api/v1") + "/{account_id}/{word}", status_code=204)
async def take(request: Request, account_id: str, word: str) -> Response:
    """A report as 46elks, Sinch and LINK Mobility send it, or an SMS to us as 46elks and Sinch bring it. The same one twice, or out
    of turn, changes nothing more. No token; of an account whose provider signs (Sinch) only what is signed, once."""
    app_state, body = request.app.state.app_state, await request.body()
    if len(body) > _BIGGEST:
        raise TooLarge(say("This is too long for a delivery report."))
    account = app_state.ctx.municipality.account(account_id)
    if not report_address.fits(word, app_state.settings.key_file, account_id) or account is None or account.sandbox:
        raise NotFound(say("There is no such page."))
    await run_in_threadpool(_take, app_state, account, body, dict(request.headers), dict(request.query_params))
    return Response(status_code=204)


def _take(app_state: AppState, account: Account, body: bytes, headers: dict[str, str], asked: dict[str, str]) -> None:
    """With its nonce in one transaction: what could not be written down may be brought again. Raises `Refused` for one that was."""
    channels = app_state.channels
    nonce = channels.signed(account, body, headers, app_state.ctx.clock())
    brought = channels.brought(account, body)
    found = channels.delivery_reports(account, body, asked) if brought is None else []
    with app_state.ctx.together() as whole:
        if nonce is not None and pressed_forms.take(whole, digest(["callback", account.id, nonce])) is not None:
            raise Refused(say("This was brought before. Once is enough."))
        if brought is not None:
            inbox.brought(whole, account.id, brought)
        else:
            reports.take(whole, account.id, found)
