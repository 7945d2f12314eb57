"""A municipality's own words have a place for what is put into them, and say which still stand in bokmål."""

from collections.abc import Iterator

from config.reading.source import Source
from schemas.drafts.own_words import PLACES, OwnWords, places_in
from schemas.errors import Problem
from schemas.municipality import Municipality
from schemas.sentence import Sentence, say

_UNTRANSLATED = ("se",)
"""Languages of texts that we have no words of our own in."""


def places_are_there(source: Source) -> Iterator[Problem]:
    written = source.top().data.get("words")
    for language, phrases in (written if isinstance(written, dict) else {}).items():
        for name, phrase in (phrases if isinstance(phrases, dict) else {}).items():
            wanted = PLACES.get(name, set())
            if isinstance(phrase, str) and name in OwnWords.model_fields and places_in(phrase) != wanted:
                yield source.problem(("words", language, name), _wrong(name, wanted))


def _wrong(name: str, wanted: set[str]) -> Sentence:
    if wanted:
        return say("{key} needs {place} once, and no other curly brackets.", key=name, place=f"{{{min(wanted)}}}")
    return say("{key} takes no curly brackets. Write the words only.", key=name)


def lacking(town: Municipality) -> list[Sentence]:
    """No mistake: which words stand in bokmål beside texts in a language of the file's that we do not speak."""
    used = {town.organisation.language} | {name for name in _UNTRANSLATED if town.words.of(name) != OwnWords()}
    return [
        say(
            "Beside texts in {language} these words stand in bokmål until `words:` has them: {names}.",
            language=language,
            names=", ".join(missing),
        )
        for language in _UNTRANSLATED
        if language in used and (missing := town.words.of(language).missing())
    ]
