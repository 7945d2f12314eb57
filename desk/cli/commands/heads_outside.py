"""What `doctor` says of the heads of the log that lie outside."""

from collections.abc import Iterator
from datetime import timedelta

from desk import proof
from desk.cli.desk import Desk
from notifiers.base.abilities import Diagnosis
from policy.evidence.log_heads import known_by
from schemas.errors import InvalidInput, StoreUnavailable
from schemas.evidence.log_head import HeadJudged, Verdict
from schemas.sentence import say
from store.evidence import archive_key, audit, head_files, heads

_LATE = 2
"""Times the setting: a line that waits longer to be proven outside is worth a word."""


def diagnose(desk: Desk) -> Iterator[Diagnosis]:
    try:
        known = known_by(archive_key.known(desk.settings.key_file), None)
        seen = head_files.found_in(desk.settings.public_dir)
    except (StoreUnavailable, InvalidInput) as error:
        yield Diagnosis(level="error", sentence=error.sentence)
        return
    found = heads.judged(desk.ctx, seen, known)
    newest = max((h for h in found if h.verdict is Verdict.HOLDS), key=lambda h: h.sequence, default=None)
    yield from _wrong(desk, found)
    yield from _age(desk, newest)
    reached = max((h.sequence for h in found if h.verdict in (Verdict.HOLDS, Verdict.BEYOND)), default=0)
    if (said := heads.written(desk.ctx)) > reached:
        yield Diagnosis(level="warning", sentence=proof.set_back(said))


def _wrong(desk: Desk, found: tuple[HeadJudged, ...]) -> Iterator[Diagnosis]:
    end = audit.newest(desk.ctx)
    for head in proof.once(found):
        level = "error" if head.disagrees else "warning"
        yield Diagnosis.model_validate({"level": level, "sentence": proof.why(head, end)})


def _age(desk: Desk, newest: HeadJudged | None) -> Iterator[Diagnosis]:
    now, most = desk.ctx.clock(), timedelta(minutes=_LATE * desk.settings.log_head_minutes)
    if newest and newest.taken_at:
        minutes = round((now - newest.taken_at).total_seconds() / 60)
        sentence = say(
            "The newest head of the log outside is {minutes} minutes old: line {sequence}.",
            minutes=minutes,
            sequence=newest.sequence,
        )
        yield Diagnosis(level="ok", sentence=sentence)
    since = heads.grown_since(desk.ctx, newest.sequence if newest else 0)
    if since and now - since > most:
        sentence = say(
            "Nothing outside has proven the log for {minutes} minutes. Is a worker at work, and may it write to {folder}?",
            minutes=round((now - since).total_seconds() / 60),
            folder=str(desk.settings.public_dir / head_files.FOLDER),
        )
        yield Diagnosis(level="warning", sentence=sentence)
