"""Line 3: one's own words, approved by oneself. Each test is named after what the attacker would get."""

from dataclasses import replace

import pytest

from schemas.drafts.content import MessageKind
from schemas.drafts.draft import Draft
from schemas.errors import Refused
from schemas.messages.message import Message
from schemas.states import DeliveryStatus, ForeignStatus
from store.approvals import approvals, reminders
from store.context import AppContext
from store.crises import lifecycle
from store.db.columns import new_id
from store.db.tables import ForeignPostRow
from store.drafts import drafts, follow_ups, foreign_drafts, revisions
from store.messages import messages
from store.monitoring import foreign_posts
from tests.cast import content, request
from tests.desk.web.inside import Inside
from tests.store.test_lifecycle import send_all

MINE, OTHERS = "Kom til torget, alle sammen.", "Kok vannet."


def written_by(ctx: AppContext, person: str, words: str = MINE) -> Draft:
    crisis = lifecycle.establish(ctx, "kari", request())
    return drafts.new(ctx, person, crisis.id, content(words), ["side"])


def try_to_approve(ctx: AppContext, person: str, draft_id: str) -> Message:
    return approvals.approve(ctx, person, draft_id, drafts.show(ctx, draft_id).revision.seen)


def refused(ctx: AppContext, person: str, draft_id: str) -> None:
    with pytest.raises(Refused, match=r"second person|Everybody at the desk"):
        try_to_approve(ctx, person, draft_id)


def test_own_words_after_a_save_of_somebody_else(ctx: AppContext) -> None:
    """Without a change nothing is kept; with a trifle changed, there are two authors."""
    draft = written_by(ctx, "ola")
    same = drafts.edit(ctx, "ingrid", draft.id, draft.revision.content)
    assert (same.revision, same.updated_at) == (draft.revision, draft.updated_at)
    drafts.submit(ctx, "siri", draft.id)
    refused(ctx, "ola", draft.id)
    drafts.edit(ctx, "siri", draft.id, content(MINE + " "))
    refused(ctx, "ola", draft.id)
    assert try_to_approve(ctx, "ingrid", draft.id).approver == "ingrid", "who changed nothing had no hand in it"


def test_own_words_put_into_the_draft_of_somebody_else(ctx: AppContext) -> None:
    draft = written_by(ctx, "anne", OTHERS)
    drafts.submit(ctx, "anne", draft.id)
    drafts.edit(ctx, "ola", draft.id, content(MINE))
    drafts.edit(ctx, "anne", draft.id, content(MINE, title="Nytt"))
    refused(ctx, "ola", draft.id)


def test_own_words_that_were_changed_and_changed_back(ctx: AppContext) -> None:
    draft = written_by(ctx, "ola")
    for words in (OTHERS, MINE):
        drafts.edit(ctx, "ingrid", draft.id, content(words))
    drafts.submit(ctx, "ingrid", draft.id)
    refused(ctx, "ola", draft.id)
    refused(ctx, "ingrid", draft.id)
    assert try_to_approve(ctx, "siri", draft.id).approver == "siri"


def test_a_draft_one_submitted(ctx: AppContext) -> None:
    draft = written_by(ctx, "anne")
    drafts.submit(ctx, "ola", draft.id)
    refused(ctx, "ola", draft.id)


def test_a_draft_one_submitted_before_it_was_returned(ctx: AppContext) -> None:
    draft = written_by(ctx, "anne")
    drafts.submit(ctx, "ola", draft.id)
    drafts.give_back(ctx, "ingrid", draft.id, "Skriv kortere.")
    drafts.submit(ctx, "anne", draft.id)
    refused(ctx, "ola", draft.id)
    assert try_to_approve(ctx, "ingrid", draft.id).approver == "ingrid"


def test_the_rewording_of_a_returned_draft(ctx: AppContext) -> None:
    draft = written_by(ctx, "anne")
    drafts.submit(ctx, "anne", draft.id)
    drafts.give_back(ctx, "ingrid", draft.id, "Skriv kortere.")
    drafts.edit(ctx, "ingrid", draft.id, content(OTHERS))
    drafts.submit(ctx, "anne", draft.id)
    refused(ctx, "ingrid", draft.id)


