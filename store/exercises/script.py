"""The people of an exercise, played: read off from where it stands, one step at a time, nobody waiting."""

from dataclasses import replace
from datetime import timedelta

from config.language.texts import read
from config.reading.templates import fill
from policy.accounts.lock import leads
from policy.drafts import corrections
from policy.drafts.approval import hands, moment, published
from policy.drafts.checks import checks_of, unanswered
from policy.roles import chief_executives, deputy_editors, editors, log_keepers
from schemas.crises.crisis import Crisis
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.draft import Draft
from schemas.exercises.run import ExerciseRun
from schemas.exercises.scenario import Inject, InjectKind, Milestone, Scenario
from schemas.identity.person import Person
from schemas.messages.message import Message
from schemas.municipality import Template
from schemas.sentence import Sentence, say
from schemas.states import CrisisStatus, DraftStatus, MessageStatus
from store.accounts import accounts
from store.approvals import approvals
from store.context import AppContext
from store.crises import attendance, entries, faults, find, lifecycle
from store.drafts import drafts, follow_ups
from store.exercises import runs
from store.messages import choosing, messages
from store.outbox import steps

_STEP = "exercise-step"
_BUSY, _IDLE = timedelta(seconds=1), timedelta(seconds=30)
"""Pauses after a step that did something, and after one that found nothing to do."""
_UNDER_WAY = (MessageStatus.APPROVED, MessageStatus.PUBLISHING)
_OUT = (MessageStatus.PUBLISHED, MessageStatus.PARTLY_PUBLISHED, MessageStatus.CORRECTED)
_PUBLISHED = {Milestone.SUBMITTED, Milestone.APPROVED, Milestone.FIRST_CHANNEL, Milestone.ALL_CHANNELS}
"""What only a text can reach."""


def step(ctx: AppContext, crisis_id: str) -> None:
    """One step; asks for the next one until the exercise has ended."""
    run, crisis = runs.find(ctx, crisis_id), find.show(ctx, crisis_id)
    if run is None or not run.scripted or crisis.status is not CrisisStatus.ESTABLISHED or steps.taken(ctx, _STEP):
        return
    acted = _act(replace(ctx, played=True), crisis, run)
    if find.show(ctx, crisis_id).status is CrisisStatus.ESTABLISHED:
        with ctx.write() as session:
            steps.first_time(session, ctx, _STEP)
            runs.next_step(session, ctx, crisis_id, _BUSY if acted else _IDLE)


def _act(ctx: AppContext, crisis: Crisis, run: ExerciseRun) -> bool:
    """False where there was nothing to do but wait."""
    waiting = drafts.listing(ctx, crisis.id, DraftStatus.SUBMITTED)
    if waiting:
        return _approve(ctx, crisis, waiting[0])
    sent = list(reversed(messages.listing(ctx, crisis.id)))
    if not sent:
        _answer_call(ctx, crisis)
        _confirm_locks(ctx, crisis)
        _first_draft(ctx, crisis, run.scenario)
        return True
    return _answer_one(ctx, crisis, run) or _mend_and_end(ctx, crisis, sent)


def _mend_and_end(ctx: AppContext, crisis: Crisis, sent: list[Message]) -> bool:
    """When everything has come and is answered: one correction, the all-clear, and the staff is stood down."""
    if runs.waiting(ctx, crisis.id) or any(message.status in _UNDER_WAY for message in sent):
        return False
    kinds = {message.kind for message in sent}
    original = _first_out(ctx, crisis)
    for kind in (MessageKind.CORRECTION, MessageKind.ALL_CLEAR):
        template = _preapproved(ctx, kind)
        if kind not in kinds and original and template:
            _follow_up(ctx, crisis, original, template)
            return True
    lifecycle.stand_down(ctx, chief_executives(ctx.municipality)[0].id, crisis.id)
    return True


def _approve(ctx: AppContext, crisis: Crisis, draft: Draft) -> bool:
    """The next in line who had no hand in it, and who answers."""
    approver = next((p for p in _desk(ctx) if p.id not in hands(draft) and _answers(ctx, crisis, p)), None)
    if approver is None:
        return False
    at = moment(ctx.municipality, ctx.clock())
    asked = unanswered(checks_of(draft.revision, published(ctx.municipality), at), {})
    words = {check.id: _said(ctx, say("Played by the script of an exercise.")) for check in asked}
    approvals.approve(ctx, approver.id, draft.id, draft.revision.seen, words)
    return True


