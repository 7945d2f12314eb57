"""The few words we add to a text for the public, in the text's language: one in nynorsk has none of bokmål's."""

from schemas.base import Noun
from schemas.drafts.content import MessageKind
from schemas.drafts.own_words import OwnWords


class PublicWords(Noun):
    marks: dict[MessageKind, str]
    """Before the headline."""
    corrected: str
    """Before when, and what was wrong: “Rettet kl. 14.14: Det stod ett minutt, det skal være tre.”"""
    next_update: str
    end: str
    """Before the address at which warnings are ended."""


def _words(correction: str, retraction: str, all_clear: str, corrected: str, next_update: str, end: str) -> PublicWords:
    marks = {
        MessageKind.CORRECTION: correction,
        MessageKind.RETRACTION: retraction,
        MessageKind.ALL_CLEAR: all_clear,
    }
    return PublicWords(marks=marks, corrected=corrected, next_update=next_update, end=end)


_BY_LANGUAGE = {
    "nb": _words("Rettelse", "Trukket tilbake", "Faren er over", "Rettet", "Neste oppdatering", "Slutt å få varsler"),
    "nn": _words("Retting", "Trekt tilbake", "Faren er over", "Retta", "Neste oppdatering", "Slutt å få varsel"),
    "en": _words("Correction", "Withdrawn", "The danger is over", "Corrected", "Next update", "End warnings"),
}
MARKS = _BY_LANGUAGE["nb"].marks


def public_words(language: str, own: OwnWords | None = None) -> PublicWords:
    """The municipality's own before ours; in bokmål where neither has any: who reads Northern Sámi reads that too."""
    ours, own = _BY_LANGUAGE.get(language, _BY_LANGUAGE["nb"]), own or OwnWords()
    return PublicWords(
        marks={kind: getattr(own, kind.value) or mark for kind, mark in ours.marks.items()},
        corrected=own.corrected or ours.corrected,
        next_update=own.next_update or ours.next_update,
        end=own.end_warnings or ours.end,
    )
