"""Two crises at a time: the second is meant, and what people are told of their accounts is what is true then."""

import pytest
from sqlmodel import col, select

from schemas.crises.proposal import ProposalRequest
from schemas.errors import Refused
from store.context import AppContext
from store.crises import find, lifecycle, proposals
from store.db.tables import NoticeRow
from store.identity import pressed_forms
from tests.cast import request


def told(ctx: AppContext, person: str) -> list[str]:
    with ctx.read() as session:
        query = select(NoticeRow).where(NoticeRow.person_id == person).order_by(col(NoticeRow.created_at))
        return [f"{row.subject} {row.text}" for row in session.exec(query)]


def test_a_second_one_is_meant(ctx: AppContext) -> None:
    first = lifecycle.establish(ctx, "kari", request(), beside=())
    with pytest.raises(Refused, match="Vannbrudd"):
        lifecycle.establish(ctx, "per", request(title="Ras"), beside=())
    assert lifecycle.establish(ctx, "per", request(title="Ras"), beside=[first.id])
    with pytest.raises(Refused, match="Ras"):
        lifecycle.establish(ctx, "kari", request(title="Brann"), beside=[first.id])
    assert [c.title for c in find.open_now(ctx)] == ["Ras", "Vannbrudd"]


def test_a_proposal_too(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request(), beside=())
    words = {"title": "Flom", "what": "Vannet stiger", "where": "Lånke", "source": "NVE", "identifier": "1"}
    proposal = proposals.propose(ctx, "system", ProposalRequest.model_validate(words), "")
    with pytest.raises(Refused):
        proposals.follow(ctx, "kari", proposal.id, beside=())
    assert [p.id for p in proposals.waiting(ctx)] == [proposal.id], "it waits on"


def test_an_exercise_never_stands_in_the_way(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request(exercise=True), beside=())
    with pytest.raises(Refused):
        lifecycle.establish(ctx, "kari", request(exercise=True, title="Ras"), beside=())
    assert lifecycle.establish(ctx, "kari", request(), beside=()).exercise is False


def test_accounts_that_another_crisis_holds_are_not_said_to_be_open(ctx: AppContext) -> None:
    first = lifecycle.establish(ctx, "kari", request())
    second = lifecycle.establish(ctx, "kari", request(title="Ras"))
    lifecycle.stand_down(ctx, "kari", first.id)
    assert "“Ras” is still open" in told(ctx, "liv")[-1] or "«Ras» er fortsatt åpen" in told(ctx, "liv")[-1]
    lifecycle.stand_down(ctx, "kari", second.id)
    assert "fortsatt" not in told(ctx, "liv")[-1] and "still open" not in told(ctx, "liv")[-1]


def test_the_end_of_an_exercise_says_nothing_of_public_accounts_being_open(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request(exercise=True, title="Øvelse"))
    lifecycle.establish(ctx, "kari", request())
    over = [text for text in told(ctx, "liv") if "Øvelse" in text]
    assert over and not any("open again" in text or "åpne igjen" in text for text in over)


def test_the_first_press_is_one(ctx: AppContext) -> None:
    assert pressed_forms.take(ctx, "m") is None
    assert pressed_forms.take(ctx, "m") == (None, False)
    pressed_forms.answer(ctx, "m", "/drafts/u-1")
    assert pressed_forms.take(ctx, "m") == ("/drafts/u-1", False)
    pressed_forms.free(ctx, "m")
    assert pressed_forms.take(ctx, "m") is None
