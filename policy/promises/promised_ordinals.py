"""Days of a month said in words, nb and nn: “den fjerde”, “første desember”; as the figures that stand for them."""

import re

MONTHS = (
    "jan(?:uary?)?",
    "feb(?:r(?:uary?)?)?",
    "mar(?:s|ch)?",
    "apr(?:il)?",
    "ma[iy]",
    "june?|juni",
    "jul[iy]|jul(?=\\.)",
    "aug(?:ust)?",
    "sept?(?:ember)?",
    "o[kc]t(?:ober)?",
    "nov(?:ember)?",
    "de[sc](?:ember)?",
)
"""Whole words or their short forms: “1. juledag” and “3. jul” are no days of July."""
_UNTIL_TWENTY = (
    "første|fyrste andre tredje fjerde femte sjette sjuende|syvende|sjuande åttende|åttande niende|niande tiende|tiande "
    "ellevte|ellefte tolvte|tolte trettende|trettande fjortende|fjortande femtende|femtande sekstende|sekstande "
    "syttende|syttande attende|attande nittende|nittande tjuende|tyvende|tjuande"
)
_ORDINALS = {word: place for place, words in enumerate(_UNTIL_TWENTY.split(), 1) for word in words.split("|")}
_ORDINALS |= {f"tjue{word}": 20 + place for word, place in _ORDINALS.items() if place < 10}
_ORDINALS |= {"trettiende": 30, "trettiande": 30, "trettiførste": 31, "trettifyrste": 31}
_WORD = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_MONTH = rf"(?:{'|'.join(MONTHS)})(?![^\W\d_])"
_SAID = re.compile(rf"\b(?:(?P<den>den )(?P<alone>{_WORD})(?= {_MONTH}| kl| ?[,)]|$)|(?P<word>{_WORD})(?= {_MONTH}))")


def in_figures(text: str) -> str:
    """“den fjerde” as “den 4.”; an ordinal that tells of no date (“andre juledag”, “den første meldingen”) stays."""
    return _SAID.sub(_figure, text)


def _figure(found: re.Match[str]) -> str:
    return f"{found['den'] or ''}{_ORDINALS[found['alone'] or found['word']]}."
