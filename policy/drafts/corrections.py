"""A correction is the whole message, put right, under a line that says what was wrong: no advice that is still good goes missing.

Source: the guidelines (errors of fact are always corrected) and Hawaii 2018 (FCC report: people act on what they last read).
"""

from collections.abc import Callable
from datetime import datetime

from policy.decision import Decision, no
from policy.drafts.versions import may_be_corrected
from schemas.drafts.content import Content, MessageKind
from schemas.language import Language
from schemas.sentence import say


def opened(original: Content, now: datetime) -> Content:
    """What a correction begins with: the message as it stands, but for a promise whose time has passed."""
    changes: dict[str, object] = {"wrong": None, "corrected": None}
    if original.next_update_at and original.next_update_at <= now:
        changes["next_update"] = None
    versions = tuple(version.model_copy(update=changes) for version in original.versions)
    if "next_update" in changes:
        changes["next_update_at"] = None
    return original.model_copy(update=changes | {"kind": MessageKind.CORRECTION, "versions": versions})


def may_correct(original: Content, corrected: Content) -> Decision:
    """Asked of every revision of a correction."""
    if not corrected.wrong:
        return no(say("Say what was wrong (--wrong): it stands above the corrected message."))
    if _read(corrected) == _read(original):
        return no(say("The text is still as it was. Put right what was wrong in the message itself (--text)."))
    return may_be_corrected(corrected)


def stamped(corrected: Content, at: Callable[[Language | None], str], before: Content | None = None) -> Content:
    """`at` gives when it was put right, as a language says it (“kl. 14.14”); saved again without a change (`before`), that stays."""
    if before is not None and unstamped(corrected) == unstamped(before):
        return before
    versions = tuple(each.model_copy(update={"corrected": at(each.language)}) for each in corrected.versions)
    return corrected.model_copy(update={"corrected": at(corrected.language), "versions": versions})


def unstamped(content: Content) -> Content:
    """As its writer gave it."""
    versions = tuple(each.model_copy(update={"corrected": None}) for each in content.versions)
    return content.model_copy(update={"corrected": None, "versions": versions})


def _read(content: Content) -> Content:
    """What readers meet of it."""
    unsaid = {"wrong": None, "corrected": None}
    versions = tuple(each.model_copy(update=unsaid) for each in content.versions)
    return content.model_copy(update=unsaid | {"kind": MessageKind.MESSAGE, "target_groups": (), "versions": versions})
