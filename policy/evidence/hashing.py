"""Hashes that evidence stands on: one canonical JSON form, SHA-256, hex."""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from schemas.drafts.content import Content
from schemas.drafts.rendering import Rendering
from schemas.evidence.audit import GENESIS, AuditEvent, ChainReport

_LATER = ("wrong", "corrected", "language", "audience", "recipients", "answers", "question", "versions")
_LATER_OF_ANSWERED = ("greeted", "privately")
_LATER_OF_SETS = ("readers", "without_place")
_LATER_OF_FILES = ("width", "height", "seconds", "smaller", "made_from")


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces, UTF-8 kept."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def content_hash(content: Content, accounts: Sequence[str], renderings: Sequence[Rendering]) -> str:
    """Of exactly what an approver sees: text, channels, media (by their own hash), every rendering."""
    return digest(
        {
            "content": _shown(content),
            "accounts": list(accounts),
            "renderings": [_rendering_shown(r.model_dump(mode="json")) for r in renderings],
        }
    )


def _shown(content: Content) -> dict[str, Any]:
    """Fields that came after the first release are left out where they are empty: hashes of before stay what they were."""
    shown = {name: value for name, value in content.model_dump(mode="json").items() if value or name not in _LATER}
    if shown.get("audience"):
        shown["audience"] = {name: value for name, value in shown["audience"].items() if value or name != "among"}
    if shown.get("recipients"):
        shown["recipients"] = _without_empty(shown["recipients"], _LATER_OF_SETS)
    if shown.get("answers"):
        shown["answers"] = _without_empty(shown["answers"], _LATER_OF_ANSWERED)
    if shown.get("question"):
        remarks = [_without_empty(one, _LATER_OF_ANSWERED) for one in shown["question"]["remarks"]]
        shown["question"] = shown["question"] | {"remarks": remarks}
    return _files_shown(shown, "media")


def _rendering_shown(shown: dict[str, Any]) -> dict[str, Any]:
    made = _files_shown(shown, "media", "left_out")
    versions = [_rendering_shown(version) for version in made.pop("versions")]
    return made | ({"versions": versions} if versions else {})


def _files_shown(shown: dict[str, Any], *places: str) -> dict[str, Any]:
    return shown | {place: [_file_shown(file) for file in shown[place]] for place in places}


def _file_shown(file: dict[str, Any]) -> dict[str, Any]:
    return _without_empty(file, _LATER_OF_FILES)


def _without_empty(shown: dict[str, Any], later: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in shown.items() if value or name not in later}


def event_hash(event: AuditEvent) -> str:
    """Of every field but the hash itself, `prev_hash` included."""
    return digest(event.model_dump(mode="json", exclude={"hash"}))


def verify_chain(events: Iterable[AuditEvent]) -> ChainReport:
    """Walk the chain in the order given; stops at the first event that does not fit."""
    prev, count = GENESIS, 0
    try:
        for count, event in enumerate(events, start=1):
            why = _fault(event, prev, count)
            if why:
                return ChainReport(events=count, first_bad=event.seq, head=prev, why=why)
            prev = event.hash
    except ValueError:  # a row that is none of ours: no time, no JSON
        return ChainReport(events=count, first_bad=count + 1, head=prev, why="unreadable")
    return ChainReport(events=count, first_bad=None, head=prev)


def _fault(event: AuditEvent, prev: str, position: int) -> str | None:
    if event.seq != position:
        return "missing_or_moved"
    if event.prev_hash != prev:
        return "broken_link"
    return None if event_hash(event) == event.hash else "changed"
