"""Answer once: gathered by a person, approved once, under each remark as it was seen. On both databases."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from schemas.accounts.account import Platform
from schemas.dialogue.question import Question, QuestionKind, Standing, Used
from schemas.drafts.content import AnsweredRemark, Content, MessageKind
from schemas.drafts.draft import Draft
from schemas.errors import KrisekanalError, Refused, RetryClass
from schemas.messages.delivery import SendResult
from schemas.messages.message import Message
from schemas.messages.receipt import Receipt
from schemas.states import DeliveryStatus, DraftStatus, MessageStatus, RemarkStatus
from store.accounts import accounts
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import MessageRow
from store.deliveries import deliveries
from store.dialogue import question_answers, questions, replies
from store.drafts import drafts
from store.evidence import audit
from store.messages import messages
from store.remarks import remarks, taking
from tests import one_hand
from tests.cast import MUNICIPALITY, account, request
from tests.fakes import FakeClock
from tests.remark_cast import AT, read, wrote
from tests.store.races import rounds

LEASE = timedelta(seconds=30)
DELIVERED = SendResult(receipt=Receipt(remote_id="x-1"))
EDITED = {"edited_at": AT + timedelta(minutes=5)}
ASKED = ("Når kommer vannet?", "Når kjem vatnet?", "Vet noen når vannet kommer?")


def seen(ctx: AppContext, remark_id: str) -> AnsweredRemark:
    return AnsweredRemark(remark_id=remark_id, seen=remarks.show(ctx, remark_id).hash)


def asked(ctx: AppContext, *texts: str, on: str = "side", begin: int = 0) -> list[str]:
    found = read(ctx, *(wrote(f"{on}{n}", text) for n, text in enumerate(texts or ASKED, begin)), account=on)
    return list(found.new)


def gathered(ctx: AppContext, ids: list[str], kind: QuestionKind = QuestionKind.QUESTION) -> Question:
    return questions.begin(ctx, "ola", kind, "Når kommer vannet?", [seen(ctx, one) for one in ids])


def answer(ctx: AppContext, question: Question, body: str = "Klokka 14.", standing: Standing = Standing.SAID) -> Draft:
    made = question_answers.answer(ctx, "ola", question.id, body, standing, "Teknisk vakt")
    assert isinstance(made, Draft)
    return made


def approve(ctx: AppContext, draft: Draft, by: str = "ingrid") -> Message:
    return approvals.approve(ctx, by, draft.id, drafts.show(ctx, draft.id).revision.seen)


def replies_of(ctx: AppContext, question: Question) -> list[Message]:
    """Oldest first."""
    every = [one for one in messages.listing(ctx) if one.question_id == question.id and one.reply_to]
    return sorted(every, key=lambda one: (one.approved_at, one.publish_at))


def send(ctx: AppContext, message: Message, result: SendResult = DELIVERED) -> bool:
    (delivery_id,) = [one.id for one in message.deliveries]
    claimed = one_hand.claim(ctx, delivery_id, "w", LEASE)
    if claimed is None:
        return False
    one_hand.finish(ctx, claimed, result, "w")
    return True


def status(ctx: AppContext, remark_id: str) -> RemarkStatus:
    return remarks.show(ctx, remark_id).status


def used(ctx: AppContext, question: Question) -> list[Used]:
    return [use.used for use in question_answers.case(ctx, question.id).uses]


def later(ctx: AppContext, minutes: int) -> None:
    assert isinstance(ctx.clock, FakeClock)
    ctx.clock.forward(minutes=minutes)


def with_page(ctx: AppContext) -> AppContext:
    page = account("kriseside", Platform.PUBLIC_PAGE)
    town = MUNICIPALITY.model_copy(update={"accounts": (*MUNICIPALITY.accounts, page)})
    made = replace(ctx, municipality=town)
    accounts.sync(made)
    return made


def test_a_remark_becomes_a_question_or_a_rumour_by_a_persons_deed(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request())
    first, second, third = asked(ctx)
    question = gathered(ctx, [first, second])
    rumour = questions.begin(ctx, "ola", QuestionKind.RUMOUR, "Vannet er giftig", [seen(ctx, third)])
    assert [status(ctx, one) for one in (first, second, third)] == ["question", "question", "rumour"]
    assert [one.id for one in questions.listing(ctx)] == [rumour.id, question.id]
    questions.release(ctx, "ola", third)
    assert status(ctx, third) is RemarkStatus.NEW and used(ctx, rumour) == []
    questions.gather(ctx, "ola", question.id, [seen(ctx, third)])
    assert used(ctx, question) == [Used.WAITS] * 3
    assert [one.action for one in audit.events(ctx) if one.action.startswith("question.")] == [
        "question.begun", "question.gathered", "question.begun", "question.gathered", "question.released", "question.gathered",
    ]  # fmt: skip


@pytest.mark.parametrize("actor", ["anne", "tor", "liv", "kari"])
def test_in_a_crisis_only_the_desk_gathers(ctx: AppContext, actor: str) -> None:
    lifecycle.establish(ctx, "kari", request())
    (first,) = asked(ctx, "Når?")
    with pytest.raises(Refused):
        questions.begin(ctx, actor, QuestionKind.QUESTION, "Når?", [seen(ctx, first)])
    assert status(ctx, first) is RemarkStatus.NEW and questions.listing(ctx) == []


def test_the_machine_proposes_and_gathers_nothing_itself(ctx: AppContext) -> None:
    asked(ctx, *ASKED, "Er skolen åpen i morgen?")
    (group,) = questions.proposals(ctx)
    assert [one.text for one in group.remarks] == list(ASKED) and group.question_id is None
    assert questions.listing(ctx) == []
    question = gathered(ctx, [one.id for one in group.remarks])
    asked(ctx, "Når kommer vannet tilbake?", begin=7)
    (late,) = questions.proposals(ctx)
    assert late.question_id == question.id and len(late.remarks) == 1


def test_one_approval_becomes_an_answer_under_each(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request())
    ids = [*asked(ctx), *asked(ctx, on="tavle")]
    question = gathered(ctx, ids)
    draft = answer(ctx, question)
    assert draft.status is DraftStatus.SUBMITTED and {*draft.revision.accounts} == {"side", "tavle"}
    assert used(ctx, question) == [Used.UNDER_WAY] * 6
    with pytest.raises(Refused):
        approve(ctx, draft, by="ola")
    approve(ctx, draft)
    sent = replies_of(ctx, question)
    assert len(sent) == 6 and {one.reply_to for one in sent} == set(ids)
    assert all(one.approver == "ingrid" and one.content.answers and one.content.question is None for one in sent)
    later(ctx, minutes=1)
    assert all(send(ctx, one) for one in sent)
    assert {status(ctx, one) for one in ids} == {RemarkStatus.ANSWERED} and used(ctx, question) == [Used.STANDS] * 6
    now = questions.show(ctx, question.id)
    assert (now.answer, now.standing, now.source) == ("Klokka 14.", Standing.SAID, "Teknisk vakt") and now.answered_at


def test_a_reply_that_fails_is_not_given_on_the_account_that_stands_in_for_posts(ctx: AppContext) -> None:
    """The one revision has words for both accounts; a reply is about a remark of one of them."""
    standing_in = [
        one.model_copy(update={"fallback": "tavle"}) if one.id == "side" else one for one in ctx.municipality.accounts
    ]
    ctx = replace(ctx, municipality=ctx.municipality.model_copy(update={"accounts": tuple(standing_in)}))
    lifecycle.establish(ctx, "kari", request())
    question = gathered(ctx, [*asked(ctx, "Når?"), *asked(ctx, "Når da?", on="tavle")])
    approve(ctx, answer(ctx, question))
    later(ctx, minutes=1)
    (first,) = [one for one in replies_of(ctx, question) if one.deliveries[0].account_id == "side"]
    assert send(ctx, first, SendResult(kind=RetryClass.PERMANENT, error="-"))
    assert [one.account_id for one in messages.show(ctx, first.id).deliveries] == ["side"]
    assert used(ctx, question)[0] is Used.WAITS


def test_those_of_one_platform_go_one_after_the_other(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request())
    question = gathered(ctx, [*asked(ctx), *asked(ctx, on="tavle")])
    approve(ctx, answer(ctx, question))
    for place in ("side", "tavle"):
        turns = [one.publish_at for one in replies_of(ctx, question) if one.deliveries[0].account_id == place]
        assert [each - turns[0] for each in turns] == [timedelta(seconds=5 * n) for n in range(3)]


@pytest.mark.parametrize("change", [{"text": "Noe annet", **EDITED}, {"deleted": True}])
@pytest.mark.parametrize("when", ["before the approval", "after it"])
def test_what_was_edited_since_drops_out_and_the_others_go(ctx: AppContext, change: dict[str, Any], when: str) -> None:
    lifecycle.establish(ctx, "kari", request())
    ids = asked(ctx)
    question = gathered(ctx, ids)
    draft = answer(ctx, question)
    edit = wrote("side1", **change)
    if when == "before the approval":
        read(ctx, edit)
    approve(ctx, draft)
    if when == "after it":
        read(ctx, edit)
    later(ctx, minutes=1)
    sent = [send(ctx, one) for one in replies_of(ctx, question)]
    assert sent.count(True) == 2
    assert used(ctx, question) == [Used.STANDS, Used.FELL_OUT, Used.STANDS]
    after = RemarkStatus.CLOSED if "deleted" in change else RemarkStatus.NEW
    assert status(ctx, ids[1]) is after, "somebody's to look at again; what is gone is nobody's"


def test_whoever_was_answered_by_themselves_gets_no_second_answer(ctx: AppContext) -> None:
    ids = asked(ctx)
    question = gathered(ctx, ids)
    alone = replies.answer(ctx, "liv", ids[0], "Klokka 15.", remarks.show(ctx, ids[0]).hash)
    assert isinstance(alone, Message) and send(ctx, alone)
    lifecycle.establish(ctx, "kari", request())
    approve(ctx, answer(ctx, question))
    assert sorted(one.reply_to or "" for one in replies_of(ctx, question)) == sorted(ids[1:])
    assert status(ctx, ids[0]) is RemarkStatus.ANSWERED
    assert question_answers.case(ctx, question.id).counted(Used.BY_ITSELF) == 1


def test_who_does_not_answer_for_the_public_page_is_told_so(ctx: AppContext) -> None:
    ctx = with_page(ctx)
    by_telephone = questions.begin(ctx, "ola", QuestionKind.QUESTION, "Er skolen åpen?")
    with pytest.raises(Refused) as refused:
        question_answers.answer(ctx, "tor", by_telephone.id, "Ja.", Standing.SAID, "Rektor")
    assert "kriseside" in str(refused.value) and questions.show(ctx, by_telephone.id).answer is None


def test_of_an_account_that_left_the_file_the_others_are_still_answered(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request())
    ids = [*asked(ctx), *asked(ctx, "Når kommer vannet?", on="skole")]
    question = gathered(ctx, ids)
    approve(ctx, answer(ctx, question))
    later(ctx, minutes=1)
    assert all(send(ctx, one) for one in replies_of(ctx, question))
    left = tuple(one for one in ctx.municipality.accounts if one.id != "skole")
    ctx = replace(ctx, municipality=ctx.municipality.model_copy(update={"accounts": left}))
    approve(ctx, answer(ctx, question, "Klokka 16."))
    later(ctx, minutes=5)
    newer = [one for one in replies_of(ctx, question) if one.content.body == "Klokka 16."]
    assert [send(ctx, one) for one in newer] == [True] * 3
    assert used(ctx, question) == [*[Used.STANDS] * 3, Used.NOT_CORRECTABLE]


def test_a_hundred_edits_between_look_and_sending_send_nothing(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request())
    refused = stopped = 0
    for number in range(rounds(ctx)):
        (one,) = asked(ctx, "Når kommer vannet?", begin=number)
        draft = answer(ctx, gathered(ctx, [one]))
        edit = wrote(f"side{number}", f"Endret {number}", **EDITED)
        if number % 2:
            read(ctx, edit)
            with pytest.raises(Refused):
                approve(ctx, draft)
            drafts.withdraw(ctx, "ola", draft.id)
            refused += 1
        else:
            message = approve(ctx, draft)
            read(ctx, edit)
            later(ctx, minutes=1)
            assert not send(ctx, message)
            stopped += 1
        assert status(ctx, one) is RemarkStatus.NEW
    assert refused == stopped == rounds(ctx) // 2
    assert not [one for one in messages.listing(ctx) if one.status is MessageStatus.PUBLISHED]


@pytest.mark.parametrize("forged", ["another remark", "other words"])
def test_no_remark_that_was_not_approved_and_no_other_words(ctx: AppContext, forged: str) -> None:
    """A message slipped in beside the approved ones: looked at in the transaction that claims it."""
    lifecycle.establish(ctx, "kari", request())
    *two, third = asked(ctx)
    approved = approve(ctx, answer(ctx, gathered(ctx, two)))
    with ctx.write() as session:
        row = session.get_one(MessageRow, approved.id)
        its = Content.model_validate(row.content)
        other = {"answers": seen(ctx, third)} if forged == "another remark" else {"body": "Klokka 20."}
        slipped = messages.add(
            session,
            ctx,
            kind=row.kind,
            content=its.model_copy(update=other),
            publish_at=ctx.clock(),
            reply_to=third if forged == "another remark" else row.reply_to,
            **{
                name: getattr(row, name)
                for name in ("crisis_id", "draft_id", "revision_id", "content_hash", "author", "exercise")
            },
        )
        deliveries.queue(session, ctx, slipped, ["side"])
        forged_id = slipped.id
    assert not send(ctx, messages.show(ctx, forged_id)) and send(ctx, approved)
    assert messages.show(ctx, forged_id).deliveries[0].status is DeliveryStatus.CANCELLED
    assert "delivery.refused_not_as_approved" in [one.action for one in audit.events(ctx)]


def test_a_new_answer_puts_the_old_one_right_everywhere_or_says_where_not(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request())
    ids = asked(ctx)
    question = gathered(ctx, ids)
    approve(ctx, answer(ctx, question))
    later(ctx, minutes=1)
    old = replies_of(ctx, question)
    assert all(send(ctx, one) for one in old)
    read(ctx, wrote("side2", deleted=True))
    newer = answer(ctx, question, "Klokka 18.")
    its = newer.revision.content
    assert its.corrected and its.question and len(its.question.remarks) == 2
    approve(ctx, newer)
    later(ctx, minutes=1)
    assert used(ctx, question) == [Used.UNDER_WAY, Used.UNDER_WAY, Used.NOT_CORRECTABLE]
    late = [one for one in replies_of(ctx, question) if one.refers_to]
    assert {one.refers_to for one in late} == {one.id for one in old[:2]}
    assert all(send(ctx, one) for one in late)
    assert used(ctx, question) == [Used.STANDS, Used.STANDS, Used.NOT_CORRECTABLE]
    assert [messages.show(ctx, one.id).status for one in old] == ["corrected", "corrected", "published"]


def test_the_same_answer_goes_to_those_who_ask_later_and_to_no_others(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request())
    question = gathered(ctx, asked(ctx))
    approve(ctx, answer(ctx, question))
    later(ctx, minutes=1)
    assert all(send(ctx, one) for one in replies_of(ctx, question))
    for standing in (Standing.SAID, Standing.FALSE):
        with pytest.raises(Refused, match="under every remark"):
            answer(ctx, question, standing=standing)
    (late,) = asked(ctx, "Når kommer vannet da?", begin=9)
    questions.gather(ctx, "ola", question.id, [seen(ctx, late)])
    message = approve(ctx, answer(ctx, question))
    assert message.reply_to == late and len(replies_of(ctx, question)) == 4


def test_the_list_on_the_public_page_has_it_once(ctx: AppContext) -> None:
    ctx = with_page(ctx)
    lifecycle.establish(ctx, "kari", request())
    question = gathered(ctx, asked(ctx))
    listed = approve(ctx, answer(ctx, question, "Vi undersøker det.", Standing.CHECKING))
    assert listed.kind is MessageKind.ANSWER and [one.account_id for one in listed.deliveries] == ["kriseside"]
    assert listed.content.title == "Når kommer vannet?" and send(ctx, listed)
    later(ctx, minutes=1)
    newer = approve(ctx, answer(ctx, question, "Klokka 14."))
    assert newer.refers_to == listed.id and newer.content.corrected is None, "that it was checked was never wrong"
    assert send(ctx, newer) and messages.show(ctx, listed.id).status is MessageStatus.CORRECTED
    (late,) = asked(ctx, "Når kommer vannet da?", begin=9)
    questions.gather(ctx, "ola", question.id, [seen(ctx, late)])
    assert approve(ctx, answer(ctx, question)).reply_to == late, "the list has these words already"


def test_where_only_how_sure_it_is_changes_the_list_alone_is_put_right(ctx: AppContext) -> None:
    """Under the remarks stand the words, and they are right."""
    ctx = with_page(ctx)
    lifecycle.establish(ctx, "kari", request())
    question = gathered(ctx, asked(ctx))
    listed = approve(ctx, answer(ctx, question, standing=Standing.CHECKING))
    later(ctx, minutes=1)
    assert send(ctx, listed) and all(send(ctx, one) for one in replies_of(ctx, question))
    sent = len(replies_of(ctx, question))
    newer = approve(ctx, answer(ctx, question, standing=Standing.SAID))
    assert newer.kind is MessageKind.ANSWER and newer.refers_to == listed.id
    assert len(replies_of(ctx, question)) == sent
    assert {use.used for use in question_answers.case(ctx, question.id).uses} == {Used.STANDS}
    assert questions.show(ctx, question.id).standing is Standing.SAID


def test_what_comes_to_nothing_goes_back_to_what_it_was_gathered_as(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request())
    ids = asked(ctx)
    question = gathered(ctx, ids, QuestionKind.RUMOUR)
    draft = answer(ctx, question, standing=Standing.FALSE)
    with pytest.raises(Refused):
        answer(ctx, question, "Noe annet")
    drafts.reject(ctx, "ingrid", draft.id, "Feil")
    assert {status(ctx, one) for one in ids} == {RemarkStatus.RUMOUR}
    approve(ctx, answer(ctx, question, standing=Standing.FALSE))
    later(ctx, minutes=1)
    first = replies_of(ctx, question)[0]
    send(ctx, first, SendResult(kind=RetryClass.PERMANENT, error="nei"))
    assert status(ctx, first.reply_to or "") is RemarkStatus.RUMOUR


def test_an_edited_draft_keeps_its_question_and_drops_who_moved(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request())
    ids = asked(ctx)
    draft = answer(ctx, gathered(ctx, ids))
    read(ctx, wrote("side1", "Noe annet", **EDITED))
    words = draft.revision.content.model_copy(update={"body": "Klokka 15.", "title": "Tull", "question": None})
    edited = drafts.edit(ctx, "ola", draft.id, words, ("tavle",))
    its = edited.revision.content
    assert its.title == "Når kommer vannet?" and its.question and len(its.question.remarks) == 2
    assert edited.revision.accounts == ("side",) and status(ctx, ids[1]) is RemarkStatus.NEW


def test_none_is_taken_out_while_its_answer_waits_or_is_on_its_way(ctx: AppContext) -> None:
    """Set free, it could be given a second answer at once."""
    lifecycle.establish(ctx, "kari", request())
    ids = asked(ctx)
    question = gathered(ctx, ids)
    draft = answer(ctx, question)
    for _ in range(2):
        with pytest.raises(Refused):
            questions.release(ctx, "ola", ids[0])
        assert status(ctx, ids[0]) is RemarkStatus.WAITING
        approve(ctx, draft) if not replies_of(ctx, question) else None
    later(ctx, minutes=1)
    assert all(send(ctx, one) for one in replies_of(ctx, question))
    questions.release(ctx, "ola", ids[0])
    assert status(ctx, ids[0]) is RemarkStatus.NEW, "it was answered with what answers something else"


def test_what_was_closed_or_hidden_by_then_stays_so(ctx: AppContext) -> None:
    ids = asked(ctx)
    question = gathered(ctx, ids)
    taking.close(ctx, "ola", ids[0], "Skryt")
    questions.release(ctx, "ola", ids[0])
    assert status(ctx, ids[0]) is RemarkStatus.CLOSED and len(used(ctx, question)) == 2


def test_merged_questions_have_one_answer(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request())
    first, second = gathered(ctx, asked(ctx)), gathered(ctx, asked(ctx, on="tavle"))
    questions.merge(ctx, "ola", second.id, first.id)
    assert [one.id for one in questions.listing(ctx)] == [first.id] and len(used(ctx, first)) == 6
    with pytest.raises(Refused):
        answer(ctx, second)
    with pytest.raises(Refused):
        questions.merge(ctx, "ola", first.id, first.id)


def test_what_was_answered_before_the_merge_is_put_right_by_the_answer_that_holds(ctx: AppContext) -> None:
    """Also in the very words that hold: they do not stand there."""
    lifecycle.establish(ctx, "kari", request())
    first, second = gathered(ctx, asked(ctx)), gathered(ctx, asked(ctx, on="tavle"))
    for question, words in ((first, "Klokka 14."), (second, "Klokka 15.")):
        approve(ctx, answer(ctx, question, words))
        later(ctx, minutes=1)
        assert all(send(ctx, one) for one in replies_of(ctx, question))
    old = replies_of(ctx, second)
    questions.merge(ctx, "ola", second.id, first.id)
    assert used(ctx, first) == [Used.STANDS] * 3 + [Used.OLDER] * 3
    again = answer(ctx, first, "Klokka 14.")
    its = again.revision.content
    assert its.corrected and its.question and len(its.question.remarks) == 3 and not its.question.listed
    approve(ctx, again)
    later(ctx, minutes=1)
    late = [one for one in replies_of(ctx, first) if one.refers_to]
    assert {one.refers_to for one in late} == {one.id for one in old}
    assert all(send(ctx, one) for one in late) and used(ctx, first) == [Used.STANDS] * 6


def test_a_correction_that_failed_is_given_again_in_the_same_words(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request())
    question = gathered(ctx, asked(ctx))
    for words, result in (
        ("Klokka 14.", DELIVERED),
        ("Klokka 18.", SendResult(kind=RetryClass.PERMANENT, error="nei")),
    ):
        approve(ctx, answer(ctx, question, words))
        later(ctx, minutes=1)
        for one in replies_of(ctx, question):
            send(ctx, one, result)
    assert used(ctx, question) == [Used.OLDER] * 3
    its = answer(ctx, question, "Klokka 18.").revision.content
    assert its.corrected and its.question and len(its.question.remarks) == 3


def test_what_stands_in_the_list_is_not_merged_away(ctx: AppContext) -> None:
    """Its place there would keep an answer that nobody could change any more."""
    ctx = with_page(ctx)
    lifecycle.establish(ctx, "kari", request())
    first, second = gathered(ctx, asked(ctx)), gathered(ctx, asked(ctx, on="tavle"))
    approve(ctx, answer(ctx, second))
    with pytest.raises(Refused):
        questions.merge(ctx, "ola", second.id, first.id)
    assert questions.merge(ctx, "ola", first.id, second.id).id == second.id


def test_an_exercises_questions_stay_in_its_sandbox(ctx: AppContext) -> None:
    ctx = with_page(ctx)
    real = asked(ctx)
    exercise = lifecycle.establish(ctx, "kari", request(exercise=True))
    played = asked(ctx, on="side-ovelse")
    question = gathered(ctx, played)
    assert question.exercise and question.crisis_id == exercise.id
    with pytest.raises(KrisekanalError):
        questions.gather(ctx, "liv", question.id, [seen(ctx, real[0])])
    assert status(ctx, real[0]) is RemarkStatus.NEW
    message = approve(ctx, answer(ctx, question))
    every = [message, *replies_of(ctx, question)]
    assert {one.account_id for each in every for one in each.deliveries} == {"kriseside-ovelse", "side-ovelse"}
    assert all(each.exercise and each.deliveries[0].exercise for each in every)


@pytest.mark.parametrize("remarked", [True, False])
def test_when_the_exercise_is_over_its_questions_are_answered_no_more(ctx: AppContext, remarked: bool) -> None:
    ctx = with_page(ctx)
    exercise = lifecycle.establish(ctx, "kari", request(exercise=True))
    ids = asked(ctx, on="side-ovelse") if remarked else []
    named = [seen(ctx, one) for one in ids]
    question = questions.begin(ctx, "ola", QuestionKind.QUESTION, "Når kommer vannet?", named, exercise=True)
    lifecycle.stand_down(ctx, "kari", exercise.id)
    for actor in ("liv", "ola"):
        with pytest.raises(Refused):
            question_answers.answer(ctx, actor, question.id, "Klokka 14.", Standing.SAID, "Teknisk vakt")
    assert not [one for one in messages.listing(ctx) if one.question_id == question.id]


def test_on_a_normal_day_who_answers_for_the_accounts_answers_alone(ctx: AppContext) -> None:
    ids = asked(ctx)
    question = questions.begin(ctx, "liv", QuestionKind.QUESTION, "Når kommer vannet?", [seen(ctx, o) for o in ids])
    with pytest.raises(Refused):
        question_answers.answer(ctx, "tor", question.id, "Klokka 14.", Standing.SAID, "Teknisk vakt")
    made = question_answers.answer(ctx, "liv", question.id, "Klokka 14.", Standing.SAID, "Teknisk vakt", "Liv")
    assert isinstance(made, list) and len(made) == 3 and all(one.crisis_id is None for one in made)
    later(ctx, minutes=1)
    assert all(send(ctx, one) for one in made) and used(ctx, question) == [Used.STANDS] * 3


def test_the_lock_holds_what_a_unit_answers_many(ctx: AppContext) -> None:
    question = questions.begin(ctx, "liv", QuestionKind.QUESTION, "Når?", [seen(ctx, one) for one in asked(ctx)])
    made = question_answers.answer(ctx, "liv", question.id, "Klokka 14.", Standing.SAID, "Teknisk vakt")
    assert isinstance(made, list)
    lifecycle.establish(ctx, "kari", request())
    later(ctx, minutes=1)
    assert not any(send(ctx, one) for one in made)
    assert {messages.show(ctx, one.id).deliveries[0].status for one in made} == {DeliveryStatus.HELD}


def test_stand_down_withdraws_what_waits(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    ids = asked(ctx)
    draft = answer(ctx, gathered(ctx, ids))
    lifecycle.stand_down(ctx, "kari", crisis.id)
    assert drafts.show(ctx, draft.id).status is DraftStatus.WITHDRAWN
    assert {status(ctx, one) for one in ids} == {RemarkStatus.QUESTION}


def test_what_was_said_in_a_crisis_that_is_over_no_longer_stands_as_if_it_held(ctx: AppContext) -> None:
    first = lifecycle.establish(ctx, "kari", request())
    said = gathered(ctx, asked(ctx))
    approve(ctx, answer(ctx, said))
    left = questions.begin(ctx, "ola", QuestionKind.RUMOUR, "Er demningen brutt?")
    lifecycle.stand_down(ctx, "kari", first.id)
    anyday = questions.begin(ctx, "ola", QuestionKind.QUESTION, "Når åpner badet?")
    lifecycle.establish(ctx, "kari", request())
    assert [one.id for one in questions.listing(ctx)] == [left.id, anyday.id], (
        "what nobody has answered is still to be answered"
    )
    assert {one.id for one in questions.listing(ctx, past=True)} == {said.id, left.id, anyday.id}
    assert {one.id for one in questions.listing(ctx, crisis_id=first.id)} == {said.id, left.id}


def test_an_exercise_begins_with_an_empty_inbox(ctx: AppContext) -> None:
    wanted = remarks.RemarkFilter(exercise=True)
    first = lifecycle.establish(ctx, "kari", request(exercise=True))
    asked(ctx, "Når kommer vannet?", on="side-ovelse")
    questions.begin(ctx, "ola", QuestionKind.RUMOUR, "Er demningen brutt?", exercise=True)
    assert remarks.count(ctx, wanted) == len(questions.listing(ctx, exercise=True)) == 1
    lifecycle.stand_down(ctx, "kari", first.id)
    lifecycle.establish(ctx, "kari", request(exercise=True))
    assert remarks.listing(ctx, wanted) == [] and questions.listing(ctx, exercise=True) == []
    assert remarks.count(ctx, wanted._replace(crisis_id=first.id)) == 1


def test_the_desk_answers_all_where_the_lock_holds_a_units_answers(ctx: AppContext) -> None:
    ids = asked(ctx)
    question = gathered(ctx, ids)
    held = question_answers.answer(ctx, "liv", question.id, "Klokka 15.", Standing.SAID, "Rektor")
    assert isinstance(held, list)
    lifecycle.establish(ctx, "kari", request())
    draft = answer(ctx, question, "Kok det.")
    assert draft.revision.content.question and len(draft.revision.content.question.remarks) == len(ids)
    assert {messages.show(ctx, one.id).status for one in held} == {MessageStatus.CANCELLED}
    approve(ctx, draft)
    later(ctx, minutes=5)
    out = [one for one in replies_of(ctx, question) if one.status is not MessageStatus.CANCELLED]
    assert all(send(ctx, one) for one in out) and {one.content.body for one in out} == {"Kok det."}
    assert {status(ctx, one) for one in ids} == {RemarkStatus.ANSWERED}