@pytest.mark.parametrize("kind", [MessageKind.CORRECTION, MessageKind.RETRACTION, MessageKind.ALL_CLEAR])
def test_what_mends_a_message(ctx: AppContext, kind: MessageKind) -> None:
    draft = written_by(ctx, "anne")
    drafts.submit(ctx, "anne", draft.id)
    message = try_to_approve(ctx, "ola", draft.id)
    send_all(ctx, message.id)
    mending = follow_ups.submit(ctx, "ola", message.id, content(f"{MINE} Rettet.", kind=kind, wrong="Feil tall."))
    drafts.edit(ctx, "siri", mending.id, content(OTHERS, kind=kind, wrong="Feil tall."))
    refused(ctx, "ola", mending.id)


def test_own_post_on_a_platform_taken_over_by_a_colleague(ctx: AppContext) -> None:
    """Ingrid leads the unit of the account, and is an editor."""
    units = tuple(u.model_copy(update={"leader": "ingrid"}) for u in ctx.municipality.units)
    ctx = replace(ctx, municipality=ctx.municipality.model_copy(update={"units": units}))
    crisis = lifecycle.establish(ctx, "kari", request())
    with ctx.write() as session:
        session.add(
            ForeignPostRow(
                id=new_id("f"),
                crisis_id=crisis.id,
                account_id="side",
                remote_id="1",
                title="Vann",
                text=MINE,
                text_hash="",
                status=ForeignStatus.FOUND,
                found_at=ctx.clock(),
            )
        )
    (post,) = foreign_posts.listing(ctx)
    draft = foreign_drafts.take_over(ctx, "ola", post.id, ["side"])
    drafts.submit(ctx, "ola", draft.id)
    refused(ctx, "ola", draft.id)
    refused(ctx, "ingrid", draft.id)


def test_the_save_button_of_the_desk(inside: Inside) -> None:
    """Pressed on an unchanged form, also a day later, it keeps nothing."""
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    text = content(MINE).model_copy(update={"next_update": "kl. 14.30", "next_update_at": inside.clock()})
    draft = drafts.new(inside.ctx, "ola", crisis.id, text, ["skjerm"])
    inside.clock.forward(hours=25)
    form = {"kind": "message", "template": "own", "title": text.title, "body": MINE, "next_update": "kl. 14.30"}
    ingrid = inside.client("ingrid")
    answer = inside.post(ingrid, f"/drafts/{draft.id}/edit", **form, account="skjerm", do="save")
    assert answer.status_code == 303
    assert len(revisions.history(inside.ctx, draft.id)) == 1


def test_a_stolen_write_token(inside: Inside) -> None:
    """It saves the words of its thief again, in the name of another."""
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    draft = drafts.new(inside.ctx, "ola", crisis.id, content(MINE), ["skjerm"])
    drafts.submit(inside.ctx, "ola", draft.id)
    for number, words in enumerate((MINE, MINE + "!")):
        body = {"content": {"title": draft.revision.content.title, "body": words}}
        headers = {**inside.token_for("anne" if number else "ingrid"), "idempotency-key": f"en-nokkel-{number}"}
        answer = inside.client().post(f"/api/v1/drafts/{draft.id}/edit", json=body, headers=headers)
        assert answer.status_code in (200, 403), answer.text
    refused(inside.ctx, "ola", draft.id)


def test_a_message_that_its_author_approved_in_the_database(ctx: AppContext) -> None:
    """What left the desk rightly is looked at again before it is sent."""
    draft = written_by(ctx, "anne")
    drafts.submit(ctx, "anne", draft.id)
    message = try_to_approve(ctx, "ola", draft.id)
    with ctx.write() as session:
        row = drafts.get(session, draft.id)
        row.hands = [*row.hands, "ola"]
    send_all(ctx, message.id)
    (delivery,) = messages.show(ctx, message.id).deliveries
    assert (delivery.status, delivery.attempts) == (DeliveryStatus.CANCELLED, 0)


def test_a_desk_that_has_nobody_left_says_so(ctx: AppContext) -> None:
    draft = written_by(ctx, "ola")
    drafts.edit(ctx, "ingrid", draft.id, content(OTHERS))
    drafts.submit(ctx, "siri", draft.id)
    with pytest.raises(Refused, match="Everybody at the desk"):
        try_to_approve(ctx, "ola", draft.id)


def test_only_those_are_asked_who_may(ctx: AppContext) -> None:
    draft = written_by(ctx, "anne")
    drafts.edit(ctx, "ola", draft.id, content(OTHERS))
    drafts.submit(ctx, "anne", draft.id)
    reminders.tell_desk(ctx, draft.id, "new")
    with ctx.read() as session:
        told = session.connection().exec_driver_sql("SELECT DISTINCT person_id FROM notice WHERE draft_id IS NOT NULL")
        assert [row[0] for row in told] == ["ingrid"]
