"""What mends a message goes where the message went, says what becomes of it there, and shows in red what disappears."""

import pytest

from schemas.drafts.content import MessageKind
from schemas.errors import Refused, RetryClass
from schemas.identity.token import Scope
from schemas.messages.delivery import SendResult
from schemas.messages.receipt import Receipt
from store.approvals import approvals
from store.crises import lifecycle
from store.drafts import drafts, follow_ups
from tests.cast import content, request
from tests.desk.web import went_out
from tests.desk.web.inside import Inside

SENT = SendResult(receipt=Receipt(remote_id="7"))
REFUSED = SendResult(kind=RetryClass.PERMANENT, error="550")
WORDS = {
    MessageKind.CORRECTION: "Endres",
    MessageKind.RETRACTION: "Slettes",
    MessageKind.ALL_CLEAR: "Nytt innlegg",
}


def published(inside: Inside) -> str:
    """On the screen, and refused by the webhook: it reached the screen alone."""
    return went_out.published(inside, SENT, REFUSED)


@pytest.mark.parametrize("kind", WORDS)
def test_only_the_channels_of_the_original_each_with_what_becomes_of_it(inside: Inside, kind: MessageKind) -> None:
    message = published(inside)
    page = inside.client("anne").get(f"/write?original={message}&kind={kind.value}").text
    fields = page.partition('<legend class="ds-label">Kanaler</legend>')[2].partition("</fieldset>")[0]
    assert fields.count('name="account"') == 1 and 'value="skjerm" checked' in fields
    assert WORDS[kind] in fields and not any(other in fields for other in WORDS.values() if other != WORDS[kind])


def test_the_preview_is_of_those_channels_too(inside: Inside) -> None:
    message = published(inside)
    given = {"kind": "retraction", "original": message, "template": "own", "title": "Trekkes", "body": "Den var feil."}
    shown = inside.post(inside.client("anne"), "/write/preview", **given).text
    assert shown.count('<article class="rendering post') == 1


def test_until_it_is_said_what_was_wrong_nothing_stands_for_it(inside: Inside) -> None:
    page = inside.client("anne").get(f"/write?original={published(inside)}&kind=correction").text
    shown = page.partition('id="preview"')[2]
    assert "Rettet kl." in shown and "None" not in shown


def test_what_disappears_is_red_before_it_is_approved(inside: Inside) -> None:
    message = published(inside)
    mending = content(title="Trekkes", body="Den var feil.", kind=MessageKind.RETRACTION, next_update=None)
    draft = follow_ups.submit(inside.ctx, "anne", message, mending)
    page = inside.client("ola").get(f"/drafts/{draft.id}").text
    part = page.partition('id="d-follow-up"')[2].partition("</section>")[0]
    assert "Slettes" in part and 'class="vanishes"' in part
    assert "Kok vannet i ett minutt." in part.partition("<del>")[2].partition("</del>")[0]


def test_what_was_corrected_is_not_offered_again_where_it_failed(inside: Inside) -> None:
    message = published(inside)
    assert 'value="retry"' in inside.client("ola").get(f"/messages/{message}").text
    right = content(title="Rettet", body="Kok i tre minutter.", kind=MessageKind.CORRECTION, wrong="Feil tall.")
    draft = follow_ups.submit(inside.ctx, "anne", message, right)
    approvals.approve(inside.ctx, "ola", draft.id, draft.revision.seen)
    page = inside.client("ola").get(f"/messages/{message}").text
    assert 'value="retry"' not in page and "skriv til den på nytt, med det som er riktig" in page


def test_a_plain_draft_says_nothing_of_that(inside: Inside) -> None:
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    draft = drafts.submit(inside.ctx, "anne", drafts.new(inside.ctx, "anne", crisis.id, content(), ["skjerm"]).id)
    page = inside.client("ola").get(f"/drafts/{draft.id}").text
    assert 'id="d-follow-up"' not in page and "Slettes" not in page


def test_no_door_takes_it_to_other_channels(inside: Inside) -> None:
    message = published(inside)
    text = content(title="Rettet", body="Kok alt vannet.", wrong="Det gjelder alt vann.", kind=MessageKind.CORRECTION)
    with pytest.raises(Refused) as refused:
        follow_ups.submit(inside.ctx, "anne", message, text, ["skjerm", "side"])
    assert refused.value.sentence.params["accounts"] == inside.ctx.account("side").handle
    body = {"content": text.model_dump(mode="json", exclude_defaults=True), "accounts": ["side"]}
    address, headers = f"/api/v1/messages/{message}/follow-ups", inside.token_for("anne", Scope.WRITE)
    answer = inside.client().post(address, json=body, headers=headers | {"idempotency-key": "annet-sted"})
    assert answer.status_code == 403 and message in answer.text, answer.text
    draft = follow_ups.submit(inside.ctx, "anne", message, text, ["skjerm"])
    with pytest.raises(Refused):
        drafts.edit(inside.ctx, "ingrid", draft.id, text, ["side"])
    changed = text.model_copy(update={"body": "Kok alt vannet nå."})
    assert drafts.edit(inside.ctx, "ingrid", draft.id, changed).revision.accounts == ("skjerm",)
    assert [d.id for d in drafts.listing(inside.ctx)][1:] == [draft.id], "what was refused left nothing"
