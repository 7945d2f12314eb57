"""Line 5: another text behind the fingerprint that was read. Each test is named after what the attacker would get."""

import pytest

from desk.cli.output.seen import FEWEST, short_seen, whole_seen
from schemas.drafts.draft import Draft, Seen
from schemas.errors import InvalidInput, Refused
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.drafts import drafts, revisions
from store.evidence import audit
from tests.cast import content, request
from tests.desk.web.inside import Inside

READ, SWAPPED = "Kok vannet.", "Drikk vannet."


def waiting(ctx: AppContext, account: str = "side") -> Draft:
    crisis = lifecycle.establish(ctx, "kari", request())
    return drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis.id, content(READ), [account]).id)


def test_a_text_whose_hash_begins_alike(ctx: AppContext) -> None:
    """Whatever beginning is named, however long, without the last digit it approves nothing."""
    draft = waiting(ctx)
    for digits in (0, 8, 10, FEWEST, 63):
        with pytest.raises(Refused, match="not what you looked at"):
            approvals.approve(ctx, "ola", draft.id, Seen(1, draft.revision.content_hash[:digits]))


def test_a_text_whose_hash_ends_alike_or_in_other_letters(ctx: AppContext) -> None:
    draft = waiting(ctx)
    for hash_ in ("0" + draft.revision.content_hash[1:], draft.revision.content_hash + "0", ""):
        with pytest.raises(Refused):
            approvals.approve(ctx, "ola", draft.id, Seen(1, hash_))


def test_the_same_words_in_another_revision(ctx: AppContext) -> None:
    """Changed and changed back: the hash is the same, and the revision is not."""
    draft = waiting(ctx)
    for words in (SWAPPED, READ):
        drafts.edit(ctx, "anne", draft.id, content(words))
    assert drafts.show(ctx, draft.id).revision.content_hash == draft.revision.content_hash
    with pytest.raises(Refused, match="it is now revision 3"):
        approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    approvals.approve(ctx, "ola", draft.id, drafts.show(ctx, draft.id).revision.seen)


def test_digits_of_one_revision_under_the_number_of_another(ctx: AppContext) -> None:
    """On the command line the number is compared exactly, and the digits with that revision alone."""
    draft = waiting(ctx)
    drafts.edit(ctx, "anne", draft.id, content(SWAPPED))
    history = revisions.history(ctx, draft.id)
    first, second = history
    for typed in (
        short_seen(first),
        f"2:{first.content_hash[:FEWEST]}",
        f"1:{second.content_hash}",
        f"3:{second.content_hash}",
    ):
        with pytest.raises(Refused, match="not what you looked at"):
            approvals.approve(ctx, "ola", draft.id, whole_seen(typed, draft.id, history))
    approvals.approve(ctx, "ola", draft.id, whole_seen(short_seen(second), draft.id, history))


@pytest.mark.parametrize(
    "typed", ["", ":", "1:", "1", "1:0585e642b3", "0585e642b3717c1f", "1:0585e642b3717c1", "01:0585e642b3717c1f"]
)
def test_a_fingerprint_short_enough_to_forge(ctx: AppContext, typed: str) -> None:
    draft = waiting(ctx)
    with pytest.raises(InvalidInput, match="at least 16 digits"):
        whole_seen(typed, draft.id, revisions.history(ctx, draft.id))


@pytest.mark.parametrize("cut", [8, 10, 16, 63])
def test_a_short_fingerprint_through_a_form_or_the_interface(inside: Inside, cut: int) -> None:
    draft = waiting(inside.ctx, "skjerm")
    whole = draft.revision.content_hash
    headers = {**inside.token_for("ola"), "idempotency-key": "en-nokkel-1"}
    ola = inside.client("ola")
    for seen in (whole[:cut], f"1:{whole[:cut]}", whole, f"2:{whole}"):
        assert inside.post(ola, f"/drafts/{draft.id}/approve", seen=seen).status_code in (400, 403, 422), seen
        answer = inside.client().post(f"/api/v1/drafts/{draft.id}/approve", json={"seen": seen}, headers=headers)
        assert answer.status_code in (400, 403, 422), seen
    assert drafts.show(inside.ctx, draft.id).message_id is None


def test_an_approval_of_which_nobody_knows_what_was_seen(ctx: AppContext) -> None:
    draft = waiting(ctx)
    approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    (event,) = audit.events(ctx, action="draft.approved")
    assert (event.data["revision"], event.data["hash"]) == draft.revision.seen[:2]
