"""The log in words: one sentence per action. An action without words is shown by its name."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from config.templates import placeholders
from schemas.alarm import AlarmKind
from schemas.audit import AuditEvent
from schemas.exercise_run import SkipReason
from schemas.fault import FaultKind
from schemas.scenario import InjectKind
from schemas.sentence import Sentence, say

_WORDS: dict[str, Sentence] = {
    "account.locked": say("The account {subject} was locked"),
    "account.unlocked": say("The account {subject} was opened again"),
    "account.registered": say("New in the register: {subject}"),
    "account.requested": say("A new account was asked for: {handle}"),
    "account.request_approved": say("The request for an account was approved"),
    "account.request_rejected": say("The request for an account was rejected"),
    "account.request_opened": say("An account that was asked for is now in the register"),
    "inbox.unreadable": say("What others write to {subject} cannot be read: {error}"),
    "foreign_post.found": say("A post that is not ours was found in {account}"),
    "foreign_post.ignored": say("The post {subject} may stand: {reason}"),
    "foreign_post.retracted": say("The post {subject} was taken down"),
    "foreign_post.retracting": say("The post {subject} is to be taken down"),
    "foreign_post.taken_over": say("The post {subject} was taken over as a draft"),
    "platform_lock.asked_again": say("{subject} is to be locked at the platform once more"),
    "platform_lock.failed": say("{subject} could not be locked at the platform"),
    "platform_lock.locked": say("{subject} was locked at the platform"),
    "platform_lock.not_done": say("The lock at the platform is not done for {subject}"),
    "platform_lock.restored": say("{subject} was opened at the platform as it was"),
    "platform_lock.restoring": say("{subject} is being opened at the platform"),
    "platform_lock.stored": say("Who could post in {subject} was stored"),
    "platform_lock.wanted": say("{subject} is to be locked at the platform"),
    "watch.blind": say("{subject} cannot be watched just now"),
    "watch.sees_again": say("{subject} can be watched again"),
    "alarm.told": say("Nobody had seen to it, and the desk was told again: {kind} ({subject})"),
    "approval.new": say("The editorial desk was told of draft {subject}"),
    "approval.remind": say("The editorial desk was reminded of draft {subject}"),
    "approval.escalate": say("The deputies were told of draft {subject}"),
    "database.restored": say("The database was restored from a backup; its life {subject} began"),
    "channel.connected": say("The channel {subject} was connected"),
    "channel.not_renewed": say("The access to {subject} could not be renewed; it ends on {until}"),
    "channel.renewed": say("The access to {subject} was renewed"),
    "credential.stored": say("A secret was stored: {subject}"),
    "crisis.established": say("The crisis staff was set up: {title}"),
    "crisis.stood_down": say("The crisis staff was stood down"),
    "crisis.archived": say("A signed package was taken out"),
    "crisis.evaluated": say("The evaluation was closed"),
    "finding.done": say("A follow-up item was done: {subject}"),
    "finding.written": say("Found: {text}"),
    "bulk.overtaken": say("Message {by} overtook what had not left in {account}"),
    "delivery.cancelled": say("Delivery {subject} was cancelled"),
    "delivery.delivered": say("Delivered in {account}"),
    "delivery.failed": say("Could not be delivered in {account}"),
    "delivery.fallback": say("Another channel stands in for {account}"),
    "delivery.late_answer": say("A late answer came for delivery {subject}"),
    "delivery.queued": say("To be tried again in {account}"),
    "delivery.refused_not_as_approved": say("Delivery {subject} was stopped: it was not as approved"),
    "delivery.retry": say("To be tried again in {account}"),
    "delivery.settled": say("A person settled delivery {subject}: {verdict}"),
    "delivery.taken_over": say("Another worker took over delivery {subject}"),
    "delivery.told": say("Our own people were told of {account}"),
    "delivery.uncertain": say("Nobody knows whether it arrived in {account}"),
    "draft.addressed": say("Whom draft {subject} goes to was counted (revision {revision})"),
    "question.begun": say("Question {subject}: “{text}”"),
    "question.gathered": say("Remarks were gathered under question {subject}"),
    "question.released": say("Remark {remark} was taken out of question {subject}"),
    "question.merged": say("Question {subject} was merged into {into}"),
    "question.answered": say("Question {subject} was answered; source: {source}"),
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
    "log.head": say("A head of the log was taken: line {subject}"),
    "log.head_mailed": say("The log keeper was sent a head of the log: line {subject}"),
    "login.code_used": say("A printed code was used"),
    "login.codes_printed": say("Codes were printed for {subject}"),
    "login.ended": say("The session {subject} was ended"),
    "login.ended_with_the_role": say("{subject} is no longer active: sessions, tokens and links ended"),
    "login.link_made": say("A login link was made for {person}"),
    "login.link_used": say("A login link was used"),
    "login.passkey_added": say("A passkey was added"),
    "login.passkey_removed": say("A passkey was removed"),
    "login.password_set": say("A password was chosen"),
    "login.pin_set": say("A PIN was chosen"),
    "login.reset_agreed": say("A second manager agreed: {person} ({subject})"),
    "login.reset_asked": say("A manager asked for a change of the login of {person}"),
    "login.reset_refused": say("A change of the login of {person} was refused"),
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
    "municipality.taken_up": say("A changed municipality file is in force"),
    "notice.failed": say("{person} could not be told"),
    "notice.sent": say("{person} was told"),
    "notice.uncertain": say("Nobody knows whether {person} was told"),
    "post.cancelled": say("The planned post {subject} was cancelled"),
    "post.dropped": say("The held post {subject} was dropped"),
    "post.held": say("The post {subject} was held back"),
    "post.queued": say("A unit post was queued in {account}"),
    "post.refused": say("A post in {subject} was refused: the account is locked"),
    "list.dropped": say("The list {subject} was dropped, with {entries} entries of the register of recipients"),
    "list.laid": say("A list was laid by for the register of recipients: {entries} entries"),
    "list.told_of": say("The keepers of the register were told that the list {subject} ends"),
    "list.taken_in": say("A list was taken into the register of recipients: {entries} entries, laid by by {laid_by}"),
    "post.resumed": say("The held post {subject} was published after all"),
    "prefect.trouble": say("Prefect told of trouble ({trouble}) in its run {subject}"),
    "proposal.called_off": say("The sender called off the proposal {subject}"),
    "proposal.renewed": say("The proposal {subject} was renewed by its sender"),
    "proposal.followed": say("A staff was set up because of proposal {subject}"),
    "proposal.received": say("Proposed as a crisis: {title}"),
    "proposal.set_aside": say("The proposal {subject} was set aside"),
    "recipients.frozen": say("A set of recipients was frozen: {sms} SMS, {email} e-mails"),
    "register.added": say("New in the register of recipients: {subject}"),
    "register.asked_to_renew": say("Residents who signed up were asked whether they go on: {entries}"),
    "register.changed": say("An entry of the register of recipients was changed: {subject}"),
    "register.ended": say("{count} entries of the register of recipients were taken out: their day had come"),
    "register.erased": say("Somebody was erased from the register of recipients"),
    "register.exported": say("All that is kept about somebody was taken out"),
    "register.looked_up": say("Somebody was looked up in the register of recipients"),
    "register.opted_in": say("Somebody signed up for warnings by themselves: {subject}"),
    "register.changed_by_themselves": say("Somebody changed by themselves what they are warned of: {subject}"),
    "register.opted_out": say("Somebody asked for no more warnings, and is reserved now: {subject}"),
    "register.read": say("The register of recipients was read: {count} entries"),
    "register.way_alive": say("An address of the register of recipients that was dead takes messages again"),
    "register.way_dead": say("An address of the register of recipients takes no messages any more: {entries}"),
    "staff.confirmed": say("{subject} confirmed the call"),
    "token.made": say("An API token was made: {name}"),
    "token.revoked": say("The API token {subject} was revoked"),
    "report.not_drawn": say("The PDF of the report could not be drawn"),
    "webhook.made": say("A webhook was set up: {subject}"),
    "webhook.stopped": say("The webhook {subject} was stopped"),
    "work.begun_again": say("The work {subject} was begun again"),
    "work.given_up": say("The work {subject} was given up after {tries} tries"),
}


_FIXED: dict[str, StrEnum] = {
    kind.value: kind for kinds in (AlarmKind, InjectKind, FaultKind, SkipReason) for kind in kinds
}
"""Words of the log that have a translation of their own."""


_SOMEBODY = ("subject", "account", "person", "laid_by")
"""What may be a person or an account."""


def told(event: AuditEvent, called: Callable[[str], str] = str) -> Sentence:
    """`subject` and the event's own data fill the sentence. `called` says what people call the person or account of that id."""
    words = _WORDS.get(event.action)
    if words is None:
        return Sentence(msgid="{action} {subject}", params={"action": event.action, "subject": event.subject})
    given = {name: _FIXED.get(value, value) if isinstance(value, str) else value for name, value in event.data.items()}
    known: dict[str, Any] = {**dict.fromkeys(placeholders(words.msgid), "—"), **given, "subject": event.subject}
    named = {name: called(known[name]) for name in _SOMEBODY if isinstance(known.get(name), str)}
    return Sentence(msgid=words.msgid, params=known | named)
