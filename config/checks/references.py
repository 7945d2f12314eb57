"""Every name used is the id of something in the file."""

from collections.abc import Callable, Iterator

from config.reading.nearest import hint
from config.reading.source import Loc, Source
from schemas.errors import Problem
from schemas.sentence import Sentence, say

_SAY: dict[str, Callable[[str, Sentence], Sentence]] = {
    "people": lambda name, near: say("There is no person {id}. {hint}", id=name, hint=near),
    "units": lambda name, near: say("There is no unit {id}. {hint}", id=name, hint=near),
    "accounts": lambda name, near: say("There is no account {id}. {hint}", id=name, hint=near),
    "templates": lambda name, near: say("There is no template {id} in the file. {hint}", id=name, hint=near),
}
_SINGLE = (
    ("units", "leader", "people"),
    ("units", "deputy", "people"),
    ("accounts", "unit", "units"),
    ("accounts", "fallback", "accounts"),
    ("exercises", "template", "templates"),
)
"""(section, key, section whose ids it names)."""


def unknown_names(source: Source) -> Iterator[Problem]:
    for place, name, section in _used(source):
        known = source.ids(section)
        if name not in known:
            yield source.problem(place, _SAY[section](name, hint(name, known)))


def _used(source: Source) -> Iterator[tuple[Loc, str, str]]:
    for section, key, target in _SINGLE:
        for entry in source.entries(section):
            name = entry.text(key)
            if name is not None:
                yield entry.at(key), name, target
    for person in source.entries("people"):
        for place, name in person.texts("deputies"):
            yield place, name, "people"
    for plan in source.entries("exercises"):
        for place, name in plan.texts("players"):
            yield place, name, "people"
    for key in ("staff", "operators"):
        for place, name in source.top().texts(key):
            yield place, name, "people"
    for key in ("notices", "notices_sms"):
        name = source.top().text(key)
        if name is not None:
            yield (key,), name, "accounts"
