"""What our own people are told of logins: an invitation, and who asked for what."""

from enum import Enum

from schemas.sentence import say
from store.notices.letters import Letter


class LoginLetters(Enum):
    INVITATION = Letter(
        "Somebody who is let in; the link is the reader's own, made as the letter leaves",
        say("Your login to Krisekanal"),
        say("{asker} invites you to choose a password. The link is good for 24 hours, once, and for you alone."),
    )
    LOGIN_ASKED = Letter(
        "The person and the editors, as somebody asks for a new login",
        say("A new login is asked for: {name}"),
        say(
            "{asker} asks for a new login for {name}. It is made only if a second manager agrees. If this is wrong, say no."
        ),
        "/people",
    )
    CODES_ASKED = Letter(
        "The same, for printed codes",
        say("Printed codes are asked for: {name}"),
        say(
            "{asker} asks for printed codes for {name}. They are made only if a second manager agrees. If this is wrong, say no."
        ),
        "/people",
    )
    NO_TOTP_ASKED = Letter(
        "The same, for a login without one-time codes",
        say("A login without one-time codes is asked for: {name}"),
        say(
            "{asker} asks that {name} logs in without one-time codes. A second manager must agree. If this is wrong, say no."
        ),
        "/people",
    )
    LOGIN_SENT = Letter(
        "The person and the editors, as somebody is let in",
        say("A link was sent to {name}"),
        say("A link to choose a password was sent to {name}. {asker} asked for it."),
        "/people",
    )
    LOGIN_SENT_ANEW = Letter(
        "The same, as a new password is let in",
        say("A link was sent to {name}"),
        say("A link to choose a new password was sent to {name}. {asker} asked for it, {agreed} agreed."),
        "/people",
    )
    CODES_PRINTED = Letter(
        "The person and the editors, as codes are printed",
        say("Codes were printed for {name}"),
        say("Ten codes to log in with were printed for {name} by {asker}. Older ones no longer work."),
        "/people",
    )
    CODES_PRINTED_BY_TWO = Letter(
        "The same, as two agreed",
        say("Codes were printed for {name}"),
        say("Ten codes to log in with were printed for {name}. {asker} asked for them, {agreed} agreed."),
        "/people",
    )
    WITHOUT_TOTP = Letter(
        "The person and the editors, as one-time codes are taken away",
        say("Without one-time codes: {name}"),
        say("{name} logs in without one-time codes from now on. {asker} asked for it, {agreed} agreed."),
        "/people",
    )
