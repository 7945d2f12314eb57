"""What an approver has read, as it is typed: `REVISION:DIGITS`."""

import re
from collections.abc import Sequence

from schemas.drafts.draft import Revision, Seen
from schemas.drafts.media import Media
from schemas.errors import InvalidInput
from schemas.sentence import say

FEWEST = 16
"""Digits of a hash. The revision is compared exactly, so that none made later can stand in for it."""
_DIGITS = re.compile(rf"[0-9a-f]{{{FEWEST},64}}")
_TYPED = re.compile(rf"([1-9][0-9]{{0,5}}):([0-9a-f]{{{FEWEST},64}})")


def short_seen(revision: Revision) -> str:
    """For `--seen`, short enough to type."""
    return f"{revision.number}:{revision.content_hash[:FEWEST]}"


def whole_seen(typed: str, draft_id: str, history: Sequence[Revision]) -> Seen:
    """All 64 digits of the revision named; those typed where they are not its own, which approves nothing.

    Raises `InvalidInput` where no revision or too few digits are named.
    """
    found = _TYPED.fullmatch(typed.strip().lower())
    if found is None:
        raise InvalidInput(
            say(
                "Write --seen REVISION:DIGITS with at least {fewest} digits, as `krisekanal draft show {id}` says it.",
                fewest=FEWEST,
                id=draft_id,
            )
        )
    number, digits = int(found[1]), found[2]
    hashes = [revision.content_hash for revision in history if revision.number == number]
    return Seen(number, next((one for one in hashes if one.startswith(digits)), digits))


def short_file(media: Media) -> str:
    """For `--seen-file`, short enough to type."""
    return media.sha256[:FEWEST]


def whole_files(typed: Sequence[str], revision: Revision) -> frozenset[str]:
    """SHA-256 of each of its files that is named. Raises `InvalidInput` for too few digits, and for those of no file of it."""
    return frozenset(_one_file(digits.strip().lower(), revision) for digits in typed)


def _one_file(digits: str, revision: Revision) -> str:
    files = [media.sha256 for media in revision.content.media if media.sha256.startswith(digits)]
    if not files or not _DIGITS.fullmatch(digits):
        raise InvalidInput(
            say(
                "Write --seen-file DIGITS with at least {fewest} digits, as `krisekanal draft show {id}` says them.",
                fewest=FEWEST,
                id=revision.draft_id,
            )
        )
    return files[0]
