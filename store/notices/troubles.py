"""Those who keep the system are told of what Prefect saw go wrong, once per run."""

from sqlmodel import Session, select

from policy.roles import operators
from schemas.sentence import Sentence, say
from schemas.trouble import Trouble
from store.context import AppContext
from store.db.tables import AuditRow
from store.evidence import audit
from store.notices import notices

_ACTION = "prefect.trouble"
_SUBJECTS: dict[Trouble, Sentence] = {
    Trouble.RUN_CRASHED: say("Prefect: a run was broken off"),
    Trouble.EXERCISE_LATE: say("Prefect: an exercise did not begin in time"),
    Trouble.CHANNEL_FAILED: say("Prefect: a message is not out in every channel"),
}
_TEXTS: dict[Trouble, Sentence] = {
    Trouble.RUN_CRASHED: say(
        "A run ended in the middle of its work; Krisekanal does again what is not done. Look at it in Prefect: {link}"
    ),
    Trouble.EXERCISE_LATE: say(
        "A planned exercise waits in Prefect for somebody to run it. Is `krisekanal up` running, all of it? Look at it in Prefect: "
        "{link}"
    ),
    Trouble.CHANNEL_FAILED: say(
        "The editorial desk has been told which message and which channels. Look at the run in Prefect: {link}"
    ),
}


def tell(ctx: AppContext, trouble: Trouble, run_id: str, link: str) -> bool:
    """False where they have been told of it. `link` leads to the run in Prefect."""
    with ctx.write() as session:
        if _told(session, trouble, run_id):
            return False
        text = _TEXTS[trouble]
        filled = Sentence(msgid=text.msgid, params={"link": link})
        notices.tell(session, ctx, operators(ctx.municipality), _SUBJECTS[trouble], filled, None)
        audit.append(session, ctx, audit.SYSTEM, _ACTION, run_id, trouble=trouble.value)
    return True


def _told(session: Session, trouble: Trouble, run_id: str) -> bool:
    told = session.exec(select(AuditRow).where(AuditRow.action == _ACTION, AuditRow.subject == run_id))
    return any(row.data["trouble"] == trouble.value for row in told)
