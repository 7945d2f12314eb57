"""What our own people are told of what others write. Never the words themselves: a letter lies in a mailbox for years."""

from enum import Enum

from schemas.sentence import say
from store.notices.letters import Letter


class RemarkLetters(Enum):
    GIVEN = Letter(
        "Whoever is given a remark to answer",
        say("Yours to answer, on {account}"),
        say("{name} asks you to answer what somebody has written on {account}."),
        "/remarks/{id}",
    )
    UNTAKEN = Letter(
        "In a crisis the editors, on normal days who answers for the account, where nobody has taken a remark in time",
        say("{count} remarks that nobody has taken"),
        say(
            "Nobody has taken {count} remarks on {names}, the oldest since {since}. Answer them, or give them to somebody."
        ),
        "/remarks",
    )
    UNANSWERED = Letter(
        "The same where what was given to somebody, or gathered, is not answered in time; their deputies after the same time again",
        say("{count} remarks that nobody has answered"),
        say(
            "{count} remarks on {names} have no answer, the oldest since {since}. Answer them, or give them to somebody."
        ),
        "/remarks",
    )
    QUESTION = Letter(
        "The editors, where a question or rumour by telephone is not answered in time; their deputies after the same time again",
        say("A question that nobody has answered"),
        say(
            "“{text}” was written down {since} and has no answer. Answer it, so that the switchboard knows what to say."
        ),
        "/questions/{id}",
    )
