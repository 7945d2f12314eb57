"""What those are told who must deal with what happens in an exercise, and those who keep the system."""

from schemas.exercises.scenario import InjectKind
from schemas.monitoring.alarm import AlarmKind
from schemas.monitoring.trouble import Trouble
from schemas.sentence import Sentence, say
from store.notices.letters import Letter

PLAYED = Letter(
    "Those who play the surroundings, as something happens in an exercise",
    Sentence(msgid="{subject}"),
    say("Play this now: {text}"),
    "/?crisis={id}",
)
_PLAIN = Sentence(msgid="{text}")
_EVENT = "/?crisis={id}"

HAPPENINGS: dict[InjectKind, Letter] = {
    InjectKind.PHONE_CALL: Letter("Editors", say("A resident calls"), _PLAIN, _EVENT),
    InjectKind.JOURNALIST: Letter("Editors", say("A journalist writes"), _PLAIN, _EVENT),
    InjectKind.COMMENTS: Letter("Editors", say("Residents comment"), _PLAIN, _EVENT),
    InjectKind.ANGRY_THREAD: Letter("Editors", say("A thread grows angry"), _PLAIN, _EVENT),
    InjectKind.RUMOUR: Letter("Editors", say("A rumour is going round"), _PLAIN, _EVENT),
    InjectKind.CHANNEL_FAILS: Letter("The staff", say("A channel fails"), _PLAIN, _EVENT),
    InjectKind.EDITOR_SILENT: Letter(
        "The editor who is silent",
        say("You do not answer"),
        say("{text} Until the exercise lets you answer again, leave every decision to the others."),
        _EVENT,
    ),
    InjectKind.DIRECTORY_DOWN: Letter(
        "The staff",
        say("The directory is down"),
        say("{text} Notices do not arrive now. Use the printed contact list and log in with your own password."),
        _EVENT,
    ),
    InjectKind.LEADER_POSTS: Letter(
        "The unit leader who posts",
        say("A unit leader posts"),
        say("{text} The post was tried in your name and refused by the lock. Offer the text to the editorial desk."),
        "/unit",
    ),
}
"""What an exercise tells those who must deal with it."""

TROUBLES: dict[Trouble, Letter] = {
    Trouble.RUN_CRASHED: Letter(
        "Those who keep the system",
        say("Prefect: a run was broken off"),
        say(
            "A run ended in the middle of its work; Krisekanal does again what is not done. Look at it in Prefect: {link}"
        ),
    ),
    Trouble.EXERCISE_LATE: Letter(
        "Those who keep the system",
        say("Prefect: an exercise did not begin in time"),
        say(
            "A planned exercise waits in Prefect for somebody to run it. See that every part of Krisekanal is running. Look at it "
            "in Prefect: {link}"
        ),
    ),
    Trouble.CHANNEL_FAILED: Letter(
        "Those who keep the system",
        say("Prefect: a message is not out in every channel"),
        say("The editorial desk has been told which message and which channels. Look at the run in Prefect: {link}"),
    ),
}

GIVEN_UP = Letter(
    "Those who keep the system, as work that failed a hundred times is given up",
    say("Krisekanal gave up {kind}"),
    say(
        "It failed {tries} times, the last time with {error}, and is not tried any more. Find the cause in the log, mend it, "
        "and have {work} done again."
    ),
    "/",
)
NOT_DRAWN = Letter(
    "Those who keep the system, as the PDF of a report cannot be drawn",
    say("No PDF of the report: {title}"),
    say(
        "The report stands as a page; its PDF was tried three times. Read the page, or ask for the PDF once more there."
    ),
    "/evaluation/{id}",
)

ALARMS: dict[AlarmKind, Sentence] = {
    AlarmKind.PROMISE: say("“{title}” promised the next word for {time}, and none is out."),
    AlarmKind.UNRENEWED: say(
        "“{title}” leaves the services that show warnings at {time}. Does it still hold? Then say so anew; else call it off."
    ),
    AlarmKind.PAUSED: say("“{title}” has been paused on {account} since {time}: whose turn has not come gets nothing."),
    AlarmKind.UNDELIVERED: say("“{title}” is not surely out in {account} since {time}."),
    AlarmKind.FOREIGN_POST: say("A post that is not ours has stood on {account} since {time}."),
    AlarmKind.NOT_LOCKED: say("{account} has not been locked at its platform since {time}."),
    AlarmKind.NOT_RESTORED: say("The roles on {account} have not been given back at its platform."),
    AlarmKind.NOT_WATCHED: say("{account} has not been watched since {time}: nobody is told of posts there."),
}
"""The `{story}` of what nobody has seen to, a sentence for each."""
MORE_ALARMS = say("{count} more like these stand on the first page.")
