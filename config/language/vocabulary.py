"""Words for the fixed values of the schemas. A `StrEnum` among a sentence's parameters is read through this table."""

from enum import StrEnum

from schemas.sentence import Sentence, say

_WORDS: dict[str, Sentence] = {
    # Language
    "nb": say("Norwegian Bokmål"),
    "nn": say("Norwegian Nynorsk"),
    "en": say("English"),
    "se": say("Northern Sámi"),
    # CrisisStatus
    "established": say("established"),
    "stood_down": say("stood down"),
    "evaluated": say("evaluated"),
    # DraftStatus
    "draft": say("draft"),
    "submitted": say("submitted"),
    "approved": say("approved"),
    "returned": say("returned"),
    "rejected": say("rejected"),
    "withdrawn": say("withdrawn"),
    # MessageStatus
    "publishing": say("on its way out"),
    "published": say("published"),
    "partly_published": say("partly published"),
    "corrected": say("corrected"),
    "retracted": say("retracted"),
    "cancelled": say("cancelled"),
    # DeliveryStatus
    "queued": say("queued"),
    "held": say("held back"),
    "sending": say("being sent"),
    "delivered": say("delivered"),
    "failed": say("failed"),
    "uncertain": say("uncertain"),
    # ListState
    "waiting": say("waits for another person"),
    "taken_in": say("taken in"),
    "dropped": say("dropped"),
    # NoticeStatus
    "sent": say("sent"),
    # AccountState
    "open": say("open"),
    "locked": say("locked"),
    # MessageKind
    "message": say("message"),
    "correction": say("correction"),
    "retraction": say("retraction"),
    "all_clear": say("all-clear"),
    "unit_post": say("unit post"),
    "reply": say("answer"),
    "answer": say("answer to a question"),
    # Severity (CAP)
    "Minor": say("minor"),
    "Moderate": say("moderate"),
    "Severe": say("severe"),
    "Extreme": say("extreme"),
    # LockMode
    "here": say("here"),
    "at_platform": say("at the platform"),
    "watched": say("watched"),
    # PlatformLockStatus
    "wanted": say("wanted"),
    "stored": say("on its way"),
    "restoring": say("being restored"),
    "restored": say("restored"),
    # ForeignStatus
    "found": say("found"),
    "taken_over": say("taken over"),
    "retracting": say("being taken down"),
    "ignored": say("ignored"),
    # AlarmKind
    "undelivered": say("not surely out"),
    "foreign_post": say("a post that is not ours"),
    "not_locked": say("not locked at its platform"),
    "not_restored": say("roles not given back"),
    "not_watched": say("not watched"),
    "promise": say("the promised next word"),
    # RemarkStatus
    "new": say("new"),
    "assigned": say("taken in hand"),
    "answered": say("answered"),
    "closed": say("needs no answer"),
    "hidden": say("hidden"),
    "question": say("question"),
    "mending": say("being put right"),
    # RemarkKind
    "comment": say("comment"),
    "mention": say("mention"),
    "direct": say("direct message"),
    # HideReason
    "unlawful": say("against the law"),
    "personal_data": say("personal data"),
    "threat": say("threats"),
    "spam": say("spam"),
    # Residents
    "withheld": say("none: withheld"),
    "public": say("of what everybody could read"),
    "all": say("of messages to us, too"),
    # Form
    "factual": say("factual"),
    "light": say("light"),
    "formal": say("formal"),
    # Standing
    "said": say("said"),
    "checking": say("being checked"),
    "false": say("not true"),
    "not_yet": say("cannot be said yet"),
    # Used
    "waits": say("not answered"),
    "under_way": say("answer on its way"),
    "stands": say("answered"),
    "older": say("has an older answer"),
    "not_correctable": say("has an older answer that cannot be put right from here"),
    "by_itself": say("seen to by itself"),
    "fell_out": say("edited or deleted after it was gathered"),
    # RequestStatus
    "requested": say("requested"),
    "opened": say("opened"),
    # Action
    "publish": say("new post"),
    "edit": say("edit of the original"),
    "delete": say("removal of the original"),
    "follow_up": say("follow-up post"),
    # LoginMethod
    "password": say("password"),
    "passkey": say("passkey"),
    "oidc": say("the municipality's own login"),
    "break_glass": say("printed code"),
    "invitation": say("invitation"),
    "link": say("link and PIN"),
    # FaultKind
    "down": say("down"),
    "busy": say("busy"),
    "refuses": say("refuses the text"),
    "no_answer": say("gives no answer"),
    # ExerciseType
    "notification": say("notification exercise"),
    "table_top": say("table-top exercise"),
    "functional": say("functional exercise"),
    "full": say("full-scale exercise"),
    # SkipReason
    "crisis_open": say("a crisis was open"),
    "not_planned": say("it is no longer planned"),
    "too_late": say("nobody could start it in time"),
    "cannot_start": say("its scenario cannot be used"),
    # InjectKind
    "phone_call": say("a resident's call"),
    "journalist": say("a journalist's mail"),
    "comments": say("residents' comments"),
    "angry_thread": say("an angry thread"),
    "rumour": say("a rumour"),
    "channel_fails": say("a channel that fails"),
    "editor_silent": say("an editor who does not answer"),
    "directory_down": say("the directory is down"),
    "leader_posts": say("a unit leader who posts"),
    # Ability
    "correct": say("correct"),
    "retract": say("retract"),
    "read_back": say("read back"),
    "lock": say("lock"),
    "read_remarks": say("read what others write"),
    "hide": say("hide what others write"),
    "remove_remark": say("remove what others write"),
    "reply_privately": say("answer one person alone"),
    # Role
    "chief_executive": say("chief executive"),
    "editor": say("editorial desk"),
    "unit_leader": say("unit leader"),
    "log_keeper": say("log keeper"),
    "employee": say("employee"),
    # DeployedState
    "made": say("made"),
    "kept": say("there"),
    "removed": say("removed"),
}


def word(value: StrEnum) -> Sentence | None:
    """None for values that are names in every language (platforms)."""
    return _WORDS.get(value.value)
