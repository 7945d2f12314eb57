"""Turn what the gateway hands us into a `PublicEntry`: pure, no disk and no clock."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from notifiers.channels.public_page.entry import CapHeader, PublicEntry, PublicVersion, Thread, root_of, threads
from schemas.drafts.content import MessageKind
from schemas.drafts.rendering import PublishAction, Rendering
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.sentence import Sentence, say

LANGUAGE = "nb-NO"

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_CAP_TOKEN = re.compile(r"[^\s,<&]+")
"""CAP 1.2, 3.2.1: no spaces, commas, `<` or `&` in an identifier or a sender."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters XML 1.0 cannot carry; none of them can be seen on a screen."""
_USUAL_KIND = {PublishAction.EDIT: MessageKind.CORRECTION, PublishAction.DELETE: MessageKind.RETRACTION}


def new_entry(out: Outgoing, known: Sequence[PublicEntry], now: datetime, base_url: str) -> PublicEntry:
    """`now` is on the municipality's clock. Raises `NotifierError` (permanent) for an id that cannot be a file name."""
    if not _FILE_NAME.fullmatch(out.message_id):
        raise refusal(say("The public page cannot use the message id {id}. Make a new draft.", id=out.message_id))
    facts = {name: _clean(value) for name, value in out.rendering.facts.items()}
    refers_to = out.refers_to or out.target
    thread = _thread_of(refers_to or out.message_id, known)
    host, published_at = urlsplit(base_url).hostname or "localhost", _after(thread, now)
    return PublicEntry(
        message_id=out.message_id,
        key=out.key,
        crisis_id=out.crisis_id,
        refers_to=refers_to,
        kind=kind_of(out),
        title=_title(out, facts),
        text=_clean(out.rendering.text),
        facts=facts,
        language=_language(facts),
        versions=tuple(_version(made) for made in out.rendering.versions),
        exercise=out.exercise,
        approved_at=out.approved_at,
        published_at=published_at,
        host=host,
        cap=_header(out, thread, published_at.astimezone(now.tzinfo), _sender(facts, host))
        if _alarms(out, thread)
        else None,
    )


def same_words(out: Outgoing, entry: PublicEntry) -> bool:
    """Whether a second request for a message says what the first one said."""
    versions = tuple(_version(made) for made in out.rendering.versions)
    return (_clean(out.rendering.text), versions) == (entry.text, entry.versions)


def _version(made: Rendering) -> PublicVersion:
    facts = {name: _clean(value) for name, value in made.facts.items()}
    return PublicVersion(
        language=_language(facts),
        title=_clean(made.title),
        text=_clean(made.text),
        description=facts.get("description", ""),
    )


def check_world(out: Outgoing, *, sandbox: bool) -> None:
    """Exercises cannot escape: raises `NotifierError` where account, flag and words do not agree."""
    if out.exercise != sandbox:
        raise refusal(say("An exercise and the real public page never meet. Send exercises to the sandbox account."))
    if out.rendering.facts.get("status") == ("Actual" if out.exercise else "Exercise"):
        raise refusal(say("The message says both that it is real and an exercise. Make a new draft."))


def kind_of(out: Outgoing) -> MessageKind:
    named = out.rendering.facts.get("kind", "")
    if named in set(MessageKind):
        return MessageKind(named)
    return _USUAL_KIND.get(out.rendering.action, MessageKind.MESSAGE)


def refusal(sentence: Sentence) -> NotifierError:
    return NotifierError(sentence, RetryClass.PERMANENT)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text).strip()


def _title(out: Outgoing, facts: dict[str, str]) -> str:
    first_line = _clean(out.rendering.text).partition("\n")[0]
    return _clean(out.rendering.title) or facts.get("headline") or first_line or "Krisemelding"


def _language(facts: dict[str, str]) -> str:
    tag = facts.get("language", "")
    return tag if _LANGUAGE_TAG.fullmatch(tag) else LANGUAGE


def _thread_of(message_id: str, known: Sequence[PublicEntry]) -> Thread | None:
    root = root_of(message_id, {entry.message_id: entry for entry in known})
    return next((thread for thread in threads(known) if thread.id == root), None)


def _after(thread: Thread | None, now: datetime) -> datetime:
    moment = now.replace(microsecond=0)
    return max(moment, thread.updated_at + timedelta(seconds=1)) if thread else moment


def _alarms(out: Outgoing, thread: Thread | None) -> bool:
    """A late original must not go out as an alert after its own correction; an answer to a question alarms nobody."""
    overtaken = thread is not None and thread.current.approved_at > out.approved_at
    return out.crisis_id is not None and not overtaken and kind_of(out) is not MessageKind.ANSWER


def _header(out: Outgoing, thread: Thread | None, published_at: datetime, sender: str) -> CapHeader:
    earlier = [entry.cap for entry in thread.entries if entry.cap] if thread else []
    return CapHeader(
        identifier=out.message_id,
        sender=sender,
        sent=published_at.isoformat(timespec="seconds"),
        msg_type=_msg_type(kind_of(out), bool(earlier)),
        references=tuple(cap.reference for cap in earlier),
    )


def _msg_type(kind: MessageKind, has_earlier: bool) -> str:
    """An Update or Cancel must name what it changes (CAP 1.2, 3.2.1); without that it is an Alert."""
    if not has_earlier:
        return "Alert"
    return "Cancel" if kind is MessageKind.RETRACTION else "Update"


def _sender(facts: dict[str, str], host: str) -> str:
    """A sender must be unique in the world: the given one if it can be used, else one of the page's host."""
    given = facts.get("sender", "")
    return given if _CAP_TOKEN.fullmatch(given) else f"krisekanal@{host}"
