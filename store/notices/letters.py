"""Every letter to our own people: one sentence of what is so, one of the deed, and the desk's page where it is done.

The desk's address goes before `page` as the letter leaves, so that each holds one link. No letter holds a command: who reads it
stands with a phone in the hand. `docs/notices.md` shows them all in each language, made by `python -m store.notices`.
"""

from dataclasses import dataclass
from enum import Enum

from schemas.sentence import Sentence, say


@dataclass(frozen=True)
class Letter:
    to: str
    """Who gets it, and when; for `docs/notices.md`."""
    subject: Sentence
    text: Sentence
    page: str = ""
    """A page of the desk with `{named}` places, as “/messages/{id}”. Empty: there is nothing to open, or the link is in the words."""


class Letters(Enum):
    """`notices.tell` fills the places."""

    CALLED = Letter(
        "The crisis staff, as a crisis staff is set up",
        say("Crisis staff: {title}"),
        say(
            "A crisis staff is set up. What: {what} Where: {where} All communication now goes through the editorial desk."
        ),
        "/?crisis={id}",
    )
    LOCKED = Letter(
        "Unit leaders, as a crisis staff is set up",
        say("Your accounts are locked: {title}"),
        say("Nobody publishes on these accounts now, here or by hand: {names}. Confirm that you know."),
        "/accounts?crisis={id}",
    )
    LOCK_NOT_CONFIRMED = Letter(
        "Unit leaders and their deputies, where nobody has confirmed in time",
        say("Still not confirmed: your accounts are locked"),
        say("You have not said that you know that these accounts are locked: {names}. It takes one tap."),
        "/accounts?crisis={id}",
    )
    DRAFT_WAITS = Letter(
        "Editors, as a draft is handed in",
        say("Draft waits for approval: {title}"),
        say("{author} asks you to read “{title}” and decide."),
        "/drafts/{id}",
    )
    DRAFT_STILL_WAITS = Letter(
        "Editors, where nobody has decided in time",
        say("Still waits for approval: {title}"),
        say("Nobody has decided about “{title}” by {author}, handed in {since}. Read it and decide."),
        "/drafts/{id}",
    )
    DRAFT_FOR_DEPUTY = Letter(
        "The editors' deputies, where no editor has decided",
        say("No editor has decided: {title}"),
        say("You may decide in the editors' place about “{title}” by {author}, handed in {since}."),
        "/drafts/{id}",
    )
    DRAFT_DECIDED = Letter(
        "The author, as a draft is decided about",
        say("Your draft: {status}"),
        say("“{title}” is now {status}. Reason: {reason}"),
        "/drafts/{id}",
    )
    DRAFT_APPROVED = Letter(
        "The author, as a draft is decided about without a word",
        say("Your draft: {status}"),
        say("“{title}” is now {status}."),
        "/drafts/{id}",
    )
    OVER = Letter(
        "The staff and the unit leaders, as a crisis staff is stood down or an exercise ends",
        say("The crisis staff is stood down"),
        Sentence(msgid="{over}"),
        "/?crisis={id}",
    )
    OVER_AND_HELD = Letter(
        "The same, for whoever has planned posts that were held",
        say("The crisis staff is stood down"),
        say("{over} These planned posts were held: {titles}. Decide what becomes of them."),
        "/unit",
    )
    FOREIGN_POST = Letter(
        "Editors, as a post is found that is not ours",
        say("ALARM: a post that is not ours on {account}"),
        say("It did not go through the desk, and says: “{text}” Decide: take it over, take it down, or let it stand."),
        "/accounts?crisis={id}",
    )
    FOREIGN_POST_STANDS = Letter(
        "Editors, where the post could not be taken down",
        say("The post on {account} could not be taken down"),
        say("{error} It still stands. Take it down by hand at the platform, or decide anew."),
        "/accounts?crisis={id}",
    )
    BLIND = Letter(
        "Editors, where an account no longer answers those who watch it",
        say("{account} can no longer be watched"),
        say("{error} Nobody is told of posts made there now. Look at the account yourselves until it answers."),
        "/accounts",
    )
    NOT_LOCKED_THERE = Letter(
        "Editors, where a platform did not lock",
        say("{account} is not locked at the platform"),
        say(
            "{error} Whoever has access to the platform itself can still post there; through Krisekanal nothing goes out. Call "
            "the unit leader."
        ),
        "/accounts?crisis={id}",
    )
    NOT_RESTORED_THERE = Letter(
        "Editors, where a platform did not give the roles back",
        say("The roles on {account} are not restored"),
        say(
            "The crisis is over, but the roles at the platform could not be given back: {error} Krisekanal goes on trying. Let "
            "somebody who runs the platform look at it."
        ),
        "/accounts?crisis={id}",
    )
    NEW_ACCOUNTS = Letter(
        "Editors, as accounts come into the register",
        say("New official accounts"),
        say("These accounts are now in the register: {names}."),
        "/accounts",
    )
    NEW_ACCOUNTS_UNASKED = Letter(
        "Editors, as accounts come into the register that nobody asked for",
        say("New official accounts that nobody asked for"),
        say(
            "These accounts are now in the register: {names}. You never approved these: {unasked}. Ask who opened them."
        ),
        "/accounts",
    )
    ACCOUNT_ASKED_FOR = Letter(
        "Editors, as a unit asks for an account",
        say("Request for a new account: {handle} on {platform}"),
        say("{name} asks for {unit}: {purpose} Answer yes or no."),
        "/accounts",
    )
    ACCOUNT_DECIDED = Letter(
        "Whoever asked for the account, as the answer is no",
        say("Your request for an account: {status}"),
        say("The account {handle} is now {status}. Reason: {reason}"),
        "/accounts",
    )
    ACCOUNT_GRANTED = Letter(
        "Whoever asked for the account, as the answer is yes",
        say("Your request for an account: {status}"),
        say(
            "The account {handle} is now {status}. Reason: {reason} Open it, secure it with two-step login, and have IT write it "
            "in the municipality file."
        ),
        "/accounts",
    )
    ACCESS_ENDS = Letter(
        "Editors, each day until the account is connected anew",
        say("The access to {account} ends on {day}"),
        say("Krisekanal could not renew the access to {account}: {why} Ask IT to connect it again."),
        "/channels",
    )
    LIST_ENDS = Letter(
        "The editorial desk and the chief executive, once, weeks before a list from outside ends",
        say("{file} ends in {days} days"),
        say(
            "After {day} what came with the list {file} is no longer in the register: {mobiles} mobiles and {emails} e-mail "
            "addresses. To go on warning them, take in a newer issue in place of this one."
        ),
        "/register",
    )
    UNDELIVERED = Letter(
        "The approver and the editors, where a message is not out in every channel",
        say("Not out everywhere: {title}"),
        say("{story} Try again what failed, and say whether what is uncertain arrived."),
        "{page}",
    )
    PERHAPS_NOT_OUT = Letter(
        "The same, where nobody knows whether it arrived",
        say("Perhaps not out: {title}"),
        say("{story} Look at the channel, and say whether it arrived."),
        "{page}",
    )
    UNIT_POST_NOT_OUT = Letter(
        "The unit's leader and deputy, where their own post is not out",
        say("Not out: {title}"),
        say("{story} Try again, or publish it there by hand."),
        "{page}",
    )
    UNIT_POST_NOT_SEEN_TO = Letter(
        "The unit's leader and deputy, where nobody has seen to their own post; later the editors too",
        say("Nobody has seen to it yet: {title}"),
        say("{story} Try again, or publish it there by hand."),
        "{page}",
    )
    NOT_SEEN_TO = Letter(
        "Editors, where nobody has seen to what went wrong; later their deputies too",
        say("Nobody has seen to it yet: {title}"),
        say("{story} See to it, or say who does."),
        "/?crisis={id}",
    )
    PROMISED = Letter(
        "Editors, before the next word is due, and later their deputies too",
        say("The next word is promised for {time}: {title}"),
        say("{story} Write the next word."),
        "/?crisis={id}",
    )
    PROPOSED = Letter(
        "Those who may set up a crisis staff, as another system warns",
        say("Proposed as a crisis: {title}"),
        say("{source} warns: {what} Where: {where} Nothing has been set up; that is for a person to decide: {link}"),
    )
    PROPOSED_TO_EDITORS = Letter(
        "Editors, as another system warns",
        say("Proposed as a crisis: {title}"),
        say("{source} warns: {what} Where: {where} Nothing has been set up; that is for a person to decide."),
        "/",
    )
    PROPOSAL_OVER = Letter(
        "All of these, where the other system calls it off",
        say("Called off: {title}"),
        say(
            "{source} has called it off: the danger is over, or no longer for us. The proposal still waits; set it aside."
        ),
        "/",
    )
    ALERT_OVER = Letter(
        "All of these, where the other system calls off what a crisis was set up because of",
        say("Called off by {source}: {title}"),
        say(
            "{source} has called it off: the danger is over, or no longer for us. "
            "Nothing has changed here; look at whether the staff is still needed."
        ),
        "/",
    )
    EXERCISE_PLANNED = Letter(
        "Everybody concerned, before an exercise that is announced",
        say("An exercise is planned: {name}"),
        say(
            "“{name}” begins {time}. It stays in the exercise channels; the public sees nothing of it. Keep the time free, and act "
            "as you would in a real crisis."
        ),
        "/exercises",
    )
    LOG_HEAD = Letter(
        "The log keepers, once a day while something happens and at each stand-down",
        say("The log of {name}: line {sequence}"),
        say(
            "Keep this letter. At line {sequence} ({at}) the log said what is signed below, and every line up to it is proven by "
            "that: whoever changes one, or takes one away, is found. To have it compared, give the letter to IT.\n\n{head}"
        ),
        "/log",
    )
    LOG_HEAD_ALONE = Letter(
        "The same, where the public page's folder could not be written to",
        say("The log of {name}: line {sequence}"),
        say(
            "This letter is the only proof outside just now: the public page's folder could not be written to. Tell IT, and keep "
            "this letter. At line {sequence} ({at}) the log said what is signed below, and every line up to it is proven by "
            "that: whoever changes one, or takes one away, is found. To have it compared, give the letter to IT.\n\n{head}"
        ),
        "/log",
    )


STORY = {
    "failed": say("“{title}” did not get out in: {channels}."),
    "unknown": say("Nobody knows whether “{title}” got out in: {channels}."),
    "tried": say("“{title}” is not out yet in: {channels}. Krisekanal goes on trying."),
    "stand_in": say("{account} stands in for {other}."),
    "more": say("{count} more messages are not out everywhere; the desk lists them."),
}
"""The `{story}` of what is not out, a sentence for each."""

OVER = {
    "exercise": say("The exercise “{title}” is over. It never locked any public account."),
    "another": say("The crisis staff for “{title}” is stood down. The accounts stay locked: “{other}” is still open."),
    "open": say("The crisis staff for “{title}” is stood down and the accounts are open again."),
}
"""The `{over}` of a stand-down."""


def filled(sentence: Sentence, **params: object) -> Sentence:
    return Sentence(msgid=sentence.msgid, params=params)
