"""Posts on official accounts that are not ours.

Source: the guidelines: in a crisis all communication goes through the editorial desk.
"""

from collections.abc import Container, Iterable
from datetime import timedelta

from policy.access import Action, may
from policy.decision import YES, Decision, first_no, no
from schemas.drafts.content import Content
from schemas.identity.person import Person
from schemas.messages.receipt import RemotePost
from schemas.monitoring.foreign_post import ForeignPost
from schemas.municipality import Municipality
from schemas.sentence import say

BEFORE = timedelta(minutes=1)
"""Looked at from before the staff was set up: what goes out in that minute is read together with it."""
OVERLAP = timedelta(minutes=5)
"""Read again at each look: clocks differ, and a post may show up late."""
BLIND = 3
"""Reads in a row that fail before the desk is told."""
_TITLE = 200


def is_ours(post: RemotePost, texts: Iterable[str], ids: Container[str], *, exact_text: bool) -> bool:
    """By its words; or by its id, where the platform does not give words back to the letter."""
    said = {_plain(text) for text in texts}
    if _plain(post.text) in said or _plain(f"{post.title} {post.text}") in said:
        return True
    return post.remote_id in ids and not exact_text


def may_ignore(municipality: Municipality, person: Person, reason: str) -> Decision:
    why = YES if reason.strip() else no(say("Say why it may stand (--reason)."))
    return first_no(may(municipality, person, Action.FOREIGN), why)


def as_content(post: ForeignPost) -> Content:
    """Its words as a draft: the first line is the headline where it has none."""
    first = next((line.strip() for line in post.text.splitlines() if line.strip()), post.account_id)
    return Content(title=(post.title or first)[:_TITLE], body=post.text.strip() or post.title or first)


def _plain(text: str) -> str:
    return " ".join(text.split())
