"""Templates ask for exactly what they use."""

from collections.abc import Iterator

from config.reading.source import Source, SourceItem
from config.reading.templates import OWN_PLACE, placeholders
from schemas.errors import Problem
from schemas.sentence import Sentence, say

_TEXTS = ("title", "body", "short")


def placeholders_and_fields(source: Source) -> Iterator[Problem]:
    for entry in source.entries("templates"):
        fields = [name for _, name in entry.texts("fields")]
        broken = list(_broken(source, entry))
        yield from broken
        yield from _unknown(source, entry, fields)
        if not broken:
            yield from _never_used(source, entry)
        yield from _repeated(source, entry)
        yield from _versions(source, entry, fields, readable=not broken)


def _versions(source: Source, entry: SourceItem, fields: list[str], *, readable: bool) -> Iterator[Problem]:
    """Each language once, none of them the municipality's own, and each asks for what the template asks for."""
    seen = {_usual(source)}
    for version in entry.items("versions"):
        broken = list(_broken(source, version))
        yield from broken
        yield from _unknown(source, version, fields)
        language = version.text("language") or ""
        if language in seen:
            yield source.problem(version.at("language"), _language_again(language, _usual(source)))
        seen.add(language)
        if readable and not broken:
            yield from _left_out(source, entry, version)


def _usual(source: Source) -> str:
    own = source.top().data.get("organisation")
    return str(own.get("language", "nb")) if isinstance(own, dict) else "nb"


def _language_again(language: str, usual: str) -> Sentence:
    if language == usual:
        return say(
            "The template itself is in {language}. Take this version out, or say its language.", language=language
        )
    return say("There is a version in {language} already. Keep one of them.", language=language)


def _left_out(source: Source, entry: SourceItem, version: SourceItem) -> Iterator[Problem]:
    there = {name for key in _TEXTS for name in _used(version, key)}
    for name in dict.fromkeys(name for key in _TEXTS for name in _used(entry, key)):
        if name not in there and name not in OWN_PLACE:
            sentence = say("The template uses {name}, and this version does not. Use it here too.", name=name)
            yield source.problem(version.at("body"), sentence)


def _broken(source: Source, entry: SourceItem) -> Iterator[Problem]:
    for key in _TEXTS:
        try:
            placeholders(entry.text(key) or "")
        except ValueError:
            yield source.problem(entry.at(key), _brackets())


def _brackets() -> Sentence:
    return say(
        "The curly brackets do not fit. Write a placeholder as {example}, and a bracket that is only text twice.",
        example="{what}",
    )


def _unknown(source: Source, entry: SourceItem, fields: list[str]) -> Iterator[Problem]:
    for key in _TEXTS:
        for name in _used(entry, key):
            if name in OWN_PLACE:
                yield source.problem(entry.at(key), _has_own_place(name))
            elif name not in fields:
                sentence = say("The text uses {name}, which is not among the fields. Add it to `fields`.", name=name)
                yield source.problem(entry.at(key), sentence)


def _has_own_place(name: str) -> Sentence:
    return say(
        "Every channel writes {name} in its own place. Keep it in `fields` and remove it from the text.", name=name
    )


def _never_used(source: Source, entry: SourceItem) -> Iterator[Problem]:
    used = {name for key in _TEXTS for name in _used(entry, key)} | set(OWN_PLACE)
    for place, name in entry.texts("fields"):
        if name not in used:
            yield source.problem(
                place,
                say("People are asked for {name}, but no text uses it. Use it, or remove it from `fields`.", name=name),
            )


def _repeated(source: Source, entry: SourceItem) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, name in entry.texts("fields"):
        if name in seen:
            yield source.problem(place, say("The field {name} is written twice. Keep one of them.", name=name))
        seen.add(name)


def _used(entry: SourceItem, key: str) -> list[str]:
    try:
        return list(dict.fromkeys(placeholders(entry.text(key) or "")))
    except ValueError:
        return []
