"""Answers: bound to what was seen, alone on a normal day, by two people in a crisis, never past the lock. On both databases."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from schemas.accounts.account import Platform
from schemas.dialogue.remark import HideReason, Remark, RemarkKind
from schemas.dialogue.rules import ReplyTemplate
from schemas.drafts.content import Content, ContentForm
from schemas.drafts.draft import Draft
from schemas.drafts.rendering import PublishAction
from schemas.errors import InvalidInput, Refused, RetryClass
from schemas.messages.delivery import Claim, SendResult
from schemas.messages.message import Message
from schemas.messages.receipt import Receipt
from schemas.recipients.delivery_report import DeliveryReport
from schemas.states import DeliveryStatus, DraftStatus, MessageStatus, Outcome, RemarkStatus
from store.accounts import accounts
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import AttemptRow, BulkRow, DeliveryRow
from store.deliveries import deliveries, unit_posts
from store.dialogue import conversations, replies
from store.drafts import drafts
from store.evidence import audit
from store.messages import messages
from store.reached import reports
from store.remarks import hiding, remarks, taking
from tests import one_hand
from tests.cast import account, request
from tests.fakes import FakeChannels
from tests.remark_cast import ACCOUNT, AT, one, read, wrote
from tests.store.races import rounds

LEASE = timedelta(seconds=30)
DELIVERED = SendResult(receipt=Receipt(remote_id="x-1"))
LATER: dict[str, Any] = {"edited_at": AT + timedelta(minutes=5)}


def to_desk(ctx: AppContext, remark_id: str, text: str = "Klokka 14.") -> Draft:
    made = replies.answer(ctx, "anne", remark_id, text, remarks.show(ctx, remark_id).hash)
    assert isinstance(made, Draft)
    return made


def alone(ctx: AppContext, remark_id: str, text: str = "Klokka 14.", actor: str = "liv") -> Message:
    made = replies.answer(ctx, actor, remark_id, text, remarks.show(ctx, remark_id).hash)
    assert isinstance(made, Message)
    return made


def claim(ctx: AppContext, message: Message) -> Claim | None:
    (delivery_id,) = [delivery.id for delivery in message.deliveries]
    return one_hand.claim(ctx, delivery_id, "w", LEASE)


def send(ctx: AppContext, message: Message, result: SendResult = DELIVERED) -> None:
    claimed = claim(ctx, message)
    assert claimed
    one_hand.finish(ctx, claimed, result, "w")


def status(ctx: AppContext, remark_id: str) -> RemarkStatus:
    return remarks.show(ctx, remark_id).status


def test_on_a_normal_day_who_answers_for_the_account_answers_alone(ctx: AppContext) -> None:
    asked = one(ctx)
    message = alone(ctx, asked)
    assert (message.reply_to, message.crisis_id, status(ctx, asked)) == (asked, None, RemarkStatus.WAITING)
    claimed = claim(ctx, message)
    assert claimed and claimed.out.rendering.action is PublishAction.REPLY
    assert claimed.out.answers == remarks.show(ctx, asked).remote and claimed.out.target == "r1"
    one_hand.finish(ctx, claimed, DELIVERED, "w")
    now = remarks.show(ctx, asked)
    assert now.status is RemarkStatus.ANSWERED and now.answered_at
    assert messages.show(ctx, message.id).status is MessageStatus.PUBLISHED


@pytest.mark.parametrize("actor", ["tor", "ola", "kari"])
def test_nobody_else_answers_alone(ctx: AppContext, actor: str) -> None:
    asked = one(ctx)
    with pytest.raises(Refused):
        alone(ctx, asked, actor=actor)
    assert status(ctx, asked) is RemarkStatus.NEW
    assert [line.action for line in audit.events(ctx)][-1] == "post.refused"


@pytest.mark.parametrize("in_crisis", [False, True])
def test_an_answer_without_words_is_none(ctx: AppContext, *, in_crisis: bool) -> None:
    """The door for pages, the command line and the JSON interface alike."""
    if in_crisis:
        lifecycle.establish(ctx, "kari", request())
    asked = one(ctx)
    with pytest.raises(InvalidInput):
        replies.answer(ctx, "liv", asked, " \n", remarks.show(ctx, asked).hash)
    assert status(ctx, asked) is RemarkStatus.NEW


def test_in_a_crisis_a_second_person_approves_it(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request())
    asked = one(ctx)
    draft = to_desk(ctx, asked)
    assert (draft.status, draft.reply_to, draft.revision.accounts) == (DraftStatus.SUBMITTED, asked, ("side",))
    with pytest.raises(Refused):
        approvals.approve(ctx, "anne", draft.id, draft.revision.seen)
    message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    assert message.reply_to == asked and status(ctx, asked) is RemarkStatus.WAITING
    send(ctx, message)
    assert status(ctx, asked) is RemarkStatus.ANSWERED


def test_its_hash_covers_the_remark(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request())
    first, other = one(ctx), one(ctx, remote_id="r2")
    hashes = {to_desk(ctx, each).revision.content_hash for each in (first, other)}
    assert len(hashes) == 2, "the same words under two remarks are two things to approve"


CHANGES = [({"text": "Noe annet", **LATER}, RemarkStatus.NEW), ({"deleted": True}, RemarkStatus.CLOSED)]
"""And what the remark is once its answer came to nothing: somebody's to answer again; what is gone needs none."""


