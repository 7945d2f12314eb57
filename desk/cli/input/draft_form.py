"""From options to a text: a template with its fields, or words of one's own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.reading.explain import explain, joined
from config.reading.templates import fill
from desk.cli.desk import Desk
from desk.cli.input.version_files import versions
from schemas.base import Noun
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.media import Media
from schemas.errors import InvalidInput, NotFound
from schemas.language import Language
from schemas.municipality import Template
from schemas.recipients.recipient import Audience
from schemas.sentence import say
from schemas.text_door import let_in
from store.files import incoming


class TextOptions(Noun):
    """The options of every command that takes a text, as given."""

    title: str | None = None
    text: str | None = None
    file: Path | None = None
    short: str | None = None
    template: str | None = None
    field: tuple[str, ...] = ()
    link: str | None = None
    next_update: str | None = None
    signature: str | None = None
    language: Language | None = None
    version: tuple[str, ...] = ()
    wrong: str | None = None
    target: tuple[str, ...] = ()
    media: tuple[Path, ...] = ()
    alt: tuple[str, ...] = ()
    audience: Audience | None = None


def content(desk: Desk, kind: MessageKind, given: TextOptions, before: Content | None = None) -> Content:
    """`before` gives what the options leave out (an edit). Raises `InvalidInput`."""
    made = _base(desk, kind, given, before)
    _known_targets(desk, given.target)
    changes: dict[str, Any] = {
        "kind": kind,
        "title": given.title,
        "body": _body(given),
        "short": given.short,
        "link": given.link,
        "next_update": given.next_update,
        "signature": given.signature,
        "language": given.language,
        "wrong": given.wrong,
        "target_groups": given.target,
        "audience": given.audience,
        "media": _media(desk, given) or (before.media if before else ()),
    }
    made |= {name: value for name, value in changes.items() if value}
    made |= {"versions": versions(given.version, before)} if given.version else {}
    try:
        return Content.model_validate(made)
    except ValidationError as error:
        raise InvalidInput(joined(explain(dict(f), _option(f["loc"][0])) for f in error.errors())) from None


def _option(field: object) -> str:
    """What the reader calls it."""
    return {"body": "--text", "next_update": "--next-update", "target_groups": "--target"}.get(str(field), f"--{field}")


def _base(desk: Desk, kind: MessageKind, given: TextOptions, before: Content | None) -> dict[str, Any]:
    template = _template(desk, kind, given)
    if template and kind is MessageKind.CORRECTION and before:
        return put_right(before, fill(template, pairs(given.field, "--field NAME=WORDS")))
    if template:
        return fill(template, pairs(given.field, "--field NAME=WORDS")).model_dump()
    return before.model_dump() if before else {}


def put_right(before: Content, wrong: Content) -> dict[str, Any]:
    """The message as it stands, under what the template says was wrong, in each language that it says it in."""
    said = {version.language: version.body for version in wrong.versions}
    versions = [version.model_dump() | {"wrong": said.get(version.language)} for version in before.versions]
    return before.model_dump() | {"wrong": wrong.body, "versions": versions}


def _template(desk: Desk, kind: MessageKind, given: TextOptions) -> Template | None:
    """The one named; for a follow-up the pre-approved one, unless words are given."""
    templates = desk.ctx.municipality.templates
    if given.template:
        found = desk.ctx.municipality.template(given.template)
        if found is None:
            ids = ", ".join(t.id for t in templates)
            raise NotFound(say("There is no template {id}. There are {ids}.", id=given.template, ids=ids))
        return found
    words = given.wrong or not given.field if kind is MessageKind.CORRECTION else given.text or given.file
    if kind is MessageKind.MESSAGE or words:
        return None
    return next((t for t in templates if t.kind is kind and t.preapproved), None)


def pairs(given: Sequence[str], form: str) -> dict[str, str]:
    """`form` says how it is written, for whoever wrote it otherwise."""
    parts = [entry.partition("=") for entry in given]
    wrong = [name for name, sign, _ in parts if not sign]
    if wrong:
        raise InvalidInput(say("Write {form}, not {wrong}.", form=form, wrong=", ".join(wrong)))
    return {name.strip(): value.strip() for name, _, value in parts}


def _body(given: TextOptions) -> str | None:
    return given.text if given.file is None else read_text(given.file)


def read_text(file: Path) -> str:
    """Without the mark that Notepad writes before it. Raises `InvalidInput` for what is no text."""
    try:
        return let_in(file.read_text(encoding="utf-8-sig")).strip()
    except (OSError, UnicodeDecodeError):
        raise InvalidInput(say("The file {file} cannot be read as text (UTF-8).", file=str(file))) from None


def _known_targets(desk: Desk, targets: Sequence[str]) -> None:
    known = [group.id for group in desk.ctx.municipality.target_groups]
    wrong = [target for target in targets if target not in known]
    if wrong:
        raise InvalidInput(
            say("There is no target group {wrong}. There are {known}.", wrong=", ".join(wrong), known=", ".join(known))
        )


def _media(desk: Desk, given: TextOptions) -> tuple[Media, ...]:
    if len(given.media) != len(given.alt):
        raise InvalidInput(say("Every --media needs an --alt that says what the picture shows."))
    return tuple(_one(desk, path, alt) for path, alt in zip(given.media, given.alt, strict=True))


def _one(desk: Desk, path: Path, alt: str) -> Media:
    try:
        with path.open("rb") as file:
            return incoming.take_in(desk.ctx, desk.settings, desk.actor, file, alt)
    except OSError:
        raise InvalidInput(say("The file {file} cannot be read.", file=str(path))) from None
