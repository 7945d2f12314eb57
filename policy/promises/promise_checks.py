"""What is asked about a promised time: is it understood, has it passed, and does the text say the day where it is not today?"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from policy.promises.promised_times import Meant, time_of
from schemas.check import Check
from schemas.drafts.content import Content
from schemas.sentence import Sentence, say

_RULE = say("plain language")
_WHEN = "%d.%m. kl. %H.%M"


class Moment(NamedTuple):
    """`now` as somebody looks at the text; `zone` is the municipality's."""

    now: datetime
    zone: ZoneInfo


def promise_checks(content: Content, written_at: datetime, at: Moment) -> Iterator[Check]:
    """At most one question. `written_at`: when the words were last written."""
    words, promised = content.next_update or "", content.next_update_at
    if not words and promised is None:
        return
    read = time_of(words, at.now, at.zone)
    then = Meant(promised, day_said=bool(read and read.day_said)) if promised else time_of(words, written_at, at.zone)
    if promised and (read is None or not words):
        read = Meant(promised, day_said=True)
    if read is None or then is None:
        yield _asked(
            "unclear",
            say(
                "The text promises the next update “{words}”, and no time is found in that. Is it meant so? Otherwise write a "
                "day and a time, such as “kl. 14.30” or “mandag kl. 9”.",
                words=words,
            ),
        )
    elif not read.from_now:
        yield from _at_a_time(words, read, then, at)


def _at_a_time(words: str, read: Meant, then: Meant, at: Moment) -> Iterator[Check]:
    local = {"then": then.at.astimezone(at.zone), "read": read.at.astimezone(at.zone)}
    said = {name: f"{moment:{_WHEN}}" for name, moment in local.items()}
    if then.at <= at.now:
        yield _asked(
            "passed",
            say(
                "The next update is promised “{words}” ({then}), and that has passed. Is it meant so? Otherwise have another "
                "time written.",
                words=words,
                then=said["then"],
            ),
        )
    elif local["then"].replace(second=0, microsecond=0) != local["read"]:
        yield _asked(
            "other-day",
            say(
                "“{words}” meant {then} when it was written, and means {read} to those who read it now. Is it meant so? "
                "Otherwise have it written anew.",
                words=words,
                **said,
            ),
        )
    elif not read.day_said and local["then"].date() != at.now.astimezone(at.zone).date():
        yield _asked(
            "day",
            say(
                "“{words}” is not today but {then}, and the text does not say so. Is it meant so? Otherwise write the day too.",
                words=words,
                then=said["then"],
            ),
        )


def _asked(name: str, sentence: Sentence) -> Check:
    return Check(id=f"promise-{name}", rule=_RULE, asks=True, sentence=sentence)
