"""Who may do what with a draft: the editorial desk's rules. Whether its status lets them: `policy.transitions`.

Two-person rule without exception (Hawaii 2018, FCC report: one person could send).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from policy.access import Action, Own, may
from policy.decision import YES, Decision, first_no, no
from policy.drafts.checks import checks_of, unanswered
from policy.drafts.corrections import unstamped
from policy.promises.promise_checks import Moment
from policy.roles import deputy_editors, editors, names
from schemas.crises.crisis import Crisis
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.draft import Draft, Seen
from schemas.identity.person import Person
from schemas.messages.message import Message
from schemas.municipality import Municipality
from schemas.sentence import say
from schemas.states import CrisisStatus, DraftStatus, MessageStatus

_OPEN = (DraftStatus.DRAFT, DraftStatus.RETURNED, DraftStatus.SUBMITTED)
_OUT = {
    MessageStatus.PUBLISHING,
    MessageStatus.PUBLISHED,
    MessageStatus.PARTLY_PUBLISHED,
    MessageStatus.CORRECTED,
}


def may_draft(municipality: Municipality, person: Person, crisis: Crisis, kind: MessageKind) -> Decision:
    """Everyone may write. After the crisis only follow-ups (facts are always corrected)."""
    if kind is MessageKind.MESSAGE and crisis.status is not CrisisStatus.ESTABLISHED:
        ended = no(say("The crisis “{title}” is over. Publish through your unit's own account.", title=crisis.title))
        return first_no(may(municipality, person, Action.WRITE), ended)
    if kind is MessageKind.UNIT_POST:
        return no(say("A unit's own post does not go through the editorial desk. Send the text as a message."))
    return may(municipality, person, Action.WRITE)


def already_written(draft: Draft, text: Content, accounts: Sequence[str], original: Message | None) -> bool:
    """Whether it holds these very words, for these accounts (any, if none is named), and nobody has decided on it."""
    if draft.status not in _OPEN or draft.refers_to != (original.id if original else None):
        return False
    its = draft.revision
    same_words = _as_given(its.content) == _as_given(text)
    return same_words and (not accounts or set(accounts) == set(its.accounts))


def _as_given(text: Content) -> Content:
    return unstamped(text).model_copy(update={"recipients": None})


def may_edit(municipality: Municipality, person: Person, draft: Draft) -> Decision:
    """The author or the desk, until it is decided. An edit always makes a new revision."""
    open_ = draft.status in _OPEN
    decided = no(say("This draft is {status} and can no longer be edited. Write a new one.", status=draft.status))
    return first_no(YES if open_ else decided, may_submit_or_withdraw(municipality, person, draft))


def is_newest(draft: Draft, on: int | None) -> Decision:
    """Two at the same draft: the later one has not read what the earlier one wrote. None where nobody knows."""
    if on is None or on == draft.revision.number:
        return YES
    return no(
        say(
            "The draft has become revision {number} while you wrote. Your words are in the form; read both, and save again.",
            number=draft.revision.number,
        )
    )


def may_submit_or_withdraw(municipality: Municipality, person: Person, draft: Draft) -> Decision:
    own = Own.DRAFT if person.id == draft.author else None
    return may(municipality, person, Action.CHANGE, own)


def may_renew(municipality: Municipality, person: Person, draft: Draft) -> Decision:
    """Fetch the recipients anew: who may decide on it, or edit it."""
    decides = may(municipality, person, Action.DECIDE)
    return decides if decides.allowed else may_submit_or_withdraw(municipality, person, draft)


def may_approve(
    municipality: Municipality,
    person: Person,
    draft: Draft,
    seen: Seen,
    now: datetime,
    answers: Mapping[str, str] = MappingProxyType({}),
) -> Decision:
    """`seen` is what the approver looked at; `answers` by check id."""
    return first_no(
        may(municipality, person, Action.DECIDE),
        _two_persons(municipality, person, draft),
        _saw_this(draft, seen),
        _saw_its_files(draft, seen),
        _answered(municipality, draft, now, answers),
    )


def may_return_or_reject(municipality: Municipality, person: Person, reason: str) -> Decision:
    return first_no(may(municipality, person, Action.DECIDE), _has_reason(reason))


def may_follow_up(message: Message, kind: MessageKind) -> Decision:
    """Correct, retract or call off what is out; a unit's own post is original by its unit."""
    if message.status not in _OUT:
        return no(
            say(
                "Message {id} is {status}; only what has been published can be followed up.",
                id=message.id,
                status=message.status,
            )
        )
    if message.crisis_id is None:
        return no(say("Message {id} is a unit's own post. Its unit leader changes it at the platform.", id=message.id))
    if message.kind is MessageKind.REPLY:
        return no(say("Message {id} is an answer. Answer the remark once more, under it.", id=message.id))
    if message.kind is MessageKind.ANSWER:
        return no(say("Message {id} answers a question. Give the question a new answer.", id=message.id))
    if kind is not MessageKind.ALL_CLEAR and message.kind is MessageKind.RETRACTION:
        return no(say("Message {id} is itself a retraction. Write a new message instead.", id=message.id))
    return YES