def _answers(ctx: AppContext, crisis: Crisis, person: Person) -> bool:
    with ctx.read() as session:
        return faults.silent_until(session, ctx, crisis.id, person.id) is None


def _answer_call(ctx: AppContext, crisis: Crisis) -> None:
    for name in attendance.missing(ctx, crisis.id):
        attendance.confirm(ctx, name, crisis.id)


def _confirm_locks(ctx: AppContext, crisis: Crisis) -> None:
    for status in accounts.statuses(ctx, sandbox=True):
        for person in ctx.municipality.people:
            mine = person.active and leads(ctx.municipality, person, status.account)
            if mine and any(lock.crisis_id == crisis.id and not lock.confirmed_at for lock in status.locks):
                accounts.confirm(ctx, person.id, status.account.id)
                break


def _first_draft(ctx: AppContext, crisis: Crisis, scenario: Scenario) -> None:
    """Goes on with one that was begun, should the script have died in between."""
    author = _desk(ctx)[0].id
    begun = drafts.listing(ctx, crisis.id, DraftStatus.DRAFT)
    draft = begun[0] if begun else _write(ctx, crisis, author, _first_words(ctx, scenario))
    drafts.submit(ctx, author, draft.id)


def _write(ctx: AppContext, crisis: Crisis, author: str, words: Content) -> Draft:
    """To every channel that can carry the words; as people do, one with too little room is left out."""
    connected = [a.id for a in ctx.municipality.all_accounts() if a.sandbox and ctx.channels.why_not(a) is None]
    shown = choosing.preview(ctx, crisis, words, connected, None)
    return drafts.new(ctx, author, crisis.id, words, [account.id for account, rendering, _ in shown if rendering])


def _first_words(ctx: AppContext, scenario: Scenario) -> Content:
    template = ctx.municipality.template(scenario.template) if scenario.template else None
    if template is None:
        made = Content(title=scenario.title, body=f"{scenario.what}\n\n{scenario.where}")
    else:
        usual = {"what": scenario.what, "where": scenario.where, "link": ctx.municipality.organisation.homepage}
        made = fill(
            template, {name: scenario.fields.get(name) or usual.get(name, scenario.title) for name in template.fields}
        )
    return made.model_copy(update={"target_groups": scenario.target_groups})


def _follow_up(ctx: AppContext, crisis: Crisis, message: Message, template: Template) -> None:
    known = {
        "where": crisis.where,
        "what": _said(ctx, say("The danger is over.")),
        "what_to_do": _said(ctx, say("Do as you usually do.")),
    }
    fields = {name: known.get(name, message.content.title) for name in template.fields}
    words = fill(template, fields)
    if template.kind is MessageKind.CORRECTION:
        words = _put_right(ctx, message.content, words.body)
    follow_ups.submit(ctx, _desk(ctx)[0].id, message.id, words, _fitting(ctx, crisis, words, message))


def _put_right(ctx: AppContext, original: Content, wrong: str) -> Content:
    """In its own language alone: who plays by a script translates nothing, and each version would have to say what was wrong."""
    more = {"body": f"{original.body}\n\n{wrong}", "wrong": _said(ctx, say("A number was wrong.")), "versions": ()}
    return corrections.opened(original, ctx.clock()).model_copy(update=more)


def _fitting(ctx: AppContext, crisis: Crisis, words: Content, message: Message) -> list[str]:
    """Of the accounts it reached, those with room for the words."""
    with ctx.read() as session:
        reached = messages.reached(session, message.id)
    shown = choosing.preview(ctx, crisis, words, reached, message.id)
    return [account.id for account, rendering, _ in shown if rendering]


def _preapproved(ctx: AppContext, kind: MessageKind) -> Template | None:
    return next((t for t in ctx.municipality.templates if t.kind is kind and t.preapproved), None)


