"""A first name before an answer to many, on the whole road to a platform: read back with it, and never the name of a moment ago."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifiers.facade import Channels
from schemas.accounts.account import Platform
from schemas.dialogue.question import Question, QuestionKind, Standing, Used
from schemas.dialogue.rules import DialogueRules
from schemas.drafts.content import AnsweredRemark
from schemas.drafts.draft import Draft
from schemas.language import Language
from store.approvals import approvals
from store.crises import lifecycle
from store.dialogue import question_answers, questions
from store.drafts import drafts
from store.remarks import inbox, remarks
from tests.cast import ACCOUNTS, MUNICIPALITY, account, content, request
from tests.fakes.facebook import PAGE, FakeFacebook
from tests.flows.conftest import opened
from tests.flows.stage import Stage

RULES = DialogueRules(first_names={Language.BOKMAAL: "Hei {name}!"})


@pytest.fixture
def facebook() -> Iterator[FakeFacebook]:
    with FakeFacebook() as running:
        yield running


@pytest.fixture
def stage(small: Path, tmp_path: Path, facebook: FakeFacebook) -> Stage:
    ours = account("fjes", Platform.FACEBOOK, url=None, secret="fjes")
    town = MUNICIPALITY.model_copy(update={"accounts": (*ACCOUNTS, ours), "dialogue": RULES})
    made = Stage(opened(small), tmp_path, town)
    assert isinstance(made.ctx.channels, Channels)
    made.ctx.channels._secret = {"fjes": facebook.url}.get
    inbox.keep_going(made.ctx)
    return made


def asked(stage: Stage, facebook: FakeFacebook, *names: str) -> tuple[list[str], Question]:
    """Their comments' ids at Facebook, and an approved answer to all of them that is about to leave."""
    ctx = stage.ctx
    crisis = lifecycle.establish(ctx, "kari", request())
    notice = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis.id, content(), ["fjes"]).id)
    approvals.approve(ctx, "ingrid", notice.id, notice.revision.seen)
    stage.forward(seconds=30)
    post = inbox.where(ctx, "fjes")[1][0]
    ids = [facebook.comments.write(post, "Når kommer vannet?", datetime.now(UTC)) for _ in names]
    for number, name in zip(ids, names, strict=True):
        facebook.comments.made[number]["from"]["name"] = name
    stage.forward(seconds=60)
    found = [AnsweredRemark(remark_id=one.id, seen=one.hash) for one in remarks.listing(ctx)]
    question = questions.begin(ctx, "ola", QuestionKind.QUESTION, "Når kommer vannet?", found)
    draft = question_answers.answer(ctx, "ola", question.id, "Klokka 14.", Standing.SAID, "Teknisk vakt")
    assert isinstance(draft, Draft)
    approvals.approve(ctx, "ingrid", draft.id, draft.revision.seen)
    return ids, question


def answers(facebook: FakeFacebook, remark: str) -> list[str]:
    made = facebook.comments.made.values()
    return [one["message"] for one in made if one["above"] == remark and one["from"]["id"] == PAGE]


def used(stage: Stage, question: Question, *ids: str) -> list[Used]:
    found = {use.remark.remote_id: use.used for use in question_answers.case(stage.ctx, question.id).uses}
    return [found[one] for one in ids]


def test_one_whose_answer_was_lost_is_found_by_the_words_with_the_name(stage: Stage, facebook: FakeFacebook) -> None:
    (per, kari), question = asked(stage, facebook, "Per Hansen", "Kari Nordmann")
    facebook.lose("POST", f"{per}/comments")
    stage.forward(minutes=15)
    assert [answers(facebook, one)[0].partition("!")[0] for one in (per, kari)] == ["Hei Per", "Hei Kari"]
    assert [len(answers(facebook, one)) for one in (per, kari)] == [1, 1]
    assert used(stage, question, per, kari) == [Used.STANDS] * 2


@pytest.mark.parametrize("after", ["Fnatt Hansen", "?"])
def test_a_name_that_became_another_is_never_published(stage: Stage, facebook: FakeFacebook, after: str) -> None:
    (per, kari), question = asked(stage, facebook, "Per Hansen", "Kari Nordmann")
    facebook.comments.made[per]["from"]["name"] = after
    stage.forward(minutes=15)
    assert answers(facebook, per) == [] and len(answers(facebook, kari)) == 1
    assert used(stage, question, per, kari) == [Used.WAITS, Used.STANDS], "somebody has another look"
