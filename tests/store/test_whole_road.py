"""The whole road in one process: a list of 5,000 lines, an area with a hole, a boil notice, three ways that fail, a correction; and
the exercise of the same, which reaches nobody."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from config.report.page import html
from schemas.accounts.account import Platform
from schemas.crises.zone import Polygon
from schemas.drafts.content import MessageKind
from schemas.drafts.draft import Draft
from schemas.errors import RetryClass
from schemas.messages.bulk import Sent
from schemas.recipients.delivery_report import DeliveryReport
from schemas.recipients.imported import ListForm
from schemas.recipients.recipient import Audience
from store.accounts import accounts
from store.approvals import approvals
from store.batches.orders import Order
from store.context import AppContext
from store.crises import lifecycle
from store.drafts import drafts, follow_ups
from store.evaluation import report
from store.lists import importing
from store.reached import reports, why
from tests.cast import ACCOUNTS, account, content, request
from tests.fakes import FakeClock
from tests.store.many_world import MAIL, drain, progress
from tests.store.test_recipient_register import TOWN

LINES, WRONG = 5_000, 60
REFUSED, FULL, AWAY = (f"leser{n}@kk.example" for n in (710, 711, 712))
"""Nobody has that address; taken, and it comes back: the mailbox is full; its server is away at the first try."""


def square(west: float, south: float, side: float) -> tuple[tuple[float, float], ...]:
    east, north = west + side, south + side
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


AREA = Polygon(type="Polygon", coordinates=(square(10.005, 63.005, 0.04), square(10.0149, 63.0149, 0.0102)))


def place(n: int) -> tuple[int, int]:
    """On a grid of thousandths of a degree from 10.000, 63.000: seventy in each row."""
    return n % 70, n // 70


def is_inside(n: int) -> bool:
    """By the grid alone: from 5 to 45, without 15 to 25 (the hole's own border lies between two)."""
    x, y = place(n)
    return 5 <= x <= 45 and 5 <= y <= 45 and not (15 <= x <= 25 and 15 <= y <= 25)


def subscribers() -> bytes:
    def lines() -> Iterator[str]:
        yield "Navn;E-post;Lengdegrad;Breddegrad"
        for n in range(LINES - WRONG):
            x, y = place(n)
            yield f"Leser {n};leser{n}@kk.example;10,{x:03};63,{y:03}"
        yield from ("Uten krøll;ikke@;10,01;63,01" for _ in range(WRONG))

    return "\r\n".join(lines()).encode("cp1252")


INSIDE = {f"leser{n}@kk.example" for n in range(LINES - WRONG) if is_inside(n)}


@pytest.fixture
def town(ctx: AppContext) -> AppContext:
    assert {REFUSED, FULL, AWAY} <= INSIDE
    made = replace(ctx, municipality=TOWN.model_copy(update={"accounts": (*ACCOUNTS, account(MAIL, Platform.EMAIL))}))
    accounts.sync(made)
    asked = ListForm(purpose="Vannverkets abonnenter", until=FakeClock()() + timedelta(days=300), skip_wrong=True)
    laid = importing.lay(made, "ola", "abonnenter.csv", subscribers(), asked)
    assert (laid.entries, laid.wrong) == (LINES - WRONG, WRONG)
    importing.take_in(made, "ola", laid.id)
    return made


def notice(town: AppContext, *, exercise: bool = False) -> Draft:
    crisis = lifecycle.establish(town, "kari", request(exercise=exercise))
    words = content("Kok vannet i to minutter.", audience=Audience(area=AREA))
    return drafts.submit(town, "anne", drafts.new(town, "anne", crisis.id, words, (MAIL,)).id)


def approve(town: AppContext, draft: Draft) -> str:
    return approvals.approve(town, "ola", draft.id, draft.revision.seen).id


def failing(order: Order) -> Sequence[Sent]:
    wrong = {
        REFUSED: Sent(kind=RetryClass.PERMANENT, error="550 no such user"),
        AWAY: Sent(kind=RetryClass.RETRY_BACKOFF, error="no connection"),
    }
    return [wrong.get(to.recipient, Sent(remote_id=f"<{to.key}>")) for to in order.batch.to]


def came_back(orders: Sequence[Order]) -> DeliveryReport:
    """What the mail server of the full mailbox says a little later."""
    (key,) = (to.key for one in orders for to in one.batch.to if to.recipient == FULL)
    return DeliveryReport(remote_id=f"<{key}>", key=key, arrived=False, passing=True)


def addressed(orders: Sequence[Order]) -> list[str]:
    return [to.recipient for one in orders for to in one.batch.to]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_whole_road_and_the_exercise_of_it(town: AppContext, clock: FakeClock) -> None:
    played = notice(town, exercise=True)
    counted = played.revision.content.recipients
    approve(town, played)
    assert counted and counted.email == len(INSIDE) and drain(town) == []
    draft = notice(town)
    whom = draft.revision.content.recipients
    assert whom and whom.email == len(INSIDE) and not {"leser0@kk.example"} & INSIDE
    message_id = approve(town, draft)
    orders = drain(town, failing)
    assert sorted(addressed(orders)) == sorted(INSIDE), "each once, and nobody else"
    assert stands(town, message_id) == (len(INSIDE) - 2, 0, 1, 1)
    clock.forward(minutes=1)
    assert addressed(drain(town)) == [AWAY], "nobody gets it twice because one server was away"
    for _ in range(2):
        reports.take_bounces(town, [came_back(orders)])
    assert stands(town, message_id) == (len(INSIDE) - 2, 1, 1, 0)
    mended = follow_ups.submit(
        town,
        "anne",
        message_id,
        content("Kok vannet i tre.", kind=MessageKind.CORRECTION, wrong="To minutter er for lite."),
    )
    approve(town, mended)
    assert set(addressed(drain(town))) == INSIDE, "also whose mailbox is full: that says nothing of the address"
    _told_in_the_reports(town, played, draft, len(INSIDE))
    told = why.explain(town, "ola", AWAY, message_id)
    assert "inside the area that was drawn" in str(told[1]) and "taken by the mail server" in str(told[-1])


def stands(town: AppContext, message_id: str) -> tuple[int, int, int, int]:
    """Handed over, come back, failed, to be tried again."""
    found = progress(town, message_id)
    return found.handed_over, found.bounced, found.failed, found.waiting


def _told_in_the_reports(town: AppContext, played: Draft, draft: Draft, inside: int) -> None:
    """The chapter of whom it reached: both messages in numbers; the exercise has none."""
    assert report.gather(town, played.crisis_id).reach == ()
    found = report.gather(town, draft.crisis_id)
    assert [(one.addressed, one.handed_over, one.bounced, one.failed) for one in found.reach] == [
        (inside, inside - 2, 1, 1),
        (inside, inside, 0, 0),
    ]
    page = html(found, town.municipality, "nb", log=False)
    assert "Hvem den nådde" in page and page.count(f"<td>{inside}</td>") >= 3
    assert f"SMS og e-post til {2 * inside} adresser: {2 * inside - 1} overlevert, 2 mislykket." in page
    assert "Hvem den nådde" not in html(report.gather(town, played.crisis_id), town.municipality, "nb", log=False)
