"""A municipality's own words for what we add to its texts and for its public page, by language.

No translation is made up here: where a municipality writes in a language that we have no words for, its people give them.
"""

import re
from typing import Annotated

from pydantic import Field

from schemas.base import Noun

ONE_LINE = r"^\S(.*\S)?$"
Phrase = Annotated[str, Field(max_length=200, pattern=ONE_LINE)]
PLACES = {"at": {"time"}, "tomorrow": {"time"}, "crisis_information_from": {"town"}, "many_ongoing": {"count"}}
"""What a phrase must have a place for, `{time}`; every other has none."""


class OwnWords(Noun):
    """Empty: ours stand. The first eight are added to texts, on every channel; the page has the rest, and four of these."""

    correction: Phrase = ""
    """Before the headline, as the two after it: “Rettelse”, “Trukket tilbake”, “Faren er over”."""
    retraction: Phrase = ""
    all_clear: Phrase = ""
    corrected: Phrase = ""
    """“Rettet”, before `at`."""
    next_update: Phrase = ""
    """“Neste oppdatering”, without a colon."""
    at: Phrase = ""
    """“kl. {time}”."""
    tomorrow: Phrase = ""
    """“i morgen kl. {time}”."""
    end_warnings: Phrase = ""
    """“Slutt å få varsler”, before the address where one does; to the register's people alone."""

    crisis_information: Phrase = ""
    crisis_information_from: Phrase = ""
    skip: Phrase = ""
    life_in_danger: Phrase = ""
    fire: Phrase = ""
    police: Phrase = ""
    ambulance: Phrase = ""
    more: Phrase = ""
    all_messages: Phrase = ""
    subscribe: Phrase = ""
    ongoing: Phrase = ""
    do_this_now: Phrase = ""
    map: Phrase = ""
    marked_area: Phrase = ""
    ended: Phrase = ""
    replaced: Phrase = ""
    exercise: Phrase = ""
    correction_first: Phrase = ""
    holds_no_longer: Phrase = ""
    published: Phrase = ""
    none_ongoing: Phrase = ""
    one_ongoing: Phrase = ""
    many_ongoing: Phrase = ""
    updated: Phrase = ""
    nothing_yet: Phrase = ""
    reloads: Phrase = ""
    read_still: Phrase = ""
    still: Phrase = ""
    read_reloading: Phrase = ""
    earlier_wordings: Phrase = ""
    as_it_stood: Phrase = ""
    older: Phrase = ""
    see_all: Phrase = ""
    front_page: Phrase = ""
    for_machines: Phrase = ""
    no_messages: Phrase = ""
    answers: Phrase = ""
    all_answers: Phrase = ""
    no_answers: Phrase = ""
    past_answers: Phrase = ""
    not_true: Phrase = ""
    being_checked: Phrase = ""
    not_yet: Phrase = ""
    source: Phrase = ""
    sign_up: Phrase = ""
    """“Få varsler på mobil eller e-post”."""

    def missing(self) -> list[str]:
        return [name for name in OwnWords.model_fields if not getattr(self, name)]


class Words(Noun):
    """`words:` of the municipality file."""

    nb: OwnWords = OwnWords()
    nn: OwnWords = OwnWords()
    en: OwnWords = OwnWords()
    se: OwnWords = OwnWords()

    def of(self, language: str) -> OwnWords:
        """By the first part of a tag (BCP 47); none of our own where the language is not among these."""
        primary = language.partition("-")[0].lower()
        return getattr(self, primary) if primary in Words.model_fields else OwnWords()


def places_in(phrase: str) -> set[str] | None:
    """Names between curly brackets; None where the brackets do not fit."""
    rest = re.sub(r"\{[a-z]+\}", "", phrase)
    return None if "{" in rest or "}" in rest else set(re.findall(r"\{([a-z]+)\}", phrase))