@pytest.mark.parametrize(("change", "after"), CHANGES)
def test_what_was_changed_before_the_approval_voids_it(
    ctx: AppContext, change: dict[str, Any], after: RemarkStatus
) -> None:
    lifecycle.establish(ctx, "kari", request())
    asked = one(ctx)
    draft = to_desk(ctx, asked)
    read(ctx, wrote(**change))
    with pytest.raises(Refused):
        approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    assert drafts.show(ctx, draft.id).message_id is None
    drafts.withdraw(ctx, "anne", draft.id)
    assert status(ctx, asked) is after


@pytest.mark.parametrize(("change", "after"), CHANGES)
def test_what_was_changed_after_the_approval_stops_it(
    ctx: AppContext, change: dict[str, Any], after: RemarkStatus
) -> None:
    lifecycle.establish(ctx, "kari", request())
    asked = one(ctx)
    draft = to_desk(ctx, asked)
    message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    read(ctx, wrote(**change))
    assert claim(ctx, message) is None
    assert messages.show(ctx, message.id).deliveries[0].status is DeliveryStatus.CANCELLED
    assert status(ctx, asked) is after


def test_what_was_edited_while_a_newer_answer_waited_is_looked_at_anew(ctx: AppContext) -> None:
    asked = one(ctx)
    send(ctx, alone(ctx, asked))
    lifecycle.establish(ctx, "kari", request())
    kept, newer = to_desk(ctx, asked, "Klokka 15."), "Og strømmen?"
    drafts.withdraw(ctx, "anne", kept.id)
    assert status(ctx, asked) is RemarkStatus.ANSWERED, "the first answer stands under the same words"
    draft = to_desk(ctx, asked, "Klokka 15.")
    read(ctx, wrote(text=newer, **LATER))
    drafts.withdraw(ctx, "anne", draft.id)
    assert status(ctx, asked) is RemarkStatus.NEW
    answered = to_desk(ctx, asked, "I morgen.")
    send(ctx, approvals.approve(ctx, "ola", answered.id, answered.revision.seen))
    drafts.withdraw(ctx, "anne", to_desk(ctx, asked, "I kveld.").id)
    assert status(ctx, asked) is RemarkStatus.ANSWERED, "the second answer is to what it says now"


def test_the_desk_answers_where_the_lock_holds_a_units_answer(ctx: AppContext) -> None:
    asked = one(ctx)
    held = alone(ctx, asked)
    crisis = lifecycle.establish(ctx, "kari", request())
    assert messages.show(ctx, held.id).deliveries[0].status is DeliveryStatus.HELD
    assert replies.may_answer(ctx, remarks.show(ctx, asked)).allowed
    draft = to_desk(ctx, asked, "Kok det.")
    assert messages.show(ctx, held.id).status is MessageStatus.CANCELLED, (
        "two would stand there when the crisis is over"
    )
    assert not replies.may_answer(ctx, remarks.show(ctx, asked)).allowed
    send(ctx, approvals.approve(ctx, "ola", draft.id, draft.revision.seen))
    assert status(ctx, asked) is RemarkStatus.ANSWERED
    lifecycle.stand_down(ctx, "kari", crisis.id)
    with pytest.raises(Refused):
        unit_posts.decide_held(ctx, "liv", held.id, publish=True)


FAILED = SendResult(kind=RetryClass.PERMANENT, error="–")


def settle(ctx: AppContext, message: Message, verdict: deliveries.Settlement, actor: str = "ola") -> None:
    deliveries.settle(ctx, actor, message.deliveries[0].id, verdict)


