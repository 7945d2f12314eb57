"""Message templates: what is asked for, and the text that comes of it."""

from collections.abc import Iterable, Mapping
from string import Formatter

from pydantic import ValidationError

from config.reading.explain import explain, joined
from schemas.drafts.content import Content
from schemas.errors import InvalidInput
from schemas.municipality import Template, TemplateVersion
from schemas.sentence import Sentence, say

OWN_PLACE = ("next_update", "link")
"""Fields that are no placeholders: `Content` keeps them apart, and every channel writes them in its own place."""


def fill(template: Template, fields: dict[str, str], *, signature: str | None = None) -> Content:
    """With its versions: `en:where` is `where` in English, and without it each has the same words. Raises `InvalidInput` with
    everything that is missing, unknown or too long, at once."""
    missing, unknown = mismatch(
        template.fields, {name: said for name, said in fields.items() if not _of(template, name)}
    )
    if missing or unknown:
        raise InvalidInput(_mismatch_sentence(template, missing, unknown))
    given = {name: value.strip() for name, value in fields.items()}
    made = {
        "kind": template.kind,
        **_texts(template, given),
        "versions": tuple(_version(version, given) for version in template.versions),
        "signature": signature,
        **{name: given[name] for name in OWN_PLACE if name in given},
    }
    try:
        return Content.model_validate(made)
    except ValidationError as error:
        raise InvalidInput(joined(explain(dict(f), str(f["loc"][-1])) for f in error.errors())) from None


def _of(template: Template, name: str) -> bool:
    """Whether it is a field in the words of one of the versions."""
    language, _, field = name.partition(":")
    return field in template.fields and language in {version.language for version in template.versions}


def _version(version: TemplateVersion, given: Mapping[str, str]) -> dict[str, str | None]:
    """A promise is said in its own words alone: those of the message are in another language."""
    start = f"{version.language}:"
    own = {name.removeprefix(start): said for name, said in given.items() if name.startswith(start) and said}
    texts = _texts(version, dict(given) | own)
    return {"language": version.language, **texts, "next_update": own.get("next_update")}


def _texts(text: Template | TemplateVersion, given: Mapping[str, str]) -> dict[str, str | None]:
    short = _filled(text.short, given) if text.short else None
    return {"title": _filled(text.title, given), "body": _filled(text.body, given), "short": short}


def mismatch(wanted: Iterable[str], given: Mapping[str, object]) -> tuple[list[str], list[str]]:
    """(fields without words, words without a field), each in the order they came. Blank words count as missing."""
    names = list(wanted)
    missing = [name for name in names if not str(given.get(name) or "").strip()]
    return missing, [name for name in given if name not in names]


def placeholders(text: str) -> tuple[str, ...]:
    """Names in curly brackets, in order. Raises `ValueError` for brackets that do not fit."""
    found = []
    for _, name, form, conversion in Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            raise ValueError(text)
        found.append(name)
    return tuple(found)


def _filled(text: str, given: Mapping[str, str]) -> str:
    """Puts words in, never code: no attribute or index of a value can be reached."""
    parts = Formatter().parse(text)
    return "".join(before + (given[name] if name is not None else "") for before, name, _, _ in parts).strip()


def _mismatch_sentence(template: Template, missing: list[str], unknown: list[str]) -> Sentence:
    asks = ", ".join(template.fields)
    if not unknown:
        return say(
            "The template {id} also needs {missing}. Fill in every field.", id=template.id, missing=", ".join(missing)
        )
    if not missing:
        return say(
            "The template {id} does not ask for {unknown}. It asks for {fields}.",
            id=template.id,
            unknown=", ".join(unknown),
            fields=asks,
        )
    return say(
        "The template {id} also needs {missing}, and does not ask for {unknown}. It asks for {fields}.",
        id=template.id,
        missing=", ".join(missing),
        unknown=", ".join(unknown),
        fields=asks,
    )
