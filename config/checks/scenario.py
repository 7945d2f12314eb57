"""What a scenario can get wrong: in itself, and against the municipality that is to play it."""

from collections.abc import Iterator
from pathlib import Path

from config.reading.nearest import hint
from config.reading.source import Source, SourceItem
from config.reading.templates import mismatch
from schemas.errors import Problem
from schemas.exercises.scenario import WRITTEN, InjectKind
from schemas.municipality import Municipality
from schemas.sentence import say

_HAVE_ACCOUNT = (*WRITTEN, InjectKind.CHANNEL_FAILS, InjectKind.LEADER_POSTS)
_USUAL_END = 7200


def in_itself(source: Source) -> Iterator[Problem]:
    yield from _named_like_its_file(source)
    yield from _repeated(source)
    yield from _follows_something(source)
    yield from _before_the_end(source)
    yield from _account_where_one_is_meant(source)
    yield from _said_where_residents_write(source)


def in_this_municipality(source: Source, municipality: Municipality) -> Iterator[Problem]:
    yield from _template(source, municipality)
    for entry in source.entries("injects"):
        name, known = entry.text("account"), [a.id for a in municipality.accounts]
        if name is not None and name not in known:
            yield source.problem(
                entry.at("account"), say("There is no account {id}. {hint}", id=name, hint=hint(name, known))
            )
    groups = [group.id for group in municipality.target_groups]
    for place, name in source.top().texts("target_groups"):
        if name not in groups:
            yield source.problem(place, say("There is no target group {id}. {hint}", id=name, hint=hint(name, groups)))


def _named_like_its_file(source: Source) -> Iterator[Problem]:
    stem = Path(source.file).stem
    if source.top().text("id") not in (None, stem):
        yield source.problem(("id",), say("A scenario has the name of its file. Write id: {id}.", id=stem))


def _repeated(source: Source) -> Iterator[Problem]:
    for section in ("injects", "expected"):
        first: dict[str, SourceItem] = {}
        for entry in source.entries(section):
            name = entry.text("id")
            if name and first.setdefault(name, entry) is not entry:
                line = source.lines[first[name].at("id")]
                yield source.problem(
                    entry.at("id"),
                    say("The id {id} is already used on line {line}. Choose another.", id=name, line=line),
                )


def _follows_something(source: Source) -> Iterator[Problem]:
    known = source.ids("injects")
    for entry in source.entries("expected"):
        name = entry.text("after")
        if name is not None and name not in known:
            yield source.problem(
                entry.at("after"), say("There is no inject {id}. {hint}", id=name, hint=hint(name, known))
            )


def _before_the_end(source: Source) -> Iterator[Problem]:
    end = source.top().data.get("lasts", _USUAL_END)
    for entry in source.entries("injects"):
        at = entry.data.get("at")
        if isinstance(at, int) and isinstance(end, int) and at >= end:
            yield source.problem(
                entry.at("at"),
                say(
                    "This comes after the exercise has ended ({end} seconds). Let it come sooner, or raise `lasts`.",
                    end=end,
                ),
            )


def _account_where_one_is_meant(source: Source) -> Iterator[Problem]:
    for entry in source.entries("injects"):
        if "account" in entry.data and entry.text("kind") not in _HAVE_ACCOUNT:
            yield source.problem(
                entry.at("account"),
                say(
                    "Only {kinds} concern an account. Remove it.", kinds=", ".join(kind.value for kind in _HAVE_ACCOUNT)
                ),
            )


def _said_where_residents_write(source: Source) -> Iterator[Problem]:
    for entry in source.entries("injects"):
        if entry.data.get("says") and entry.text("kind") not in WRITTEN:
            kinds = ", ".join(kind.value for kind in WRITTEN)
            yield source.problem(entry.at("says"), say("Only in {kinds} do residents write. Remove it.", kinds=kinds))


def _template(source: Source, municipality: Municipality) -> Iterator[Problem]:
    name = source.top().text("template")
    template = municipality.template(name) if name else None
    if name and template is None:
        known = [t.id for t in municipality.templates]
        yield source.problem(
            ("template",), say("There is no template {id} in the file. {hint}", id=name, hint=hint(name, known))
        )
    given = source.top().data.get("fields")
    if template is None or not isinstance(given, dict):
        return
    for field in mismatch(template.fields, given)[1]:
        yield source.problem(
            ("fields", field),
            say("The template does not ask for {name}. {hint}", name=field, hint=hint(field, template.fields)),
        )
