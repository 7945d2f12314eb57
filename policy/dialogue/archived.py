"""What residents wrote, in a package for the archive: withheld unless somebody asks for it, messages only we can read most of all.

Source: GDPR art. 5 (1) (c), no more personal data than the purpose needs. That a remark came, when, and what was done about it is
the municipality's case; who wrote it, and in which words, seldom is.
"""

from typing import Any

from schemas.dialogue.remark import OPEN_TO_ALL, Remark, RemarkKind
from schemas.evidence.audit import AuditEvent
from schemas.evidence.package import Residents

WORDS = ("author", "text")
"""Of a resident, where a line of the log about a remark has them: the copy of what was hidden."""
_THEIRS = (*WORDS, "remote_id", "parent_id", "post_id", "remote_url", "hide_error")
"""Of a remark; ids and addresses of many platforms name whoever wrote it."""

_ADDRESSED = ("text", "parent_id")
"""Of an answer of ours: it may begin with the name or the handle of whom it answers. Its own words are in the messages."""


def has_words(event: AuditEvent) -> bool:
    return event.action.startswith("remark.") and any(name in event.data for name in WORDS)


def shows(residents: Residents, kind: RemarkKind | None) -> bool:
    """None for a remark that is not known any more."""
    return residents is Residents.ALL or (residents is Residents.PUBLIC and kind in OPEN_TO_ALL)


def line_without_words(event: AuditEvent) -> dict[str, Any]:
    """Its hash is that of the whole line: whoever has the words can prove them, and nobody can put others in their place."""
    line = event.model_dump(mode="json")
    data = {name: value for name, value in event.data.items() if name not in WORDS}
    return line | {"data": data, "withheld": [name for name in WORDS if name in event.data]}


def remark(one: Remark, residents: Residents) -> dict[str, Any] | None:
    """None for a message that only we can read, but where everything was asked for."""
    if one.kind not in OPEN_TO_ALL and residents is not Residents.ALL:
        return None
    left_out = () if shows(residents, one.kind) else _about_residents(one)
    return one.model_dump(mode="json", exclude=set(left_out)) | ({"withheld": list(left_out)} if left_out else {})


def _about_residents(one: Remark) -> tuple[str, ...]:
    if not one.ours:
        return _THEIRS
    return _ADDRESSED if one.parent_id else ()
