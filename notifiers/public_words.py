"""The few words we add to a text for the public, in the municipality's language: a text in nynorsk has none of bokmål's."""

from schemas.base import Noun
from schemas.content import MessageKind


class PublicWords(Noun):
    marks: dict[MessageKind, str]
    """Before the headline."""
    corrected: str
    """Before when, and what was wrong: “Rettet kl. 14.14: Det stod ett minutt, det skal være tre.”"""
    next_update: str


def _words(correction: str, retraction: str, all_clear: str, corrected: str, next_update: str) -> PublicWords:
    marks = {
        MessageKind.CORRECTION: correction,
        MessageKind.RETRACTION: retraction,
        MessageKind.ALL_CLEAR: all_clear,
    }
    return PublicWords(marks=marks, corrected=corrected, next_update=next_update)


_BY_LANGUAGE = {
    "nb": _words("Rettelse", "Trukket tilbake", "Faren er over", "Rettet", "Neste oppdatering"),
    "nn": _words("Retting", "Trekt tilbake", "Faren er over", "Retta", "Neste oppdatering"),
    "en": _words("Correction", "Withdrawn", "The danger is over", "Corrected", "Next update"),
}
MARKS = _BY_LANGUAGE["nb"].marks


def public_words(language: str) -> PublicWords:
    """In bokmål where we have no words of our own: a text in Northern Sámi is read by people who read both."""
    return _BY_LANGUAGE.get(language, _BY_LANGUAGE["nb"])
