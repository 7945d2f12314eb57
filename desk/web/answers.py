"""What a deed answers: a sentence on the page that it leads to. The address names it, so that nobody can put in words of their own."""

from fastapi import Request

from schemas.sentence import Sentence, say

SAID = "said"
ANSWERS = {
    "approved": say("Approved. It goes out to the channels now."),
    "returned": say("Sent back. The author has been told."),
    "rejected": say("Rejected. The author has been told."),
    "withdrawn": say("Withdrawn. Nobody decides about it any more."),
    "list-taken-in": say("The list is taken in."),
    "list-dropped": say("The list is dropped, and its entries with it."),
    "entry-added": say("Added to the register."),
    "erased": say("Erased, from every set too."),
    "second-way": say("A draft to those who were not reached. Look through it, and send it to the editorial desk."),
    "renewed": say("The recipients are counted anew. Look through it again."),
    "saved": say("Saved. It is not sent to the editorial desk yet."),
    "changed": say("Saved."),
    "restored": say("Brought back as a new revision."),
    "logged": say("Written in the log."),
    "lock-known": say("Written down: you know that the account is locked."),
    "lock-again": say("The lock is tried at the platform again now."),
    "taken-over": say("Taken over as a draft. Send it to the editorial desk when it is right."),
    "answered": say("Answered. It goes out now."),
    "answer-waits": say("The answer is with the editorial desk. A second person approves it."),
    "assigned": say("Written down: who answers it."),
    "remark-closed": say("Closed. Nobody answers it any more."),
    "mending": say(
        "Written down: the message is to be corrected. Write what is right; the remark waits for its own answer."
    ),
    "gathered": say("Gathered. Write the one answer."),
    "released": say("Taken out. It is to be answered by itself."),
    "merged": say("Merged. One answer goes to all of them."),
    "hidden": say("It is being hidden at the channel now."),
    "shown-again": say("It is being shown again at the channel now."),
    "taken-down": say("It is being taken down at the channel now."),
    "may-stand": say("Written down: the post may stand."),
    "account-asked": say("Asked for. The editorial desk decides."),
    "account-decided": say("Decided. It stands in the log."),
    "established": say("The crisis staff is set up. The accounts are locked, and those concerned are being called."),
    "exercise": say("The exercise has begun."),
    "here": say("Written down: you are here."),
    "seen": say("Written down: it was seen done."),
    "set-aside": say("The proposal is set aside."),
    "finding": say("The finding is written down."),
    "closed": say("The evaluation is closed."),
    "done": say("Written down: it is done."),
    "resumed": say("The post goes out now."),
    "dropped": say("The post is not published."),
    "unfinished-dropped": say("The unfinished text is removed."),
    "arrived": say("Written down: it arrived."),
    "lost": say("Written down: it did not arrive. Try again, or publish it there by hand."),
    "retry": say("It is tried again now."),
    "sending-pause": say("Paused. Nothing more is begun until somebody goes on with it."),
    "sending-go_on": say("It goes on now."),
    "sending-stop": say("Stopped. Who has not had their turn gets nothing."),
    "password": say("The new password holds. All other sessions are ended."),
    "pin": say("The new PIN holds."),
    "totp": say("From now on a one-time code is asked for."),
    "no-totp": say("One-time codes are asked for no longer."),
    "passkey": say("The passkey is added."),
    "no-passkey": say("The passkey is removed."),
    "second-yes": say("Asked for. A second person must say yes first."),
    "said-no": say("You said no. Nothing is changed."),
    "session-ended": say("The session is ended."),
    "logged-out": say("You are logged out."),
}
"""By the name in the address."""


def answered(to: str, name: str) -> str:
    """Where to go, with the answer to be shown there. `name` is one of `ANSWERS`; what comes behind a # stays behind."""
    address, hash_, part = to.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{SAID}={name}{hash_}{part}"


def given(request: Request) -> Sentence | None:
    """The answer that the page is asked to show."""
    return ANSWERS.get(request.query_params.get(SAID, "")) if request.method == "GET" else None
