"""What was seen: a remark in these words, and which of two looks at it is the newer one."""

from collections.abc import Collection

from policy.evidence.hashing import digest
from schemas.dialogue.remark import Remark, RemoteRemark


def fingerprint(remote_id: str, text: str, *, deleted: bool) -> str:
    """SHA-256 (hex) of what an answer answers. Names, links and what is hidden may change without changing that."""
    return digest({"remark": remote_id, "text": text, "deleted": deleted})


def is_stale(known: Remark, found: RemoteRemark, seen: Collection[str]) -> bool:
    """Whether `found` is a late copy of how it stood before. `seen` are the fingerprints of all that it has said.

    Platforms deliver again, and in another order: what carries an earlier time of edit is old, and so is what brings back words
    from before a deletion without saying that it was edited since.
    """
    edited, before = found.edited_at, known.edited_at
    if before is not None and (edited is None or edited < before):
        return not found.deleted
    same_edit = edited == before
    back_again = known.deleted and not found.deleted
    return back_again and same_edit and fingerprint(found.remote_id, found.text, deleted=False) in seen
