"""The log in words: one sentence per action. An action without words is shown by its name."""

from enum import StrEnum
from typing import Any

from config.templates import placeholders
from schemas.audit import AuditEvent
from schemas.exercise_run import SkipReason
from schemas.fault import FaultKind
from schemas.scenario import InjectKind
from schemas.sentence import Sentence, say

_WORDS: dict[str, Sentence] = {
    "account.locked": say("The account {subject} was locked"),
    "account.unlocked": say("The account {subject} was opened again"),
    "account.registered": say("New in the register: {subject}"),
    "approval.new": say("The editorial desk was told of draft {subject}"),
    "approval.remind": say("The editorial desk was reminded of draft {subject}"),
    "approval.escalate": say("The deputies were told of draft {subject}"),
    "credential.stored": say("A secret was stored: {subject}"),
    "crisis.established": say("The crisis staff was set up: {title}"),
    "crisis.stood_down": say("The crisis staff was stood down"),
    "delivery.cancelled": say("Delivery {subject} was cancelled"),
    "delivery.delivered": say("Delivered in {account}"),
    "delivery.failed": say("Could not be delivered in {account}"),
    "delivery.fallback": say("Another channel stands in for {account}"),
    "delivery.late_answer": say("A late answer came for delivery {subject}"),
    "delivery.queued": say("To be tried again in {account}"),
    "delivery.refused_not_as_approved": say("Delivery {subject} was stopped: it was not as approved"),
    "delivery.settled": say("A person settled delivery {subject}: {verdict}"),
    "delivery.taken_over": say("Another worker took over delivery {subject}"),
    "delivery.uncertain": say("Nobody knows whether it arrived in {account}"),
    "draft.approved": say("Draft {subject} was approved and became message {message}"),
    "draft.created": say("Draft {subject} was written"),
    "draft.edited": say("Draft {subject} was edited"),
    "draft.rejected": say("Draft {subject} was rejected: {reason}"),
    "draft.returned": say("Draft {subject} was returned: {reason}"),
    "draft.submitted": say("Draft {subject} was sent to the editorial desk"),
    "draft.withdrawn": say("Draft {subject} was withdrawn"),
    "exercise.announced": say("The exercise {subject} was announced"),
    "exercise.fault": say("Broken on purpose: {subject} ({kind})"),
    "exercise.inject": say("It happened in the exercise ({kind}): {text}"),
    "exercise.interrupted": say("The exercise stopped: a real crisis was set up"),
    "exercise.post_not_refused": say("The lock did not stop a post in {subject}"),
    "exercise.skipped": say("The exercise {subject} was not held ({why})"),
    "exercise.ticked": say("Seen done: {subject}"),
    "exercise.time_is_up": say("The exercise ended: its time was up"),
    "lock.confirmed": say("The lock of {subject} was confirmed"),
    "lock.posts_on_their_way": say("Posts were on their way when the lock came"),
    "lock.unconfirmed": say("Not everybody has confirmed the lock"),
    "login.code_used": say("A printed code was used"),
    "login.codes_printed": say("Codes were printed for {subject}"),
    "login.ended": say("The session {subject} was ended"),
    "login.link_made": say("A login link was made for {person}"),
    "login.link_used": say("A login link was used"),
    "login.passkey_added": say("A passkey was added"),
    "login.passkey_removed": say("A passkey was removed"),
    "login.password_set": say("A password was chosen"),
    "login.pin_set": say("A PIN was chosen"),
    "login.refused": say("A login was refused: {subject}"),
    "login.succeeded": say("Logged in"),
    "login.totp_removed": say("One-time codes were removed for {subject}"),
    "login.totp_set": say("One-time codes were set up"),
    "message.cancelled": say("Message {subject} was cancelled"),
    "message.corrected": say("Message {subject} was corrected"),
    "message.partly_published": say("Message {subject} reached some channels, not all"),
    "message.published": say("Message {subject} reached every channel"),
    "message.publishing": say("Message {subject} is on its way out"),
    "message.retracted": say("Message {subject} was retracted"),
    "notice.failed": say("{person} could not be told"),
    "notice.sent": say("{person} was told"),
    "notice.uncertain": say("Nobody knows whether {person} was told"),
    "post.dropped": say("The held post {subject} was dropped"),
    "post.held": say("The post {subject} was held back"),
    "post.queued": say("A unit post was queued in {account}"),
    "post.refused": say("A post in {subject} was refused: the account is locked"),
    "post.resumed": say("The held post {subject} was published after all"),
    "proposal.followed": say("A staff was set up because of proposal {subject}"),
    "proposal.received": say("Proposed as a crisis: {title}"),
    "proposal.set_aside": say("The proposal {subject} was set aside"),
    "staff.confirmed": say("{subject} confirmed the call"),
    "token.made": say("An API token was made: {name}"),
    "token.revoked": say("The API token {subject} was revoked"),
    "webhook.made": say("A webhook was set up: {subject}"),
    "webhook.stopped": say("The webhook {subject} was stopped"),
}


_FIXED: dict[str, StrEnum] = {kind.value: kind for kinds in (InjectKind, FaultKind, SkipReason) for kind in kinds}
"""Words of the log that have a translation of their own."""


def told(event: AuditEvent) -> Sentence:
    """`subject` and the event's own data fill the sentence."""
    words = _WORDS.get(event.action)
    if words is None:
        return Sentence(msgid="{action} {subject}", params={"action": event.action, "subject": event.subject})
    given = {name: _FIXED.get(value, value) if isinstance(value, str) else value for name, value in event.data.items()}
    known: dict[str, Any] = {**dict.fromkeys(placeholders(words.msgid), "—"), **given, "subject": event.subject}
    return Sentence(msgid=words.msgid, params=known)
