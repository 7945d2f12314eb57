"""The one thing that a person must do now: called out, asked to decide, to confirm, or to mend what came back."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from desk.web.visitor import Visitor
from policy.accounts.lock import may_confirm
from policy.drafts.approval import third_hands
from schemas.accounts.account import AccountStatus
from schemas.crises.crisis import Crisis
from schemas.crises.staff_member import StaffMember
from schemas.drafts.draft import Draft
from schemas.sentence import Sentence, say


class Must(NamedTuple):
    """`address` is a page, or with `post` what the button sends to. `since` is how long it has waited."""

    sentence: Sentence
    button: Sentence
    address: str
    since: datetime | None = None
    post: bool = False


def must(
    visitor: Visitor,
    crisis: Crisis,
    staff: Sequence[StaffMember],
    waiting: Sequence[Draft],
    returned: Sequence[Draft],
    locks: Sequence[AccountStatus],
) -> Must | None:
    """What others wait for comes first, the oldest of it before the newer."""
    found = (
        _called(visitor, crisis, staff),
        _to_decide(visitor, waiting),
        _to_confirm(visitor, locks),
        _to_mend(visitor, returned),
    )
    return next((one for one in found if one), None)


def _called(visitor: Visitor, crisis: Crisis, staff: Sequence[StaffMember]) -> Must | None:
    if not any(member.person_id == visitor.id and not member.confirmed_at for member in staff):
        return None
    called, here = say("You are called to the crisis staff."), say("I am here")
    return Must(called, here, f"/crisis/{crisis.id}/present", crisis.established_at, post=True)


def _to_decide(visitor: Visitor, waiting: Sequence[Draft]) -> Must | None:
    town, person = visitor.app_state.ctx.municipality, visitor.person
    mine = [draft for draft in waiting if person in third_hands(town, draft)]
    first = min(mine, key=lambda draft: draft.submitted_at or draft.updated_at, default=None)
    if first is None:
        return None
    title = first.revision.content.title
    sentence = say("“{title}” waits for you.", title=title)
    if len(mine) > 1:
        sentence = say("“{title}” waits for you, and {count} more.", title=title, count=len(mine) - 1)
    return Must(sentence, say("Read and decide"), f"/drafts/{first.id}", first.submitted_at)


def _to_confirm(visitor: Visitor, locks: Sequence[AccountStatus]) -> Must | None:
    town, person = visitor.app_state.ctx.municipality, visitor.person
    mine = [s for s in locks if may_confirm(town, person, s.account).allowed]
    open_ones = [s for s in mine if any(not lock.confirmed_at for lock in s.locks)]
    if not open_ones:
        return None
    sentence = say("{count} of your accounts are locked. Confirm that you know.", count=len(open_ones))
    return Must(sentence, say("See and confirm"), "/accounts", open_ones[0].locked_since)


def _to_mend(visitor: Visitor, returned: Sequence[Draft]) -> Must | None:
    mine = next((draft for draft in returned if draft.author == visitor.id), None)
    if mine is None:
        return None
    sentence = say("“{title}” came back to you: {reason}", title=mine.revision.content.title, reason=mine.reason or "—")
    return Must(sentence, say("Mend it"), f"/drafts/{mine.id}/edit", mine.updated_at)