def _answer_one(ctx: AppContext, crisis: Crisis, run: ExerciseRun) -> bool:
    """What has happened and is not answered yet, oldest first: as the scenario expects, and a line in the log."""
    inject = next(iter(runs.unanswered(ctx, run)), None)
    if inject is None:
        return False
    wanted = {expected.milestone for expected in run.scenario.expected if expected.after == inject.id}
    original = _first_out(ctx, crisis)
    if Milestone.CORRECTED in wanted and original is None:
        return False
    if inject.kind in _REACTIONS:
        entries.add(ctx, _keeper(ctx).id, crisis.id, _said(ctx, _REACTIONS[inject.kind]))
    if Milestone.CORRECTED in wanted and original and (template := _preapproved(ctx, MessageKind.CORRECTION)):
        _follow_up(ctx, crisis, original, template)
    elif inject.kind is InjectKind.RUMOUR or wanted & _PUBLISHED:
        _tell_public(ctx, crisis, inject)
    runs.mark_answered(ctx, crisis.id, inject.id)
    return True


def _first_out(ctx: AppContext, crisis: Crisis) -> Message | None:
    """The first message that has reached the public's place in the sandbox."""
    sent = reversed(messages.listing(ctx, crisis.id))
    return next((m for m in sent if m.kind is MessageKind.MESSAGE and m.status in _OUT), None)


def _tell_public(ctx: AppContext, crisis: Crisis, inject: Inject) -> None:
    words = _against_rumour(ctx, crisis, inject) if inject.kind is InjectKind.RUMOUR else _update(ctx, crisis, inject)
    if any(draft.revision.content.body == words.body for draft in drafts.listing(ctx, crisis.id)):
        return
    author = _desk(ctx)[0].id
    drafts.submit(ctx, author, _write(ctx, crisis, author, words).id)


def _against_rumour(ctx: AppContext, crisis: Crisis, inject: Inject) -> Content:
    body = say(
        "A rumour is going round in {where}: “{text}” It is not confirmed. Wait for word from us here, and do not "
        "share it.",
        text=inject.text,
        where=crisis.where,
    )
    short = say("A rumour is going round. It is not confirmed. Do not share it.")
    return Content(title=_said(ctx, say("Rumour: not confirmed")), body=_said(ctx, body), short=_said(ctx, short))


def _update(ctx: AppContext, crisis: Crisis, inject: Inject) -> Content:
    """`inject` is named, so that two updates are never the same."""
    body = say(
        "There is news about “{title}” in {where} ({inject}). Follow the advice we have given, and wait for the "
        "next word from us here.",
        title=crisis.title,
        where=crisis.where,
        inject=inject.id,
    )
    short = say("There is news about {where}. Follow the advice we have given.", where=crisis.where)
    return Content(title=_said(ctx, say("News from us")), body=_said(ctx, body), short=_said(ctx, short))


_REACTIONS: dict[InjectKind, Sentence] = {
    InjectKind.PHONE_CALL: say("A call was answered, and the caller was shown to the crisis page."),
    InjectKind.JOURNALIST: say(
        "The journalist was answered with what is published, and told when the next update comes."
    ),
    InjectKind.COMMENTS: say("Residents comment. The editorial desk has seen it, and answers."),
    InjectKind.ANGRY_THREAD: say(
        "A thread grows angry. It is answered calmly; nothing is hidden because it is criticism."
    ),
    InjectKind.CHANNEL_FAILS: say("A channel fails. The other channels carry on, and the staff has been told."),
    InjectKind.EDITOR_SILENT: say("An editor does not answer. The next in line decides."),
    InjectKind.DIRECTORY_DOWN: say("The directory is down. The printed contact list is in use."),
    InjectKind.LEADER_POSTS: say("A unit leader tried to post, and was shown to the editorial desk."),
}


def _said(ctx: AppContext, sentence: Sentence) -> str:
    return read(sentence, ctx.municipality.organisation.language)


def _desk(ctx: AppContext) -> list[Person]:
    """Editors, then their deputies: at least two, or the municipality file is refused."""
    return [*editors(ctx.municipality), *deputy_editors(ctx.municipality)]


def _keeper(ctx: AppContext) -> Person:
    return next(iter(log_keepers(ctx.municipality)), _desk(ctx)[0])
