"""The same text in other languages, as the form asks: each has fields of its own, and is there where something is written in them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from starlette.datastructures import FormData

from desk.web.forms import build, words
from schemas.drafts.content import Content, LanguageVersion
from schemas.errors import InvalidInput
from schemas.language import Language
from schemas.municipality import Template
from schemas.sentence import say

VERSION = "version:"
"""Prefix of the form's names: `version:nn:title`."""
WITHOUT = "without"
"""Ticked: not this version of the template."""
PARTS = ("wrong", "title", "body", "short", "next_update", "signature")
Promised = Callable[[str, Language], str | None]


class Offered(NamedTuple):
    language: Language
    typed: bool
    filled: bool
    """By the template: it asks for what the template asks for."""


def versions(form: FormData, promised: Promised, made: Sequence[Mapping[str, Any]] = ()) -> tuple[LanguageVersion, ...]:
    """`promised`: when the next update comes, as a language says it, from what its own field has. `made`: those that a template
    has filled, of which the form says nothing but that, and which are to go along. Raises `InvalidInput`."""
    filled = {each["language"]: {part: each[part] for part in PARTS if each[part]} for each in made}
    given = {language: _given(form, language, filled.get(language)) for language in Language}
    return tuple(_built(language, words, promised) for language, words in given.items() if words)


def _given(form: FormData, language: Language, filled: dict[str, str] | None) -> dict[str, str]:
    typed = _typed(form, language)
    if filled is None:
        return typed
    if words(form, f"{VERSION}{language}:{WITHOUT}"):
        return {}
    return filled | ({"next_update": typed["next_update"]} if "next_update" in typed else {})


def offered(form: FormData, usual: str, template: Template | None = None) -> list[Offered]:
    """Those there are fields for: never the text's own, unless words stand there."""
    own, filled = words(form, "language") or usual, _of(template)
    found = [Offered(each, bool(_typed(form, each)), each in filled) for each in Language]
    return [one for one in found if one.typed or one.language != own]


def hidden(form: FormData, template: Template | None) -> list[tuple[str, str]]:
    """Words for a language that the template has its own words in: they wait, unseen."""
    return [
        (f"{VERSION}{language}:{part}", value)
        for language in _of(template)
        for part, value in _typed(form, language).items()
        if part != "next_update"
    ]


def _of(template: Template | None) -> list[Language]:
    return [version.language for version in template.versions] if template else []


def pairs(text: Content) -> list[tuple[str, str]]:
    """As the form has it."""
    return [
        (f"{VERSION}{version.language}:{part}", getattr(version, part) or "")
        for version in text.versions
        for part in PARTS
    ]


def texts(text: Content) -> dict[str, str]:
    """Part to words, for a comparison: `nn:title`."""
    return {name.removeprefix(VERSION): value for name, value in pairs(text)}


def typed_texts(form: FormData) -> dict[str, str]:
    """The same, as they stand in the form."""
    found = {f"{language}:{part}": value for language in Language for part, value in _typed(form, language).items()}
    return {name: value.replace("\r\n", "\n") for name, value in found.items()}


def _typed(form: FormData, language: Language) -> dict[str, str]:
    found = {part: words(form, f"{VERSION}{language}:{part}") for part in PARTS}
    return {part: value for part, value in found.items() if value}


def _built(language: Language, given: dict[str, str], promised: Promised) -> LanguageVersion:
    if says := promised(given.pop("next_update", ""), language):
        given["next_update"] = says
    try:
        return build(LanguageVersion, language=language, **given)
    except InvalidInput as error:
        raise InvalidInput(say("In {language}: {problem}", language=language, problem=error.sentence)) from None
