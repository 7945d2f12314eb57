"""What Pydantic found, as sentences that say what to write instead. The value itself is shown only where it is a
word from a fixed list: anything else may hold a secret."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any

from config.reading.nearest import hint
from schemas.dialogue.rules import NAMED
from schemas.drafts.own_words import ONE_LINE
from schemas.sentence import Sentence, say

Fault = Mapping[str, Any]
"""One item of `ValidationError.errors()`."""


def explain(fault: Fault, name: str, known: tuple[str, ...] = ()) -> Sentence:
    """`name` is what the reader calls the value; `known` the keys that may stand where an unknown one was found."""
    kind = fault["type"]
    if kind == "extra_forbidden":
        return say("{key} is not a known key. {hint}", key=name, hint=hint(name, known))
    if kind == "string_pattern_mismatch":
        return _pattern(name, str(fault["ctx"]["pattern"]))
    words = next((make for start, make in _BY_KIND.items() if kind.startswith(start)), _other)
    return words(fault, name)


def joined(sentences: Iterable[Sentence]) -> Sentence:
    """One after the other, as one sentence for those who show only one."""
    return reduce(lambda first, second: say("{first} {second}", first=first, second=second), sentences)


def _choice(fault: Fault, name: str) -> Sentence:
    allowed = re.findall(r"'([^']*)'", str(fault["ctx"]["expected"]))
    return say("{key} cannot be {value}. {hint}", key=name, value=str(fault["input"])[:40], hint=_one_of(allowed))


def _one_of(allowed: list[str]) -> Sentence:
    return say("Write one of: {known}.", known=", ".join(allowed))


def _text(fault: Fault, name: str) -> Sentence:
    if isinstance(fault["input"], int | float):
        return say("{key} must be text. Put the value in quotes.", key=name)
    return say("{key} must be text. Write words after the colon.", key=name)


def _too_short(_fault: Fault, name: str) -> Sentence:
    return say("{key} is empty. Write at least one.", key=name)


def _other(fault: Fault, name: str) -> Sentence:
    return say("{key} cannot be used: {detail}. Correct the value.", key=name, detail=str(fault["msg"]))


_BY_KIND: dict[str, Callable[[Fault, str], Sentence]] = {
    "missing": lambda _f, name: say("{key} is missing. Add it.", key=name),
    "enum": _choice,
    "literal_error": _choice,
    "string_type": _text,
    "string_too_short": lambda _f, name: say("{key} is empty. Write something, or remove the line.", key=name),
    "string_too_long": lambda f, name: say(
        "{key} is too long. Write at most {limit} characters.", key=name, limit=f["ctx"]["max_length"]
    ),
    "too_short": _too_short,
    "date": lambda _f, name: say("{key} must be a date that exists. Write it as 2011-01-15.", key=name),
    "time_delta": lambda _f, name: say(
        '{key} must be a duration. Write hours, minutes and seconds as "00:05:00".', key=name
    ),
    "greater_than_equal": lambda f, name: say("{key} must be at least {limit}.", key=name, limit=f["ctx"]["ge"]),
    "greater_than": lambda f, name: say("{key} must be above {limit}.", key=name, limit=f["ctx"]["gt"]),
    "less_than_equal": lambda f, name: say("{key} must be at most {limit}.", key=name, limit=f["ctx"]["le"]),
    "int": lambda _f, name: say("{key} must be a whole number, for example 500.", key=name),
    "float": lambda _f, name: say("{key} must be a number, for example 10.", key=name),
    "bool": lambda _f, name: say("{key} must be true or false.", key=name),
    "tuple": lambda _f, name: say("{key} must be a list. Write each item on its own line after a hyphen.", key=name),
    "model": lambda _f, name: say("{key} must be a block of lines of the form `key: value`.", key=name),
    "dict": lambda _f, name: say("{key} must be a block of lines of the form `key: value`.", key=name),
}
"""By the beginning of Pydantic's error type; the first that fits."""


def _pattern(key: str, pattern: str) -> Sentence:
    name = say("An id has small letters a–z, digits and hyphens, at most 40. Write for example kriseside.")
    if pattern == ONE_LINE:
        return say("{key} must be words on one line. Write some, or remove the line.", key=key)
    if NAMED in pattern:
        return say("{key} needs {place} once, and no other curly brackets.", key=key, place="{name}")
    by_key: dict[str, Sentence] = {
        **dict.fromkeys(("id", "scenario", "after", "account", "template"), name),
        "file": say("Write the name of a file that lies beside the municipality file and ends in .geojson."),
        "quiet_hours": say('Write the quiet hours as "22:00-07:00".'),
        "secret": say(
            "Here goes the name of a stored secret, never the secret itself: small letters, digits and hyphens. "
            "Store it with `krisekanal secret set NAME` and write `secret: NAME`."
        ),
        "number": say('Write the municipality number as four digits in quotes, for example "5035".'),
        "homepage": say("Write the whole address of the home page, for example https://www.stjordal.kommune.no."),
        "sender": say("Write one word that is yours alone, such as a host name: www.stjordal.kommune.no."),
        "link": say("Write the whole address, for example https://www.stjordal.kommune.no."),
        "language": say("Write nb, nn, en or se."),
        "email": say("Write an e-mail address, for example kari@stjordal.example."),
        "mobile": say("Write the number with its country code and without spaces, for example +4791234567."),
    }
    return by_key.get(key, say("{key} must have the form {pattern}.", key=key, pattern=pattern))