def goes_where_it_went(message_id: str, others: Sequence[str]) -> Decision:
    """`others` are the handles of accounts that the message never reached."""
    if not others:
        return YES
    return no(
        say(
            "A follow-up goes where message {id} went, and not to {accounts}. Write a new message for them.",
            id=message_id,
            accounts=", ".join(others),
        )
    )


def hands(draft: Draft) -> frozenset[str]:
    """Everybody who had a hand in it: the author, whoever wrote a revision or submitted it. None of them approves it."""
    return frozenset({draft.author, draft.submitted_by or draft.author, draft.revision.author, *draft.hands})


def third_hands(municipality: Municipality, draft: Draft) -> tuple[Person, ...]:
    """Editors, then their deputies, who had no hand in it."""
    desk = (*editors(municipality), *deputy_editors(municipality))
    return tuple(person for person in desk if person.id not in hands(draft))


def _two_persons(municipality: Municipality, person: Person, draft: Draft) -> Decision:
    if person.id not in hands(draft):
        return YES
    others = third_hands(municipality, draft)
    if not others:
        return no(say("Everybody at the desk has written or submitted this draft. Somebody else must write a new one."))
    return no(
        say(
            "You wrote, changed or submitted this yourself; a second person must approve it. Ask {names}.",
            names=names(others),
        )
    )


def _saw_this(draft: Draft, seen: Seen) -> Decision:
    if seen[:2] == draft.revision.seen[:2]:
        return YES
    return no(
        say(
            "The draft is not what you looked at (it is now revision {number}). Read it again with `krisekanal draft show "
            "{id}` before you approve.",
            number=draft.revision.number,
            id=draft.id,
        )
    )


def _saw_its_files(draft: Draft, seen: Seen) -> Decision:
    """What an author says of a picture is no picture."""
    unseen = next((media for media in draft.revision.content.media if media.sha256 not in seen.files), None)
    if unseen is None:
        return YES
    return no(
        say(
            "You have not been shown all of the file “{alt}” yet. Open it, look at it to the end, and approve then "
            "(on the command line: --seen-file {digits}).",
            alt=unseen.alt,
            digits=unseen.sha256[:16],
        )
    )


def _answered(municipality: Municipality, draft: Draft, now: datetime, answers: Mapping[str, str]) -> Decision:
    """Personal data is never published by accident: whoever approves says why it is meant (GDPR art. 5)."""
    left = unanswered(
        checks_of(draft.revision, published(municipality), moment(municipality, now), municipality.dialogue),
        dict(answers),
    )
    if not left:
        return YES
    return no(
        say("Answer this before you approve: {question} (--answer {id}=WHY)", question=left[0].sentence, id=left[0].id)
    )


def published(municipality: Municipality) -> tuple[str, ...]:
    """Phone numbers and addresses that are the municipality's own to publish."""
    return municipality.organisation.contacts


def moment(municipality: Municipality, now: datetime) -> Moment:
    """On the municipality's own clock."""
    return Moment(now, ZoneInfo(municipality.organisation.timezone))


def _has_reason(reason: str) -> Decision:
    return YES if reason.strip() else no(say("Say why, so that the author can do something about it (--reason)."))