def test_an_answer_of_which_nobody_knew_and_that_is_lost_lets_its_remark_go(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request())
    asked = one(ctx)
    draft = to_desk(ctx, asked)
    message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    assert claim(ctx, message)
    with ctx.write() as session:
        row = session.get_one(DeliveryRow, message.deliveries[0].id)
        attempt = session.exec(select(AttemptRow).where(AttemptRow.delivery_id == row.id)).one()
        row.status, attempt.outcome = DeliveryStatus.UNCERTAIN, Outcome.UNCERTAIN
    settle(ctx, message, deliveries.Settlement.LOST)
    assert status(ctx, asked) is RemarkStatus.NEW, "somebody's to answer again"


def test_an_answer_that_failed_is_tried_once_more_and_its_remark_waits_for_it(ctx: AppContext) -> None:
    asked = one(ctx)
    message = alone(ctx, asked)
    send(ctx, message, FAILED)
    settle(ctx, message, deliveries.Settlement.RETRY, "liv")
    assert status(ctx, asked) is RemarkStatus.WAITING, "nobody answers it a second time meanwhile"
    send(ctx, message)
    assert status(ctx, asked) is RemarkStatus.ANSWERED


@pytest.mark.parametrize("meanwhile", ["answered", "under way", "hidden", "closed", "edited"])
def test_an_answer_that_failed_is_tried_no_more_where_another_has_taken_its_place(
    ctx: AppContext, meanwhile: str
) -> None:
    lifecycle.establish(ctx, "kari", request())
    asked = one(ctx)
    draft = to_desk(ctx, asked)
    failed = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    send(ctx, failed, FAILED)
    match meanwhile:
        case "answered" | "under way":
            draft = to_desk(ctx, asked, "Klokka 15.")
            newer = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
            if meanwhile == "answered":
                send(ctx, newer)
        case "hidden":
            hiding.hide(ctx, "ola", asked, HideReason.THREAT)
        case "closed":
            taking.close(ctx, "ola", asked, "Svart på telefon")
        case _:
            read(ctx, wrote(text="Og strømmen?", **LATER))
    before = status(ctx, asked)
    with pytest.raises(Refused):
        settle(ctx, failed, deliveries.Settlement.RETRY)
    assert status(ctx, asked) is before
    assert messages.show(ctx, failed.id).deliveries[0].status is DeliveryStatus.FAILED


def test_what_was_edited_while_its_answer_left_is_looked_at_anew(ctx: AppContext) -> None:
    asked = one(ctx)
    message = alone(ctx, asked)
    claimed = claim(ctx, message)
    assert claimed
    read(ctx, wrote(text="Og strømmen?", **LATER))
    one_hand.finish(ctx, claimed, DELIVERED, "w")
    now = remarks.show(ctx, asked)
    assert messages.show(ctx, message.id).status is MessageStatus.PUBLISHED
    assert now.answered_at and now.status is RemarkStatus.NEW, "nobody here has read what it says now"


def test_alone_it_is_bound_in_the_same_way(ctx: AppContext) -> None:
    asked = one(ctx)
    seen = remarks.show(ctx, asked).hash
    read(ctx, wrote(text="Noe annet", **LATER))
    with pytest.raises(Refused):
        replies.answer(ctx, "liv", asked, "Klokka 14.", seen)
    message = alone(ctx, asked)
    read(ctx, wrote(text="Og enda noe", edited_at=AT + timedelta(hours=1)))
    assert claim(ctx, message) is None and status(ctx, asked) is RemarkStatus.NEW


