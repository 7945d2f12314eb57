"""The door where SMS providers report what came of a message, and bring what people send to us. Its address is its secret, one for
each account."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from config import report_address
from schemas.errors import NotFound, TooLarge
from schemas.sentence import say
from store.reached import reports
from store.remarks import inbox

router = APIRouter(tags=["delivery reports"])
_BIGGEST = 20_000
"""Bytes; a report has some hundred."""


@router.post(report_address.PATH.removeprefix("/api/v1") + "/{account_id}/{word}", status_code=204)
async def take(request: Request, account_id: str, word: str) -> Response:
    """A report as 46elks, Sinch and LINK Mobility send it, or an SMS to us as 46elks and Sinch bring it. The same one twice, or out
    of turn, changes nothing more. No token."""
    app_state, body = request.app.state.app_state, await request.body()
    if len(body) > _BIGGEST:
        raise TooLarge(say("This is too long for a delivery report."))
    account = app_state.ctx.municipality.account(account_id)
    if not report_address.fits(word, app_state.settings.key_file, account_id) or account is None or account.sandbox:
        raise NotFound(say("There is no such page."))
    brought = app_state.channels.brought(account, body)
    if brought is not None:
        await run_in_threadpool(inbox.brought, app_state.ctx, account_id, brought)
        return Response(status_code=204)
    found = app_state.channels.delivery_reports(account, body, dict(request.query_params))
    await run_in_threadpool(reports.take, app_state.ctx, account_id, found)
    return Response(status_code=204)
