"""What a look at the log found, in words: the chain, and how far what lies outside proves it."""

from collections.abc import Sequence
from pathlib import Path

from config.machine.settings import Settings
from policy.evidence.log_heads import known_by
from schemas.evidence.audit import ChainReport
from schemas.evidence.log_head import HeadJudged, LogProof, Verdict
from schemas.sentence import Sentence, say
from store.context import AppContext
from store.evidence import archive_key, head_files, heads

_WHY: dict[Verdict, Sentence] = {
    Verdict.BEYOND: say(
        "Lines were cut off: the log ends at line {end}, but {source} proves that it reached line {sequence} ({at}). Keep the "
        "database as it is and tell IT. (After a restore from a backup these are the lines that the backup does not have.)"
    ),
    Verdict.DIFFERS: say(
        "The log was written anew: its line {sequence} is not the one that {source} proves ({at}). Keep the database as it is "
        "and tell IT. (After a restore from a backup the heads of the time that was lost belong into another folder.)"
    ),
    Verdict.UNKNOWN: say(
        "{source} proves nothing yet: it is signed by {signer}, which nobody has named. Compare that with the fingerprint kept "
        "elsewhere, and say it: --key."
    ),
    Verdict.FOREIGN: say("{source} proves nothing: it is a head of another municipality ({municipality})."),
    Verdict.FORGED: say("{source} proves nothing: it was changed, or somebody else signed it in our name."),
    Verdict.UNREADABLE: say("{source} proves nothing: there is no head of a log in it."),
}


def look(
    ctx: AppContext,
    settings: Settings,
    key: str | None = None,
    files: Sequence[Path] = (),
    packages: Sequence[Path] = (),
) -> LogProof:
    """The whole log, compared with these heads (else with those in the public page's folder) and packages.

    What lies outside is read first: the log may grow meanwhile. Raises `InvalidInput`, `StoreUnavailable`.
    """
    known = known_by(archive_key.known(settings.key_file), key)
    seen = head_files.heads(files) if files else head_files.found_in(settings.public_dir)
    return heads.prove(ctx, [*seen, *head_files.packages(packages)], known, folder=not files)


def sentences(found: LogProof) -> list[Sentence]:
    return [chain(found), *told_of_outside(found)]


def told_of_outside(found: LogProof) -> list[Sentence]:
    outside = [why(head, found.events) for head in once(found.outside)]
    back = [set_back(found.written)] if found.written else []
    return [*outside, *back, _proven(found)]


def chain(found: ChainReport) -> Sentence:
    if found.guards and found.first_bad is None:
        return guards_missing(found.guards)
    if found.first_bad is None:
        return say(
            "The log is whole: {events} events, all in order and unchanged. Fingerprint {head}.",
            events=found.events,
            head=found.head[:16],
        )
    return say(
        "The log is broken at event {seq} ({why}). Keep the database as it is and tell IT.",
        seq=found.first_bad,
        why=found.why or "",
    )


def guards_missing(guards: Sequence[str]) -> Sentence:
    return say(
        "What guards the log in the database is missing or changed: {guards}. Keep the database as it is and tell IT.",
        guards=", ".join(guards),
    )


def why(head: HeadJudged, end: int) -> Sentence:
    """Of one that does not hold."""
    return Sentence(msgid=_WHY[head.verdict].msgid, params={**head.model_dump(), "at": head.at, "end": end})


def once(found: Sequence[HeadJudged]) -> list[HeadJudged]:
    """Those that do not hold. `newest.json` is a copy of another file: what is said of one is not said of both."""
    bad = [head for head in found if head.verdict is not Verdict.HOLDS]
    return list({(head.verdict, head.sequence, head.hash): head for head in bad}.values())


def set_back(written: int) -> Sentence:
    return say(
        "The log says that line {written} was written to the public page's folder, and what lies there does not reach it. "
        "Somebody set the folder back, or it is another machine's.",
        written=written,
    )


def _proven(found: LogProof) -> Sentence:
    if not found.proven:
        return say(
            "Nothing outside proves the log: whoever has the database could have written all of it anew. Take heads with you: "
            "see docs/threat-model.md."
        )
    return say(
        "Proven by what lies outside up to line {sequence}, {at} ({source}). {count} lines follow that nothing outside proves "
        "yet.",
        sequence=found.proven,
        at=found.proven_at,
        source=found.proven_by,
        count=found.events - found.proven,
    )
