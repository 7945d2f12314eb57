"""Shaping one text for one account: exactly what will be published, or a refusal. Nothing is ever cut."""

import re

from notifiers.base.abilities import Ability
from notifiers.platforms import PLATFORMS
from notifiers.public_words import PublicWords, public_words
from notifiers.spec import ChannelSpec
from policy.drafts import redundant_words, same_words
from policy.exercises.sandbox import MARK
from schemas.accounts.account import Account
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.rendering import PublishAction, Rendering, RenderJob
from schemas.errors import InvalidInput
from schemas.language import Language
from schemas.sentence import Sentence, say

_FOLLOW_UPS = {
    MessageKind.CORRECTION: (Ability.CORRECT, PublishAction.EDIT),
    MessageKind.RETRACTION: (Ability.RETRACT, PublishAction.DELETE),
}

_NEEDS_NO_FILE = (PublishAction.EDIT, PublishAction.DELETE, PublishAction.REPLY)


def plan_action(account: Account, kind: MessageKind, *, has_original: bool) -> PublishAction:
    """Edit or delete where the platform can; a new post that points back where it cannot."""
    if kind is MessageKind.REPLY or (kind is MessageKind.ANSWER and not PLATFORMS[account.platform].lists_answers):
        return PublishAction.REPLY
    if not has_original:
        return PublishAction.PUBLISH
    if kind not in _FOLLOW_UPS:
        return PublishAction.FOLLOW_UP
    ability, action = _FOLLOW_UPS[kind]
    return PublishAction.FOLLOW_UP if PLATFORMS[account.platform].cannot(ability) else action


def render(job: RenderJob, signup_url: str = "") -> Rendering:
    """Raises `InvalidInput` naming channel, length, limit and what to do. `signup_url`: where whoever is written to can end it."""
    made, spec = _in_one_language(job, signup_url), PLATFORMS[job.account.platform]
    if not (spec.shows_versions or (spec.addressed and job.content.audience)):
        return made
    return made.model_copy(update={"versions": tuple(_version(each, signup_url) for each in job.versions)})


def _version(job: RenderJob, signup_url: str) -> Rendering:
    """By the same bounds as the message itself. Raises `InvalidInput` that says which language it is about."""
    try:
        return _in_one_language(job, signup_url)
    except InvalidInput as error:
        raise InvalidInput(
            say("In {language}: {problem}", language=Language(job.language), problem=error.sentence)
        ) from None


def _in_one_language(job: RenderJob, signup_url: str) -> Rendering:
    spec = PLATFORMS[job.account.platform]
    title, text = _fitting(job, spec, _way_out(job, spec, signup_url))
    _check_media(job, spec)
    carried = spec.media.carried(job.content.media)
    return Rendering(
        account_id=job.account.id,
        action=plan_action(job.account, job.content.kind, has_original=job.original is not None),
        title=title,
        text=text,
        link=job.content.link,
        media=carried,
        left_out=tuple(one for one in job.content.media if one.whole not in {each.whole for each in carried}),
        length=_length(job, spec, text),
        limit=_limit(job, spec),
        unit=spec.unit,
        facts=_facts(job, title) | ({} if _replies(job) else spec.details(job, text)),
    )


def _fitting(job: RenderJob, spec: ChannelSpec, way_out: str | None) -> tuple[str, str]:
    """The full text if it fits, else the short one, else a refusal. A brief channel tries the short one first.

    Of a correction what was wrong is left out before the advice is: then it says only when it was corrected.
    """
    limit, title = _limit(job, spec), _title(job)
    bodies = [job.content.body, *([job.content.short] if job.content.short else [])]
    texts = [
        _compose(job, spec, [head, body], None if spec.titled or _replies(job) else title, way_out)
        for head in _heads(job)
        for body in (bodies[::-1] if spec.brief else bodies)
    ]
    fitting = next((text for text in texts if limit is None or _length(job, spec, text) <= limit), None)
    if fitting is not None:
        return title, fitting
    found = min(_length(job, spec, text) for text in texts)
    facts = {"channel": spec.name, "limit": limit, "found": found, "account": job.account.id}
    if spec.unit == "bytes":
        raise InvalidInput(
            say(
                "{channel} takes {limit} bytes and the text has {found}. Write a shorter version (--short), or leave "
                "{account} out.",
                **facts,
            )
        )
    raise InvalidInput(
        say(
            "{channel} takes {limit} characters and the text has {found}. Write a shorter version (--short), or "
            "leave {account} out.",
            **facts,
        )
    )


def declines(account: Account, content: Content, *, has_original: bool) -> Sentence | None:
    """Why there is nothing for this account in the message; None if there is."""
    spec = PLATFORMS[account.platform]
    if spec.addressed and not (account.recipients or account.sandbox or content.audience):
        return say(
            "{account} has nobody to write to. Give it `recipients:` in the municipality file.", account=account.id
        )
    if plan_action(account, content.kind, has_original=has_original) in _NEEDS_NO_FILE:
        return None
    return spec.media.declines(content.media)


