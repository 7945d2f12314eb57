"""A first name before an answer to many: only where it is wished for, bound by the approval, and written down nowhere."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from notifiers import render
from schemas.accounts.account import Account, Platform
from schemas.dialogue.remark import RemoteRemark
from schemas.dialogue.rules import DialogueRules
from schemas.drafts.content import AnsweredRemark, Content, MessageKind
from schemas.drafts.rendering import Rendering, RenderJob
from schemas.errors import InvalidInput, RetryClass
from schemas.language import Language
from schemas.messages.delivery import Claim, SendResult
from schemas.messages.receipt import RemotePost
from store.accounts import accounts
from store.context import AppContext
from store.crises import lifecycle
from store.db.sealing import Sealer
from store.db.tables import AuditRow, MessageRow, RemarkRow, RenderingRow, RevisionRow
from store.dialogue import question_answers
from store.drafts import drafts
from store.monitoring import looks
from store.remarks import greetings, recording, remarks
from tests import one_hand
from tests.cast import account, request
from tests.fakes import FakeChannels
from tests.remark_cast import read, wrote
from tests.store.test_questions import LEASE, answer, approve, gathered, later, replies_of, send, used

WORDS = DialogueRules(first_names={Language.BOKMAAL: "Hei {name}!"})
AUTHORS = ("Per Hansen", "ada.bsky.social", "Kari Nordmann")


class Shaping(FakeChannels):
    """A fake that shapes as the real ones do."""

    def render(self, job: RenderJob) -> Rendering:
        return render.render(job)


@pytest.fixture
def wishing(ctx: AppContext) -> AppContext:
    lifecycle.establish(ctx, "kari", request())
    return replace(ctx, municipality=ctx.municipality.model_copy(update={"dialogue": WORDS}))


def asked(ctx: AppContext, *authors: str, on: str = "side") -> list[str]:
    found = (wrote(f"{on}{n}", "Når kommer vannet?", author=author) for n, author in enumerate(authors or AUTHORS))
    return list(read(ctx, *found, account=on).new)


def claimed(ctx: AppContext, message: Any) -> Claim | None:
    (delivery_id,) = [one.id for one in message.deliveries]
    return one_hand.claim(ctx, delivery_id, "w", LEASE)


def texts(ctx: AppContext, ids: list[str], question: Any) -> list[str]:
    later(ctx, minutes=5)
    sent = {one.reply_to: one for one in replies_of(ctx, question)}
    return [found.out.rendering.text if (found := claimed(ctx, sent[one])) else "-" for one in ids]


def test_each_is_answered_by_their_first_name_where_they_have_one(wishing: AppContext) -> None:
    ids = asked(wishing)
    question = gathered(wishing, ids)
    draft = answer(wishing, question)
    assert [one.begins for one in question_answers.case(wishing, question.id).uses] == ["Hei Per!", "", "Hei Kari!"]
    approve(wishing, draft)
    words = draft.revision.renderings[0].text
    assert texts(wishing, ids, question) == [f"Hei Per! {words}", words, f"Hei Kari! {words}"]


def test_without_the_wish_nobody_is_named(ctx: AppContext) -> None:
    lifecycle.establish(ctx, "kari", request())
    ids = asked(ctx)
    question = gathered(ctx, ids)
    approve(ctx, answer(ctx, question))
    assert {text.partition(" ")[0] for text in texts(ctx, ids, question)} == {"Når"}


def test_neither_revision_nor_message_nor_log_has_the_name(wishing: AppContext) -> None:
    ids = asked(wishing)
    question = gathered(wishing, ids)
    approve(wishing, answer(wishing, question))
    later(wishing, minutes=5)
    assert all(send(wishing, one) for one in replies_of(wishing, question))
    with wishing.read() as session:
        kept: list[Any] = [row.content for row in session.exec(select(RevisionRow))]
        kept += [row.content for row in session.exec(select(MessageRow))]
        kept += [row.body for row in session.exec(select(RenderingRow))]
        kept += [row.data for row in session.exec(select(AuditRow))]
    assert "greeted" in json.dumps(kept)
    assert not [name for name in ("Hei Per", "Hei Kari", "Per Hansen", "Nordmann") if name in json.dumps(kept)]


def test_the_platform_that_names_is_not_doubled_and_a_sandbox_says_the_words_alone(wishing: AppContext) -> None:
    town = wishing.municipality
    more = (*town.accounts, account("tut", Platform.MASTODON))
    ctx = replace(wishing, municipality=town.model_copy(update={"accounts": more}))
    accounts.sync(ctx)
    for name, named in (("tut", False), ("side-ovelse", False), ("side", True)):
        remark = remarks.show(ctx, asked(ctx, "Per Hansen", on=name)[0])
        one = AnsweredRemark(remark_id=remark.id, seen=remark.hash)
        content = Content(kind=MessageKind.ANSWER, title="Når?", body="Klokka 14.")
        assert bool(greetings.frozen(ctx, content, one, remark).greeted) is named, name


@pytest.mark.parametrize("after", ["Idiot Hansen", "Ola Hansen", "?", "perhansen"])
def test_who_is_called_something_else_at_the_platform_is_not_answered_by_the_old_name(
    wishing: AppContext, after: str
) -> None:
    ids = asked(wishing, "Per Hansen", "Kari Nordmann")
    question = gathered(wishing, ids)
    approve(wishing, answer(wishing, question))
    later(wishing, minutes=5)
    first = claimed(wishing, replies_of(wishing, question)[0])
    assert first and first.out.greets and first.out.answers
    there = first.out.answers.model_copy(update={"author": after})
    assert recording.moved(wishing, "side", first.out.answers, there, greets=first.out.greets)
    one_hand.finish(wishing, first, SendResult(kind=RetryClass.PERMANENT, error="-"), "w")
    assert remarks.show(wishing, ids[0]).author == after
    assert used(wishing, question)[0].value == "waits", "asked for again, with a new look"
    again = answer(wishing, question)
    (use,) = [one for one in question_answers.case(wishing, question.id).uses if one.remark.id == ids[0]]
    assert use.begins == ("Hei Ola!" if after == "Ola Hansen" else "")
    approve(wishing, again)
    later(wishing, minutes=5)
    (second,) = [
        one for one in replies_of(wishing, question) if one.reply_to == ids[0] and one.status.value == "approved"
    ]
    found = claimed(wishing, second)
    assert found and "Per" not in found.out.rendering.text


def test_a_surname_or_a_rename_without_a_greeting_stops_nothing(wishing: AppContext) -> None:
    seen = RemoteRemark.model_validate(wrote("x", author="Per Hansen"))
    read(wishing, seen)
    married = seen.model_copy(update={"author": "Per Li"})
    assert not recording.moved(wishing, "side", seen, married, greets=True)
    assert not recording.moved(wishing, "side", seen, seen.model_copy(update={"author": "Idiot"}), greets=False)


def test_a_name_changed_in_the_database_or_under_another_key_goes_nowhere(wishing: AppContext, tmp_path: Path) -> None:
    ids = asked(wishing, "Per Hansen", "Kari Nordmann")
    question = gathered(wishing, ids)
    approve(wishing, answer(wishing, question))
    with wishing.write() as session:
        session.get_one(RemarkRow, ids[0]).author = "Fnatt Hansen"
    later(wishing, minutes=5)
    first, second = sorted(replies_of(wishing, question), key=lambda one: ids.index(one.reply_to or ""))
    assert claimed(wishing, first) is None
    elsewhere = replace(wishing, sealer=Sealer(tmp_path / "another"))
    assert claimed(elsewhere, second) is None, "the words can no longer be proven, so nothing goes"


def test_other_words_of_the_municipality_meanwhile_go_nowhere(wishing: AppContext) -> None:
    ids = asked(wishing, "Per Hansen", "Kari Nordmann")
    question = gathered(wishing, ids)
    draft = answer(wishing, question)
    other = wishing.municipality.dialogue.model_copy(update={"first_names": {Language.BOKMAAL: "Heisann {name}!"}})
    changed = replace(wishing, municipality=wishing.municipality.model_copy(update={"dialogue": other}))
    assert [one.begins for one in question_answers.case(changed, question.id).uses] == ["", ""]
    edited = drafts.edit(changed, "ola", draft.id, draft.revision.content)
    assert [one.begins for one in question_answers.case(changed, question.id).uses] == ["Heisann Per!", "Heisann Kari!"]
    approve(changed, edited)
    assert texts(changed, ids[:1], question)[0].startswith("Heisann Per! ")


def test_the_longest_name_is_counted(wishing: AppContext) -> None:
    tight = account("x", Platform.X, url="x://y")
    town = wishing.municipality.model_copy(update={"accounts": (*wishing.municipality.accounts, tight)})
    ctx = replace(wishing, municipality=town, channels=Shaping())
    accounts.sync(ctx)
    question = gathered(ctx, asked(ctx, "Per Hansen", on="x"))
    most = 280 - len("Hei ! ") - 20 - len("\n\n– Prøve kommune")
    with pytest.raises(InvalidInput, match="280"):
        answer(ctx, question, body="ø" * (most + 1))
    made = answer(ctx, question, body="ø" * most)
    assert made.revision.renderings[0].length == 280 and "Per" not in made.revision.renderings[0].text


class Watched(FakeChannels):
    """A fake that shows what others post."""

    def can_watch(self, account: Account) -> bool:
        return True


def test_the_watch_knows_our_own_greeting_and_no_other(ctx: AppContext) -> None:
    town = ctx.municipality.model_copy(update={"dialogue": WORDS})
    wishing = replace(ctx, municipality=town, channels=Watched())
    lifecycle.establish(wishing, "kari", request())
    ids = asked(wishing, "Per Hansen")
    question = gathered(wishing, ids)
    approve(wishing, answer(wishing, question))
    (said,) = texts(wishing, ids, question)

    def alarms(text: str) -> list[str]:
        return looks.seen(wishing, "side", [RemotePost(remote_id=text[:20], text=text)])

    assert alarms(said) == []
    assert alarms(said.replace("Per", "Fnatt")) != []
