"""From what was typed to a text: a template with its fields, or words of one's own."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData, UploadFile

from config.language.own_times import clock_words
from config.reading.templates import OWN_PLACE, fill
from desk.web.forms import build, one_of, several, words
from desk.web.visitor import Visitor
from desk.web.writing import audience_form, versions_form
from desk.web.writing.form_files import KEPT, files
from policy.promises.promised_times import time_of
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.draft import Draft
from schemas.language import Language
from schemas.municipality import Template

FIELD = "field:"
"""Prefix of the form's names for a template's own fields."""
_WHERE = f"{FIELD}where"
_OWN = ("title", "body", "short")


def content(visitor: Visitor, form: FormData) -> Content:
    """Raises `InvalidInput` with everything that is missing or wrong."""
    kind = one_of(form, "kind", MessageKind, MessageKind.MESSAGE)
    template = template_of(visitor, form, kind)
    own = {name: words(form, name) for name in ("title", "wrong", "body", "short", "link")}
    made: dict[str, Any] = _filled(template, form) if template else own
    given = words(form, "next_update")
    promised = promise(visitor, given, words(form, "language"))
    changes: dict[str, Any] = {
        "kind": kind,
        "signature": words(form, "signature"),
        "language": words(form, "language"),
        "target_groups": several(form, "target"),
        "media": files(visitor, form),
        "audience": audience_form.audience(form) if kind is MessageKind.MESSAGE else None,
        "versions": _versions(visitor, form, given, made.pop("versions", ())),
        **promised,
    }
    return build(Content, **{k: v for k, v in (made | {k: v for k, v in changes.items() if v}).items() if v})


def _versions(
    visitor: Visitor, form: FormData, given: str, made: Sequence[dict[str, Any]]
) -> tuple[dict[str, Any], ...]:
    """Where one does not say when the next update comes, a clock time of the message is said in its language."""

    def promised(own: str, language: Language) -> str | None:
        said = promise(visitor, own or (given if _clock(given) else ""), language)
        return said.get("next_update")

    return tuple(version.model_dump() for version in versions_form.versions(form, promised, made))


def template_of(visitor: Visitor, form: FormData, kind: MessageKind) -> Template | None:
    """The one chosen; a retraction and the like begin with the pre-approved one, a correction with the message itself."""
    municipality, wanted = visitor.app_state.ctx.municipality, words(form, "template")
    if wanted == "own" or kind is MessageKind.CORRECTION:
        return None
    if not wanted and kind is not MessageKind.MESSAGE and "body" not in form:
        return next((t for t in municipality.templates if t.kind is kind and t.preapproved), None)
    found = municipality.template(wanted)
    return found if found and found.kind is kind else None


def switched(form: FormData) -> FormData:
    """Another template was chosen: in words of one's own, what stood in its fields is the text to begin with."""
    said = [v for n, v in form.multi_items() if n.startswith(FIELD) and isinstance(v, str) and v.strip()]
    if words(form, "template") != "own" or words(form, "body") or not said:
        return form
    return FormData([*(pair for pair in form.multi_items() if pair[0] != "body"), ("body", "\n\n".join(said))])


def placed(form: FormData, template: Template | None, where: str) -> FormData:
    """Nobody writes again where it happened: a template that asks begins with what the crisis says. An emptied field stays empty."""
    if template is None or _WHERE.removeprefix(FIELD) not in template.fields or _WHERE in form:
        return form
    return FormData([*form.multi_items(), (_WHERE, where)])


def carried(form: FormData, template: Template | None) -> list[tuple[str, str]]:
    """Words that the form has no place for just now, in another template or none: they wait, unseen."""
    drawn = {"title", "body", "short"}
    if template:
        drawn = {*(FIELD + name for name in template.fields), *_in_other_languages(template)}
    return [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and value and name not in drawn and (name in _OWN or name.startswith(FIELD))
    ] + versions_form.hidden(form, template)


def fields_of(draft: Draft) -> FormData:
    """A draft as the form that makes it again: words of one's own, whatever it began as."""
    return as_form(draft.revision.content, draft.revision.accounts, draft.refers_to)


def as_form(text: Content, accounts: Sequence[str], refers_to: str | None) -> FormData:
    pairs: list[tuple[str, str | UploadFile]] = [
        ("kind", text.kind.value),
        ("template", "own"),
        ("title", text.title),
        ("wrong", text.wrong or ""),
        ("body", text.body),
        ("short", text.short or ""),
        ("link", text.link or ""),
        ("next_update", text.next_update or ""),
        ("signature", text.signature or ""),
        ("language", text.language or ""),
        ("original", refers_to or ""),
    ]
    pairs += [("target", g) for g in text.target_groups] + [("account", a) for a in accounts]
    pairs += audience_form.pairs(text.audience)
    pairs += versions_form.pairs(text)
    for media in text.media:
        pairs.append((KEPT, f"{media.sha256}:{media.alt}"))
    return FormData(pairs)


def promise(visitor: Visitor, given: str, language: str | None = None) -> dict[str, Any]:
    """`14:30` (from the time field) is a time today or tomorrow, said as “kl. 14.30” or “i morgen kl. 14.30” in the text's
    language; other words stand as they are, with the time they mean."""
    if not given:
        return {}
    zone = ZoneInfo(visitor.app_state.ctx.municipality.organisation.timezone)
    now = visitor.app_state.ctx.clock().astimezone(zone)
    wanted = _clock(given)
    if wanted is None:
        meant = time_of(given, now, zone)
        return {"next_update": given} | ({"next_update_at": meant.at} if meant and not meant.from_now else {})
    at = datetime.combine(now.date(), wanted, zone)
    today = at > now
    at = at if today else at + timedelta(days=1)
    said = clock_words(visitor.app_state.ctx.municipality, language, at, tomorrow=not today)
    return {"next_update": said, "next_update_at": at}


def _clock(given: str) -> time | None:
    """A time of day and nothing else."""
    try:
        return datetime.strptime(given.removeprefix("kl.").strip().replace(".", ":"), "%H:%M").time()  # noqa: DTZ007  # a wall clock
    except ValueError:
        return None


def same_promise(made: Content, before: Content) -> Content:
    """“kl. 14.30” that was there already is the time it was, not the next one."""
    if made.next_update != before.next_update:
        return made
    return made.model_copy(update={"next_update_at": before.next_update_at})


def _filled(template: Template, form: FormData) -> dict[str, Any]:
    fields = {name: words(form, FIELD + name) for name in template.fields if name not in OWN_PLACE}
    own = {name: words(form, name) for name in template.fields if name in OWN_PLACE}
    others = {name.removeprefix(FIELD): words(form, name) for name in _in_other_languages(template)}
    made = fill(template, fields | own | {name: said for name, said in others.items() if said}).model_dump()
    return {name: made[name] for name in ("title", "body", "short", "link", "next_update", "versions")}


def _in_other_languages(template: Template) -> list[str]:
    """`field:nn:where`."""
    asked = [name for name in template.fields if name not in OWN_PLACE]
    return [f"{FIELD}{version.language}:{name}" for version in template.versions for name in asked]
