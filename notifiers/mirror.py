"""The public page on a second host: copied there whenever it has changed, by rsync or to S3, as a setting says.

One that fails is tried again and is a finding of `krisekanal doctor`. Nothing waits for it, and nothing stops for it.
"""

import hashlib
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import ValidationError

from schemas.base import Noun
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import Sentence, say

STATE = "mirror.json"
"""In the data folder."""
PAUSE = timedelta(minutes=1)
_WITHIN = 120.0
"""Seconds for one copy."""
_SSH = "ssh -o BatchMode=yes -o ConnectTimeout=10"


class MirrorState(Noun):
    """`copied` is what the folder was like at the last copy that went well, at `at`; `error` is of a later one, at `tried`."""

    copied: str = ""
    at: datetime | None = None
    error: Sentence | None = None
    tried: datetime | None = None


def look(public: Path, target: str, data: Path, pause: timedelta = PAUSE) -> bool:
    """Copies where something has changed since. True where it did; raises `NotifierError` where it could not.

    After one that failed nothing is tried for `pause`.
    """
    before, now, moment = state(data), likeness(public), datetime.now(UTC)
    if now == before.copied or (before.tried and moment - before.tried < pause):
        return False
    try:
        _copy(public, target)
    except NotifierError as failed:
        _write(data, before.model_copy(update={"error": failed.sentence, "tried": moment}))
        raise
    _write(data, MirrorState(copied=now, at=moment))
    return True


def state(data: Path) -> MirrorState:
    try:
        return MirrorState.model_validate_json((data / STATE).read_bytes())
    except (OSError, ValidationError):
        return MirrorState()


def likeness(public: Path) -> str:
    """Changes with every file that comes, goes or is written anew."""
    found = hashlib.sha256()
    for path in sorted(public.rglob("*")) if public.is_dir() else ():
        if path.is_file() and not path.name.startswith("."):
            seen = path.stat()
            found.update(f"{path.relative_to(public)} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return found.hexdigest()


def _copy(public: Path, target: str) -> None:
    words = _s3(public, target) if target.startswith("s3://") else _rsync(public, target)
    try:
        done = subprocess.run(  # noqa: S603  # a list of words, no shell; the target is IT's own setting
            words, capture_output=True, text=True, errors="replace", timeout=_WITHIN, check=False
        )
    except FileNotFoundError:
        raise _failed(say("{program} is not installed", program=words[0])) from None
    except subprocess.TimeoutExpired:
        raise _failed(say("no answer within {seconds} seconds", seconds=round(_WITHIN))) from None
    if done.returncode:
        last = [line for line in done.stderr.splitlines() if line.strip()][-1:]
        raise _failed(say("{words}", words=last[0][:300] if last else f"{words[0]} {done.returncode}"))


def _rsync(public: Path, target: str) -> list[str]:
    """Everything is there before anything is seen."""
    how = ["--archive", "--delete-after", "--delay-updates", "--exclude=.*", "--timeout=30", f"--rsh={_SSH}"]
    return ["rsync", *how, "--", f"{public}/", target]


def _s3(public: Path, target: str) -> list[str]:
    """Amazon's own program: its settings and keys are where it looks for them."""
    return ["aws", "s3", "sync", str(public), target, "--delete", "--exclude", ".*", "--only-show-errors"]


def _failed(why: Sentence) -> NotifierError:
    return NotifierError(say("The copy of the public page failed: {why}.", why=why), RetryClass.RETRY_BACKOFF)


def _write(data: Path, found: MirrorState) -> None:
    beside = data / f"{STATE}.new"
    beside.write_text(found.model_dump_json(), encoding="utf-8")
    beside.replace(data / STATE)
