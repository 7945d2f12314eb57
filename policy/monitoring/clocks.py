"""How far this machine's clock may be from the database's. The database's counts, so an error hurts nobody; but it shows."""

from datetime import datetime, timedelta
from typing import Literal

from schemas.sentence import Sentence, say

WORTH_A_WORD = timedelta(seconds=2)
WRONG = timedelta(seconds=30)


def judge(ahead: timedelta) -> Literal["ok", "warning", "error"]:
    """`ahead` is negative for a machine that is behind."""
    if abs(ahead) > WRONG:
        return "error"
    return "warning" if abs(ahead) > WORTH_A_WORD else "ok"


def sentence(ahead: timedelta) -> Sentence:
    """What is wrong, what it does and does not touch, and what to do."""
    seconds = round(abs(ahead).total_seconds())
    if ahead > timedelta(0):
        return say(
            "This machine's clock is {seconds} seconds ahead of the database's. The database's counts, so nothing waits for "
            "it. Turn on time synchronisation on both machines: sudo timedatectl set-ntp true",
            seconds=seconds,
        )
    return say(
        "This machine's clock is {seconds} seconds behind the database's. The database's counts, so nothing waits for it. "
        "Turn on time synchronisation on both machines: sudo timedatectl set-ntp true",
        seconds=seconds,
    )


UNSYNCHRONISED = say(
    "Nobody keeps this machine's clock right. Turn on time synchronisation: sudo timedatectl set-ntp true"
)


def set_back(newest: datetime, behind: timedelta) -> Sentence:
    """`newest`: time of the log's last line, `behind` how far the clock is from it."""
    return say(
        "The clock is {minutes} minutes behind the log's newest line ({at}): it was set back, or was wrong then. What is planned "
        "comes late, and logins last too long. Set it right: sudo timedatectl set-ntp true",
        minutes=max(1, round(behind.total_seconds() / 60)),
        at=newest,
    )
