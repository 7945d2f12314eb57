"""One answer to many, carried by a real worker to a sandbox: under each remark once, and under none that moved."""

from pathlib import Path

import pytest

from schemas.dialogue.question import QuestionKind, Standing, Used
from schemas.drafts.content import AnsweredRemark
from schemas.drafts.draft import Draft
from schemas.states import RemarkStatus
from store.approvals import approvals
from store.crises import lifecycle
from store.dialogue import question_answers, questions
from store.remarks import inbox, remarks
from tests.cast import MUNICIPALITY, request
from tests.flows.conftest import opened
from tests.flows.stage import Stage
from tests.flows.test_replies import answers, give
from tests.remark_cast import AT, wrote


@pytest.fixture
def stage(small: Path, tmp_path: Path) -> Stage:
    made = Stage(opened(small), tmp_path, MUNICIPALITY)
    inbox.keep_going(made.ctx)
    lifecycle.establish(made.ctx, "kari", request(exercise=True))
    return made


def test_under_each_once_and_under_none_that_was_edited_there_just_before(stage: Stage) -> None:
    for number in range(4):
        give(stage, wrote(f"i{number}", "Er vannet giftig?", author=f"Innbygger {number}"))
    stage.forward(seconds=20)
    asked = remarks.listing(stage.ctx, remarks.RemarkFilter(exercise=True))
    named = [AnsweredRemark(remark_id=one.id, seen=one.hash) for one in asked]
    rumour = questions.begin(stage.ctx, "ola", QuestionKind.RUMOUR, "Er vannet giftig?", named)
    draft = question_answers.answer(stage.ctx, "ola", rumour.id, "Nei.", Standing.FALSE, "Mattilsynet")
    assert isinstance(draft, Draft)
    approvals.approve(stage.ctx, "ingrid", draft.id, draft.revision.seen)
    give(stage, wrote("i2", "Når kommer bussen?", author="Innbygger 2", edited_at=AT))
    stage.forward(seconds=30)
    assert sorted(line["answers"] for line in answers(stage)) == ["i0", "i1", "i3"]
    assert all("Nei." in line["text"] and line["exercise"] for line in answers(stage))
    assert not [line for line in stage.lines("side") if line["action"] == "reply"], "never to the real account"
    uses = {use.remark.remote_id: use.used for use in question_answers.case(stage.ctx, rumour.id).uses}
    assert uses == {"i0": Used.STANDS, "i1": Used.STANDS, "i2": Used.FELL_OUT, "i3": Used.STANDS}
    assert next(one for one in asked if one.remote_id == "i2").id == next(
        one.id for one in remarks.listing(stage.ctx, remarks.RemarkFilter((RemarkStatus.NEW,), exercise=True))
    )