def test_an_edited_draft_answers_what_the_remark_says_now(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    asked = one(ctx)
    draft = to_desk(ctx, asked)
    read(ctx, wrote(text="Er det farlig for barn?", **LATER))
    words = draft.revision.content.model_copy(update={"body": "Nei, men kok det.", "answers": None})
    draft = drafts.edit(ctx, "anne", draft.id, words, ("tavle",))
    assert draft.revision.accounts == ("side",) and draft.crisis_id == crisis.id
    message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    send(ctx, message)
    assert status(ctx, asked) is RemarkStatus.ANSWERED


def test_the_fallback_of_an_account_never_answers_in_its_place(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request())
    (asked,) = read(ctx, wrote(), account="tavle").new
    draft = to_desk(ctx, asked)
    assert [shown.account_id for shown in draft.revision.renderings] == ["tavle"]
    message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    send(ctx, message, SendResult(kind=RetryClass.PERMANENT, error="nei"))
    assert len(messages.show(ctx, message.id).deliveries) == 1
    assert status(ctx, asked) is RemarkStatus.NEW, "nothing stands under it"


def test_two_answers_to_one_remark_are_never_on_their_way(ctx: AppContext) -> None:
    asked = one(ctx)
    alone(ctx, asked)
    with pytest.raises(Refused):
        alone(ctx, asked, "Noe annet", actor="anne")


@pytest.mark.parametrize("decide", [drafts.reject, drafts.give_back])
def test_what_the_desk_refuses_goes_back(ctx: AppContext, decide: object) -> None:
    lifecycle.establish(ctx, "kari", request())
    asked = one(ctx)
    draft = to_desk(ctx, asked)
    assert callable(decide)
    decide(ctx, "ola", draft.id, "For kort")
    wanted = RemarkStatus.NEW if decide is drafts.reject else RemarkStatus.WAITING
    assert status(ctx, asked) is wanted


def test_the_lock_refuses_and_holds_a_units_answer(ctx: AppContext) -> None:
    first, second = one(ctx), one(ctx, remote_id="r2")
    waiting = alone(ctx, first)
    crisis = lifecycle.establish(ctx, "kari", request())
    assert claim(ctx, waiting) is None
    assert messages.show(ctx, waiting.id).deliveries[0].status is DeliveryStatus.HELD
    assert isinstance(replies.answer(ctx, "liv", second, "Hei", remarks.show(ctx, second).hash), Draft)
    form = ContentForm(title="Svar", body="Klokka 14.")
    with pytest.raises(Refused):
        replies.alone(ctx, "liv", first, form, remarks.show(ctx, first).hash)
    lifecycle.stand_down(ctx, "kari", crisis.id)
    assert status(ctx, second) is RemarkStatus.NEW, "its draft went back with the others"
    assert claim(ctx, waiting) is None, "never sent by itself"
    unit_posts.decide_held(ctx, "liv", waiting.id, publish=False)
    assert status(ctx, first) is RemarkStatus.NEW


def test_an_answer_on_its_way_is_waited_for_by_the_gate(ctx: AppContext) -> None:
    message = alone(ctx, one(ctx))
    assert claim(ctx, message)
    lifecycle.establish(ctx, "kari", request())
    assert "lock.posts_on_their_way" in [line.action for line in audit.events(ctx)]


def test_an_exercise_answers_in_its_sandbox(ctx: AppContext) -> None:
    exercise = lifecycle.establish(ctx, "kari", request(exercise=True))
    (asked,) = read(ctx, wrote(), account="side-ovelse").new
    draft = to_desk(ctx, asked)
    assert draft.crisis_id == exercise.id and draft.revision.accounts == ("side-ovelse",)
    message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    assert message.exercise and messages.show(ctx, message.id).deliveries[0].exercise


def test_nothing_of_ours_and_nothing_hidden_is_answered(ctx: AppContext) -> None:
    read(ctx, wrote("a"), wrote("b", parent_id="a", ours=True))
    ours = next(each for each in remarks.thread(ctx, _of(ctx, "a").id) if each.ours)
    with pytest.raises(Refused):
        alone(ctx, ours.id)


def _of(ctx: AppContext, remote_id: str) -> Remark:
    every = remarks.listing(ctx, remarks.RemarkFilter(statuses=tuple(RemarkStatus)))
    return next(each for each in every if each.remote_id == remote_id)


def test_a_hundred_races_between_an_edit_and_an_approval_send_nothing(ctx: AppContext) -> None:
    """The edit comes before the approval, or between approval and claim; never is the old answer sent."""
    lifecycle.establish(ctx, "kari", request())
    stopped = refused = 0
    for number in range(rounds(ctx)):
        asked = one(ctx, remote_id=f"r{number}")
        draft = to_desk(ctx, asked)
        edit = wrote(f"r{number}", f"Endret {number}", **LATER)
        if number % 2:
            read(ctx, edit)
            with pytest.raises(Refused):
                approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
            refused += 1
            continue
        message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
        read(ctx, edit)
        assert claim(ctx, message) is None
        stopped += 1
    assert refused == stopped == rounds(ctx) // 2
    assert not [m for m in messages.listing(ctx) if m.status is MessageStatus.PUBLISHED]
    assert deliveries.announce_stranded(ctx) == 0


@pytest.fixture
def sms_town(ctx: AppContext) -> AppContext:
    """With an SMS account that has more recipients of its own than go one by one."""
    numbers = tuple(f"+479{number:07d}" for number in range(ctx.municipality.many.over + 10))
    sms = account("sms", Platform.SMS, url=None, secret="sms", recipients=numbers)
    town = ctx.municipality.model_copy(update={"accounts": (*ctx.municipality.accounts, sms)})
    made = replace(ctx, municipality=town, channels=FakeChannels(recipients=numbers))
    accounts.sync(made)
    return made


def test_an_answer_goes_to_one_however_many_the_account_writes_to(sms_town: AppContext) -> None:
    (asked,) = read(sms_town, wrote(author="+4799999999", kind="sms"), account="sms").new
    message = alone(sms_town, asked)
    with sms_town.read() as session:
        assert session.exec(select(BulkRow)).all() == []
    claimed = claim(sms_town, message)
    assert claimed and claimed.out.recipient == "" and claimed.out.answers
    assert claimed.out.answers.author == "+4799999999"
    one_hand.finish(sms_town, claimed, DELIVERED, "w")
    (delivery,) = messages.show(sms_town, message.id).deliveries
    assert delivery.status is DeliveryStatus.DELIVERED


def test_an_answer_that_is_reported_as_not_delivered_leaves_its_remark_open(sms_town: AppContext) -> None:
    (asked,) = read(sms_town, wrote(author="+4799999999", kind="sms"), account="sms").new
    message = alone(sms_town, asked)
    claimed = claim(sms_town, message)
    assert claimed
    one_hand.finish(sms_town, claimed, DELIVERED, "w")
    assert remarks.show(sms_town, asked).answered_at
    lost = DeliveryReport(remote_id="x-1", arrived=False)
    assert reports.take(sms_town, "sms", [lost]) == 1
    now = remarks.show(sms_town, asked)
    assert (now.status, now.answered_at) == (RemarkStatus.NEW, None)
    assert reports.take(sms_town, "sms", [lost.model_copy(update={"arrived": True})]) == 1
    assert remarks.show(sms_town, asked).status is RemarkStatus.ANSWERED


def test_what_only_we_can_read_is_answered_with_an_agreed_pointer_alone(ctx: AppContext) -> None:
    pointer = ReplyTemplate(
        id="saksbehandling", name="Saksbehandling", body="Skriv til {address}, så får saken din en behandler."
    )
    rules = ctx.municipality.dialogue.model_copy(update={"templates": (pointer,), "enquiries": "post@kk.example"})
    town = replace(ctx, municipality=ctx.municipality.model_copy(update={"dialogue": rules}))
    asked = one(town, "Hva skjer med klagen min?", kind=RemarkKind.DIRECT)
    with pytest.raises(Refused, match="agreed answers"):
        alone(town, asked, "Klagen din er avslått.")
    agreed = rules.template("saksbehandling") or ""
    with pytest.raises(Refused, match="agreed answers"):
        alone(town, asked, f"{agreed} Hilsen Nav")
    lifecycle.establish(town, "kari", request())
    draft = to_desk(town, asked, agreed)
    with pytest.raises(Refused, match="agreed answers"):
        drafts.edit(
            town,
            "anne",
            draft.id,
            draft.revision.content.model_copy(update={"body": "Klagen er avslått."}),
        )


def test_a_remark_that_shows_an_error_of_ours_stays_open_until_it_is_answered_too(ctx: AppContext) -> None:
    post = unit_posts.post(ctx, "liv", ACCOUNT, Content(title="Vann", body="Vannet er tilbake."))
    send(ctx, post)
    wrong = one(ctx, "Det er fortsatt brunt", post_id="x-1")
    with pytest.raises(Refused, match="no message of ours"):
        taking.mend(ctx, "liv", one(ctx, "Nei", remote_id="r2", post_id="andres"))
    assert taking.mend(ctx, "liv", wrong).status is RemarkStatus.MENDING
    assert conversations.show(ctx, wrong).under == post.id and wrong in [one.id for one in remarks.listing(ctx)]
    reply = alone(ctx, wrong)
    assert remarks.show(ctx, wrong).status is RemarkStatus.WAITING
    send(ctx, reply)
    assert remarks.show(ctx, wrong).status is RemarkStatus.ANSWERED
    assert taking.mend(ctx, "liv", wrong).status is RemarkStatus.MENDING, "the answer may have been wrong too"
    alone(ctx, wrong)
    assert remarks.show(ctx, wrong).status is RemarkStatus.WAITING
