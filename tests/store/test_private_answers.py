"""An answer to one person alone, under what all can read: once, in time, in agreed words, by the same draft and approval as every answer."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from policy.evidence.hashing import content_hash, digest
from schemas.accounts.account import Platform
from schemas.dialogue.question import QuestionKind, Standing
from schemas.dialogue.rules import DialogueRules, ReplyTemplate
from schemas.drafts.content import AnsweredQuestion, AnsweredRemark, Content, MessageKind
from schemas.drafts.draft import Draft
from schemas.errors import Refused, RetryClass
from schemas.messages.delivery import SendResult
from schemas.messages.message import Message
from schemas.messages.receipt import Receipt
from schemas.states import RemarkStatus
from store.accounts import accounts
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.dialogue import replies
from store.drafts import drafts
from store.remarks import remarks
from tests import one_hand
from tests.cast import account, request
from tests.fakes import FakeClock
from tests.remark_cast import AT, one, read, wrote

LEASE = timedelta(seconds=30)
AGREED = "Dette må vi se på som en sak. Send en henvendelse til postmottak."
RULES = DialogueRules(templates=(ReplyTemplate(id="sak", name="Sak", body=AGREED),))
LATER = ("wrong", "corrected", "language", "audience", "recipients", "answers", "question", "versions")
SENT = SendResult(receipt=Receipt(remote_id="m_1"))


@pytest.fixture
def town(ctx: AppContext) -> AppContext:
    ours = account("fjes", Platform.FACEBOOK)
    made = ctx.municipality.model_copy(update={"accounts": (*ctx.municipality.accounts, ours), "dialogue": RULES})
    found = replace(ctx, municipality=made)
    accounts.sync(found)
    return found


def privately(ctx: AppContext, remark_id: str, body: str = AGREED) -> Draft | Message:
    return replies.answer(ctx, "ola", remark_id, body, remarks.show(ctx, remark_id).hash, privately=True)


def to_desk(ctx: AppContext, remark_id: str) -> Draft:
    made = privately(ctx, remark_id)
    assert isinstance(made, Draft)
    return made


def approve(ctx: AppContext, draft: Draft) -> Message:
    return approvals.approve(ctx, "ingrid", draft.id, drafts.show(ctx, draft.id).revision.seen)


def claim(ctx: AppContext, message: Message) -> Any:
    return one_hand.claim(ctx, message.deliveries[0].id, "w", LEASE)


def later(ctx: AppContext, **delta: float) -> None:
    assert isinstance(ctx.clock, FakeClock)
    ctx.clock.forward(**delta)


def test_it_is_approved_by_a_second_person_and_goes_to_one(town: AppContext) -> None:
    lifecycle.establish(town, "kari", request())
    remark = one(town, account="fjes")
    draft = to_desk(town, remark)
    with pytest.raises(Refused):
        approvals.approve(town, "ola", draft.id, draft.revision.seen)
    claimed = claim(town, approve(town, draft))
    assert claimed and claimed.out.privately and claimed.out.target == "r1"
    one_hand.finish(town, claimed, SENT, "w")
    assert remarks.show(town, remark).status is RemarkStatus.ANSWERED


def test_where_all_can_read_it_stands_as_before_and_the_two_are_never_one(town: AppContext) -> None:
    lifecycle.establish(town, "kari", request())
    seen = remarks.show(town, one(town, account="fjes"))
    answers = AnsweredRemark(remark_id=seen.id, seen=seen.hash)
    content = Content(kind=MessageKind.REPLY, title="Svar", body=AGREED, answers=answers)
    alone = content.model_copy(update={"answers": answers.model_copy(update={"privately": True})})
    assert content_hash(content, ["fjes"], []) != content_hash(alone, ["fjes"], []), (
        "the approval covers which of them it is"
    )


def test_hashes_of_answers_from_before_this_stay_what_they_were() -> None:
    """`_shown` as it was: an approval of yesterday still fits today."""
    answers = AnsweredRemark(remark_id="r1", seen="a" * 64)
    asked = AnsweredQuestion(
        question_id="q1", kind=QuestionKind.QUESTION, standing=Standing.SAID, source="-", remarks=(answers,)
    )
    was = {"remark_id": "r1", "seen": "a" * 64}
    reply = Content(kind=MessageKind.REPLY, title="Svar", body=AGREED, answers=answers)
    many = Content(kind=MessageKind.ANSWER, title="Svar", body=AGREED, question=asked)
    for content, part, whole in ((reply, "answers", was), (many, "question", {"remarks": [was]})):
        shown = {k: v for k, v in content.model_dump(mode="json").items() if v or k not in LATER}
        shown[part] = shown[part] | whole if part == "question" else whole
        assert content_hash(content, ["a"], []) == digest({"content": shown, "accounts": ["a"], "renderings": []})


def test_a_channel_that_cannot_says_so(town: AppContext) -> None:
    lifecycle.establish(town, "kari", request())
    remark = one(town)
    with pytest.raises(Refused, match="cannot be answered privately"):
        privately(town, remark)
    assert remarks.show(town, remark).status is RemarkStatus.NEW


def test_other_words_than_those_agreed_are_for_all_to_read(town: AppContext) -> None:
    lifecycle.establish(town, "kari", request())
    remark = one(town, account="fjes")
    with pytest.raises(Refused, match="agreed answers"):
        privately(town, remark, "Saken din er avslått.")


def test_too_old_from_the_beginning_and_too_old_when_it_is_approved_or_sent(town: AppContext) -> None:
    lifecycle.establish(town, "kari", request())
    old = one(town, account="fjes", remote_id="gammel", written_at=AT - timedelta(days=8))
    with pytest.raises(Refused, match="7 days"):
        privately(town, old)
    waiting, queued = (one(town, account="fjes", remote_id=name) for name in ("venter", "klar"))
    draft, message = to_desk(town, waiting), approve(town, to_desk(town, queued))
    later(town, days=8)
    with pytest.raises(Refused, match="7 days"):
        approve(town, draft)
    assert claim(town, message) is None
    assert remarks.show(town, queued).status is RemarkStatus.NEW, "somebody answers it where all can read"


def test_a_second_one_is_refused_but_after_one_that_surely_failed(town: AppContext) -> None:
    lifecycle.establish(town, "kari", request())
    remark = one(town, account="fjes")
    failed = claim(town, approve(town, to_desk(town, remark)))
    one_hand.finish(town, failed, SendResult(kind=RetryClass.PERMANENT, error="-"), "w")
    claimed = claim(town, approve(town, to_desk(town, remark)))
    one_hand.finish(town, claimed, SENT, "w")
    with pytest.raises(Refused, match="one private answer"):
        privately(town, remark)
    public = replies.answer(town, "ola", remark, "Se hjemmesiden.", remarks.show(town, remark).hash)
    assert isinstance(public, Draft)


def test_an_edited_draft_is_still_for_one_and_an_edited_remark_still_stops_it(town: AppContext) -> None:
    lifecycle.establish(town, "kari", request())
    remark = one(town, account="fjes")
    draft = to_desk(town, remark)
    edited = drafts.edit(town, "ola", draft.id, draft.revision.content.model_copy(update={"signature": "Nina"}))
    assert edited.revision.content.answers and edited.revision.content.answers.privately
    with pytest.raises(Refused, match="agreed answers"):
        drafts.edit(town, "ola", draft.id, draft.revision.content.model_copy(update={"body": "Du får avslag."}))
    message = approve(town, edited)
    read(town, wrote("r1", "Noe annet", edited_at=AT + timedelta(minutes=5)), account="fjes")
    assert claim(town, message) is None


def test_on_a_normal_day_whoever_answers_for_the_account_answers_alone(town: AppContext) -> None:
    remark = one(town, account="fjes")
    with pytest.raises(Refused):
        privately(town, remark)
    made = replies.answer(town, "liv", remark, AGREED, remarks.show(town, remark).hash, privately=True)
    assert isinstance(made, Message)
    claimed = claim(town, made)
    assert claimed and claimed.out.privately
