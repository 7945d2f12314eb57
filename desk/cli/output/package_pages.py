"""A package of the archive, as `log verify` found it."""

from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console

from config.language.texts import read
from desk.cli.output.plain import sentence
from schemas.evidence.package import PackageReport
from schemas.sentence import Sentence, say

_WHY: Mapping[str, Sentence] = {
    "changed": say("{what} was changed."),
    "missing": say("{what} is missing."),
    "added": say("{what} does not belong in it."),
    "order": say("{what} is not in its place."),
    "signature": say("It is signed by {what}, and not by the one who was named, or the signature does not fit."),
    "chain": say("The log in it does not hold together at {what}."),
    "unreadable": say("It cannot be read."),
}


def report(console: Console, found: PackageReport) -> None:
    if found.why is not None:
        why = _WHY[found.why].model_copy(update={"params": {"what": found.first_bad or "–"}})
        sentence(console, read(say("The package does not hold. {why}", why=why)))
        return
    whole = say(
        "The package is whole: {files} files, and {events} lines of the log of crisis {crisis}. Made {at}.",
        files=found.files,
        events=found.events,
        crisis=found.crisis_id,
        at=found.made_at or "–",
    )
    sentence(console, read(whole))
    sentence(console, read(say("Signed by the key with the fingerprint")) + ":")
    sentence(console, f"  {found.signer}")


PAGES: dict[type, Callable[[Console, Any], None]] = {PackageReport: report}
