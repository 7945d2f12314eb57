"""A correction is the whole message, put right, under a line that says what was wrong: no advice that is still good goes missing.

Source: the guidelines (errors of fact are always corrected) and Hawaii 2018 (FCC report: people act on what they last read).
"""

from datetime import datetime

from policy.decision import YES, Decision, no
from schemas.content import Content, MessageKind
from schemas.sentence import say


def opened(original: Content, now: datetime) -> Content:
    """What a correction begins with: the message as it stands, but for a promise whose time has passed."""
    changes: dict[str, object] = {"kind": MessageKind.CORRECTION, "wrong": None, "corrected": None}
    if original.next_update_at and original.next_update_at <= now:
        changes |= {"next_update": None, "next_update_at": None}
    return original.model_copy(update=changes)


def may_correct(original: Content, corrected: Content) -> Decision:
    """Asked of every revision of a correction."""
    if not corrected.wrong:
        return no(say("Say what was wrong (--wrong): it stands above the corrected message."))
    if _read(corrected) == _read(original):
        return no(say("The text is still as it was. Put right what was wrong in the message itself (--text)."))
    return YES


def stamped(corrected: Content, at: str, before: Content | None = None) -> Content:
    """`at` (“kl. 14.14”) is when it was put right; saved again without a change (`before`), that stays."""
    kept = corrected.model_copy(update={"corrected": before.corrected}) if before else None
    return kept if kept is not None and kept == before else corrected.model_copy(update={"corrected": at})


def _read(content: Content) -> Content:
    """What readers meet of it."""
    return content.model_copy(
        update={"kind": MessageKind.MESSAGE, "wrong": None, "corrected": None, "target_groups": ()}
    )
