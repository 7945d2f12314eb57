"""Part of `bench.strangers`: twelve reports as PDFs at once, and the worst draft an employee can write, each opened by an editor."""

import asyncio
import time
from statistics import quantiles

import httpx

from bench.others import waits
from schemas.crises.crisis import CrisisRequest, Severity
from schemas.drafts.content import Content
from store.context import AppContext
from store.crises import entries, lifecycle
from store.drafts import drafts
from tests.servers.web import WebTown

LANGUAGES, CRISES, LINES = ("nb", "nn", "en"), 4, 200
WORST = ("1", "a", "a.", "2-", "1/", "22 33 44 55 ", "(2", "a@a.", "a ", "a b ", "a b c d ", "a\n")
"""Pieces that the checks and the word diff find hardest, as in `tests/attacks/test_10_what_a_stranger_costs.py`."""
_LONG = 20_000


async def twelve_reports(web: WebTown) -> None:
    """All different, so that every one is drawn."""
    crises = [_past(web.ctx().ctx, number) for number in range(CRISES)]
    paths = [f"/evaluation/{crisis}/report/{lang}" for crisis in crises for lang in LANGUAGES]
    cookies = dict(web.client("anne").cookies)
    async with httpx.AsyncClient(base_url=web.url, cookies=cookies, timeout=600) as reader:
        begun = time.perf_counter()
        asked = asyncio.gather(*(reader.get(path) for path in paths))
        found: list[float] = []
        while not asked.done():
            found += await waits(reader, 5, "/drafts")
        answers = sorted(answer.status_code for answer in await asked)
    p95 = quantiles(found, n=20)[-1]
    print(
        f"{len(paths)} different PDFs at once ({LINES} lines of log each): answered {answers} within "
        f"{time.perf_counter() - begun:.0f} s; other pages meanwhile ({len(found)}): p95 {p95 * 1000:.0f} ms, "
        f"slowest {max(found) * 1000:.0f} ms"
    )


def worst_drafts(web: WebTown) -> None:
    ctx = web.ctx().ctx
    crisis = _set_up(ctx, 99)
    editor = web.client("ola")
    took = {piece: _opened(editor, _worst(ctx, crisis, piece)) for piece in WORST}
    worst = max(took, key=lambda piece: took[piece])
    print(f"the worst draft of {len(took)} opens in {took[worst] * 1000:.0f} ms: {worst!r} again and again")


def _worst(ctx: AppContext, crisis_id: str, piece: str) -> str:
    """A draft of two revisions as long and as different as may be, handed in."""
    text = (piece * _LONG)[:_LONG]
    draft = drafts.new(ctx, "anne", crisis_id, Content(title="t", body=text), ["side"])
    other = "x " + text[:9_000] + "x " + text[9_002:-9] + "y"
    drafts.edit(ctx, "anne", draft.id, Content(title="t", body=other), ["side"])
    return drafts.submit(ctx, "anne", draft.id).id


def _opened(editor: httpx.Client, draft_id: str) -> float:
    begun = time.perf_counter()
    editor.get(f"/drafts/{draft_id}").raise_for_status()
    return time.perf_counter() - begun


def _past(ctx: AppContext, number: int) -> str:
    crisis_id = _set_up(ctx, number)
    for line in range(LINES):
        entries.add(ctx, "lars", crisis_id, f"Linje {line} om vannet i Lånke")
    lifecycle.stand_down(ctx, "kari", crisis_id)
    return crisis_id


def _set_up(ctx: AppContext, number: int) -> str:
    request = CrisisRequest(
        title=f"Vann {number}", what="Bakterier", where="Lånke", severity=Severity.SEVERE, exercise=False
    )
    return lifecycle.establish(ctx, "kari", request).id
