"""The last look before an answer leaves: what was edited at the platform a moment ago is not answered."""

from pathlib import Path
from typing import Any

import pytest

from notifiers.facade import Channels
from schemas.accounts.account import Account
from schemas.dialogue.remark import RemoteRemark
from schemas.drafts.draft import Draft
from schemas.errors import NotifierError, RetryClass
from schemas.messages.message import Message
from schemas.sentence import say
from schemas.states import DeliveryStatus, RemarkStatus
from store.approvals import approvals
from store.crises import lifecycle
from store.dialogue import replies
from store.messages import messages
from store.remarks import inbox, remarks
from tests.cast import MUNICIPALITY, request
from tests.flows.conftest import opened
from tests.flows.stage import Stage
from tests.remark_cast import AT, wrote

ACCOUNT = "side-ovelse"


@pytest.fixture
def stage(small: Path, tmp_path: Path) -> Stage:
    made = Stage(opened(small), tmp_path, MUNICIPALITY)
    inbox.keep_going(made.ctx)
    lifecycle.establish(made.ctx, "kari", request(exercise=True))
    return made


def give(stage: Stage, remark: RemoteRemark) -> None:
    assert isinstance(stage.ctx.channels, Channels)
    stage.ctx.channels.give(stage.ctx.account(ACCOUNT), remark)


def asked(stage: Stage) -> str:
    give(stage, wrote("i1", "Er vannet giftig?"))
    stage.forward(seconds=20)
    (found,) = remarks.listing(stage.ctx, remarks.RemarkFilter(exercise=True))
    return found.id


def approved(stage: Stage, remark_id: str) -> Message:
    draft = replies.answer(stage.ctx, "anne", remark_id, "Kok det.", remarks.show(stage.ctx, remark_id).hash)
    assert isinstance(draft, Draft)
    return approvals.approve(stage.ctx, "ola", draft.id, draft.revision.seen)


def answers(stage: Stage) -> list[dict[str, Any]]:
    """The notices of an exercise go to the same file."""
    return [line for line in stage.lines(ACCOUNT) if line["action"] == "reply"]


def outcome(stage: Stage, message: Message) -> DeliveryStatus:
    return messages.show(stage.ctx, message.id).deliveries[0].status


def test_an_answer_stands_under_its_remark(stage: Stage) -> None:
    remark_id = asked(stage)
    message = approved(stage, remark_id)
    stage.forward(seconds=10)
    (line,) = answers(stage)
    assert line["answers"] == "i1" and "Kok det." in line["text"] and line["exercise"]
    assert outcome(stage, message) is DeliveryStatus.DELIVERED
    assert remarks.show(stage.ctx, remark_id).status is RemarkStatus.ANSWERED


@pytest.mark.parametrize("change", [{"text": "Er det farlig for barn?", "edited_at": AT}, {"deleted": True}])
def test_what_nobody_has_read_yet_is_not_answered(stage: Stage, change: dict[str, Any]) -> None:
    remark_id = asked(stage)
    message = approved(stage, remark_id)
    give(stage, wrote("i1", **{"text": "Er vannet giftig?", **change}))
    stage.forward(seconds=1)
    assert answers(stage) == [] and outcome(stage, message) is DeliveryStatus.FAILED
    now = remarks.show(stage.ctx, remark_id)
    assert now.version == 2 and now.status is not RemarkStatus.ANSWERED


class Deaf(Channels):
    """A fake: its remarks cannot be looked at, the next `times` times."""

    kind, times = RetryClass.RETRY_BACKOFF, 0

    def remark(self, account: Account, known: RemoteRemark) -> RemoteRemark | None:
        self.times -= 1
        if self.times >= 0:
            raise NotifierError(say("The channel failed in an unforeseen way ({error}).", error="prøve"), self.kind)
        return super().remark(account, known)


@pytest.mark.parametrize("kind", [RetryClass.AMBIGUOUS, RetryClass.RETRY_BACKOFF, RetryClass.PERMANENT])
def test_where_it_cannot_be_looked_at_it_waits_or_goes_by_what_was_read(stage: Stage, kind: RetryClass) -> None:
    remark_id = asked(stage)
    assert isinstance(stage.ctx.channels, Channels)
    stage.ctx.channels.__class__ = Deaf
    deaf = stage.ctx.channels
    assert isinstance(deaf, Deaf)
    deaf.kind, deaf.times = kind, 1
    message = approved(stage, remark_id)
    stage.forward(seconds=0.1)
    assert len(answers(stage)) == (1 if kind is RetryClass.PERMANENT else 0)
    stage.forward(minutes=5)
    assert len(answers(stage)) == 1 and outcome(stage, message) is DeliveryStatus.DELIVERED
