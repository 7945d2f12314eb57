"""`krisekanal question`: gathered with what was read, answered once, and shown with where the answer stands."""

from typing import Any

import pytest

from desk.cli.commands import message, question
from schemas.dialogue.question import Standing
from schemas.drafts.draft import Draft
from schemas.errors import InvalidInput, Refused
from store.approvals import approvals
from store.crises import lifecycle
from store.remarks import remarks
from tests.cast import request
from tests.desk.test_remark_commands import desk, shown
from tests.remark_cast import AT, read, wrote

__all__ = ["desk"]


@pytest.fixture
def asked(desk: Any) -> list[str]:
    lifecycle.establish(desk.ctx, "kari", request())
    desk.actor = "ola"
    found = read(desk.ctx, wrote("a", "Når kommer vannet?"), wrote("b", "Når kjem vatnet tilbake?", author="Ida"))
    return [f"{one}:{remarks.show(desk.ctx, one).hash[:16]}" for one in found.new]


def test_from_a_proposal_to_an_answer(desk: Any, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    proposed = shown(question.propose(desk), monkeypatch)
    assert "Når kjem vatnet tilbake?" in proposed and all(one.partition(":")[0] in proposed for one in asked)
    begun = question.begin(desk, "Når kommer vannet?", remark=asked)
    with pytest.raises(InvalidInput):
        question.answer(desk, begun.id, text="Klokka 14.")
    draft = question.answer(desk, begun.id, text="Klokka 14.", source="Teknisk vakt")
    assert isinstance(draft, Draft)
    assert "2 svar på vei" in shown(question.show_one(desk, begun.id), monkeypatch)
    approvals.approve(desk.ctx, "ingrid", draft.id, draft.revision.seen)
    every = message.listing(desk, replies=True)
    assert len([one for one in every if one.reply_to]) == 2
    assert len(message.listing(desk)) == len(every) - 2 + (not any(one.reply_to is None for one in every))
    listed = shown(question.listing(desk), monkeypatch)
    assert "avklart" in listed and "Klokka 14." in listed and question.listing(desk, answered=False) == []


def test_what_was_not_read_is_not_gathered(desk: Any, asked: list[str]) -> None:
    with pytest.raises(InvalidInput):
        question.begin(desk, "Når?", remark=[asked[0][:12]])
    read(desk.ctx, wrote("a", "Noe annet", edited_at=AT))
    with pytest.raises(Refused):
        question.begin(desk, "Når?", remark=asked)
    assert question.listing(desk) == []


def test_the_same_answer_without_words_and_two_that_become_one(desk: Any, asked: list[str]) -> None:
    first = question.begin(desk, "Når kommer vannet?", remark=asked[:1])
    draft = question.answer(desk, first.id, text="Usant.", standing=Standing.FALSE, source="Teknisk vakt")
    assert isinstance(draft, Draft)
    approvals.approve(desk.ctx, "ingrid", draft.id, draft.revision.seen)
    other = question.begin(desk, "Når da?", rumour=True, remark=asked[1:])
    question.merge(desk, other.id, first.id)
    late = question.answer(desk, first.id)
    assert isinstance(late, Draft) and late.revision.content.body == "Usant."
    its = late.revision.content.question
    assert its and its.standing is Standing.FALSE and [one.remark_id for one in its.remarks] == [asked[1].split(":")[0]]