def beside(made: Rendering) -> list[Sentence]:
    """What the preview tells beside the text: what each channel put into `facts`, and what is left out."""
    told = [sentence for spec in PLATFORMS.values() for sentence in spec.beside(made.facts)]
    told += same_words.sentences(made.facts)
    told += [
        say(
            "Goes out smaller here, as this channel takes it: {alt}, {width} × {height} pixels, {size} kB.",
            alt=one.alt,
            width=one.width,
            height=one.height,
            size=-(-one.size // 1000),
        )
        for one in made.media
        if one.made_from
    ]
    return told + [
        say("Goes without the file, which this channel does not carry: {alt}", alt=one.alt) for one in made.left_out
    ]


def _check_media(job: RenderJob, spec: ChannelSpec) -> None:
    media = job.content.media
    why = declines(job.account, job.content, has_original=job.original is not None)
    why = why or spec.media.too_much(spec.name, job.account.id, media)
    if why:
        raise InvalidInput(why)


def _length(job: RenderJob, spec: ChannelSpec, text: str) -> int:
    """With the longest name that the text may go out with."""
    return spec.count(f"{job.begins} {text}" if job.begins else text)


def _limit(job: RenderJob, spec: ChannelSpec) -> int | None:
    privately = job.content.answers is not None and job.content.answers.privately
    of_reply = (spec.private_limit if privately else None) or spec.reply_limit
    return job.account.max_length or (of_reply if _replies(job) else None) or spec.limit


def _replies(job: RenderJob) -> bool:
    return plan_action(job.account, job.content.kind, has_original=False) is PublishAction.REPLY


def _title(job: RenderJob) -> str:
    title = job.content.title
    mark = _added(job).marks.get(job.content.kind)
    if mark and not title.upper().startswith(mark.upper()):
        title = f"{mark}: {title}"
    return f"{MARK}: {title}" if job.exercise else title


def _added(job: RenderJob) -> PublicWords:
    return public_words(job.language, job.own_words)


def _heads(job: RenderJob) -> list[str]:
    """What stands above a correction, the whole of it first."""
    content = job.content
    if not content.corrected:
        return [""]
    when = f"{_added(job).corrected} {content.corrected}"
    return [f"{when}: {content.wrong}", f"{when}."] if content.wrong else [f"{when}."]


def _compose(job: RenderJob, spec: ChannelSpec, body: list[str], title: str | None, way_out: str | None) -> str:
    """`title` is None where it has a place of its own, `way_out` where nobody of the register is written to."""
    content = job.content
    title = None if title and spec.short and _said_below(job, body) else title
    parts = [
        title or (MARK if job.exercise else None),
        *body,
        f"{_added(job).next_update}: {content.next_update}" if content.next_update else None,
        content.link,
        f"{spec.dash} {signature}" if (signature := _signature(job, spec, body, title)) else None,
        way_out,
        MARK if job.exercise else None,
    ]
    return "\n\n".join(part.strip() for part in parts if part)


def _way_out(job: RenderJob, spec: ChannelSpec, signup_url: str) -> str | None:
    """How the register's people end it. Short, since in an SMS it may be a part more; and part of what is approved."""
    if not (signup_url and spec.addressed and job.content.audience) or _replies(job):
        return None
    return (
        f"{_added(job).end}: {signup_url.removeprefix('https://')}"
        if spec.short
        else f"{_added(job).end}: {signup_url}"
    )


def _said_below(job: RenderJob, body: list[str]) -> bool:
    """A headline that says what kind of message it is stays, whatever follows."""
    marked = job.content.kind in public_words(job.language).marks
    return not marked and not body[0] and redundant_words.says_headline(body[-1], job.content.title)


def _signature(job: RenderJob, spec: ChannelSpec, body: list[str], title: str | None) -> str | None:
    """None where the writer has signed; in a short post also where the municipality is named, there or by the account itself."""
    signature = job.content.signature or (job.municipality if job.crisis else None)
    if not signature or _signed(body[-1], signature):
        return None
    said = redundant_words.names(f"{title or ''}\n{body[-1]}", signature) or redundant_words.speaks_as(
        job.account.handle, signature
    )
    return None if spec.short and said and not job.content.signature else signature


def _signed(body: str, signature: str) -> bool:
    """Whether the writer has put it as the last words already."""
    return bool(re.search(rf"(?<!\w){re.escape(signature)}\W*\Z", body))


def _facts(job: RenderJob, title: str) -> dict[str, str]:
    """What the public page and its CAP feed need beside the text."""
    content: Content = job.content
    facts = {
        "kind": content.kind.value,
        "headline": title,
        "municipality": job.municipality,
        "sender": job.sender,
        "description": "\n\n".join(filter(None, (_heads(job)[0], content.body))),
        "next_update": content.next_update or "",
        "link": content.link or "",
        "status": "Exercise" if job.exercise else "Actual",
        "language": job.language if job.language == "en" else f"{job.language}-NO",
    }
    if question := content.question:
        facts |= {"question": question.question_id, "standing": question.standing.value, "source": question.source}
    if job.crisis:
        facts |= {"event": job.crisis.title, "area": job.crisis.where, "severity": job.crisis.severity.value}
        facts |= {"number": job.number, "polygons": job.area, "outline": job.outline}
    return {name: value for name, value in facts.items() if value}
