"""`krisekonsoll://` appends one JSON line per request to a file of the account's own."""

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.sandbox import SandboxPlugin
from notifiers.channels.console.inbox import RemarkFile
from schemas.dialogue.remark import RemarkPage, RemoteRemark
from schemas.errors import NotifierError, RetryClass
from schemas.exercises.fault import FaultKind
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import Sentence, say


class Console(SandboxPlugin):
    """Sandbox accounts imitate any platform here; as a channel of its own it is what development and notices start with."""

    service_name = "Console"
    protocol = "krisekonsoll"
    setup_url = "https://github.com/caronc/apprise"
    templates = ("{schema}://",)
    body_maxlen = 1_000_000
    idempotent = True
    can_be_posted_by_others = False
    cannot: ClassVar[dict[Ability, Sentence]] = {
        Ability.LOCK: say("The console is a file on our own machine; there is nothing to lock."),
    }

    def publish(self, out: Outgoing) -> Receipt:
        return self._write(out, self._id(out))

    def edit(self, out: Outgoing) -> Receipt:
        return self._write(out, out.target or self._id(out))

    def delete(self, out: Outgoing) -> Receipt:
        return self._write(out, out.target or self._id(out))

    def reply(self, out: Outgoing) -> Receipt:
        return self._write(out, self._id(out))

    def remarks(self, cursor: str | None, own_posts: Sequence[str]) -> RemarkPage:
        return self._inbox.page(cursor)

    def remark(self, known: RemoteRemark) -> RemoteRemark | None:
        return self._inbox.newest(known.remote_id)

    def hide(self, remark: RemoteRemark) -> None:
        self._becomes(remark, hidden=True)

    def unhide(self, remark: RemoteRemark) -> None:
        self._becomes(remark, hidden=False)

    def remove_remark(self, remark: RemoteRemark) -> None:
        self._becomes(remark, deleted=True)

    def give(self, remark: RemoteRemark) -> None:
        try:
            self._inbox.add(remark)
        except OSError as error:
            sentence = say("The file {path} cannot be written.", path=str(self.path))
            raise NotifierError(sentence, RetryClass.RETRY_BACKOFF) from error

    def find(self, out: Outgoing) -> Receipt | None:
        return next((self._receipt(line["id"]) for line in self._lines() if line["key"] == out.key), None)

    def read_back(self, since: datetime) -> list[RemotePost]:
        fresh = [line for line in self._lines() if datetime.fromisoformat(line["at"]) >= since]
        return [RemotePost(remote_id=line["id"], text=line["text"], marker=line["key"]) for line in fresh]

    def check(self) -> list[Diagnosis]:
        return [Diagnosis(level="ok", sentence=say("Writes to {path}.", path=str(self.path)))]

    @property
    def path(self) -> Path:
        if not hasattr(self, "account"):
            sentence = say("The console knows its file only inside Krisekanal. Send the message from there.")
            raise NotifierError(sentence, RetryClass.OPERATOR)
        return self.places.sandbox / f"{self.account.id}.jsonl"

    @property
    def _inbox(self) -> RemarkFile:
        return RemarkFile(self.path.with_suffix(".remarks.jsonl"))

    def _becomes(self, remark: RemoteRemark, **changes: bool) -> None:
        there = self._inbox.newest(remark.remote_id)
        if there:
            self.give(there.model_copy(update=changes))

    def url(self, privacy: bool = False, *_: Any, **__: Any) -> str:
        return "krisekonsoll://"

    @staticmethod
    def parse_url(url: str, *_: Any, **__: Any) -> dict[str, Any] | None:
        return {"schema": "krisekonsoll"} if url.startswith("krisekonsoll://") else None

    def _write(self, out: Outgoing, remote_id: str) -> Receipt:
        line = {
            "id": remote_id,
            "key": out.key,
            "at": datetime.now(UTC).isoformat(),
            "action": out.rendering.action,
            "exercise": out.exercise,
            "to": out.recipient,
            "title": out.rendering.title,
            "text": out.rendering.text,
        } | ({"answers": out.answers.remote_id} if out.answers else {})
        if versions := {each.language: each.text for each in out.rendering.versions}:
            line["versions"] = versions
        fault = self.broken() if hasattr(self, "account") else None
        if fault in _BEFORE:
            raise _failure(fault)
        try:
            self._append(out.key, json.dumps(line, ensure_ascii=False))
        except OSError as error:
            raise NotifierError(
                say("The file {path} cannot be written.", path=str(self.path)), RetryClass.RETRY_BACKOFF
            ) from error
        if fault is FaultKind.NO_ANSWER:
            raise _failure(fault)
        return self._receipt(remote_id)

    def _append(self, key: str, line: str) -> None:
        """Whole lines only, each key once, on disk before we say so."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+", encoding="utf-8", errors="replace") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            before = file.read()
            if any(entry["key"] == key for entry in _parse(before)):
                return
            file.write(("\n" if before and not before.endswith("\n") else "") + line + "\n")
            file.flush()
            os.fsync(file.fileno())

    def _lines(self) -> list[dict[str, Any]]:
        if not self.path.exists():
            return []
        with self.path.open(encoding="utf-8", errors="replace") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            return list(_parse(file.read()))

    def _receipt(self, remote_id: str) -> Receipt:
        return Receipt(remote_id=remote_id, remote_url=self.path.resolve().as_uri(), detail="written")

    def _id(self, out: Outgoing) -> str:
        return out.key[:12]


_BEFORE = {
    FaultKind.DOWN: RetryClass.RETRY_BACKOFF,
    FaultKind.BUSY: RetryClass.RETRY_AFTER,
    FaultKind.REFUSES: RetryClass.PERMANENT,
}
"""Faults that come before anything is written."""
_BUSY_FOR = 30.0
"""Seconds."""


def _failure(fault: FaultKind) -> NotifierError:
    kind = _BEFORE.get(fault, RetryClass.AMBIGUOUS)
    after = _BUSY_FOR if kind is RetryClass.RETRY_AFTER else None
    return NotifierError(say("The exercise has broken this channel ({fault}).", fault=fault), kind, retry_after=after)


def _parse(text: str) -> Iterator[dict[str, Any]]:
    """A line cut off by a crash, maybe inside a letter, was never receipted and counts as not there.

    `splitlines()` would also break at the line separators that JSON leaves as they are (U+0085, U+2028).
    """
    for line in text.split("\n"):
        try:
            yield json.loads(line)
        except ValueError:
            continue
