"""What strangers write, as it is kept: their words, without signs that a screen, a terminal or a database would act on."""

import unicodedata

from schemas.dialogue.remark import RemoteRemark

LONGEST = 20_000
"""Characters; no platform takes as many."""
_KEPT = "\n\t"


def as_kept(found: RemoteRemark) -> RemoteRemark:
    return found.model_copy(update={"author": readable(found.author)[:200], "text": readable(found.text)[:LONGEST]})


def readable(text: str) -> str:
    """Without control characters, lone surrogates and signs that turn the direction of writing."""
    return "".join(
        sign
        for sign in text
        if sign in _KEPT or (unicodedata.category(sign) not in ("Cc", "Cs") and sign not in _TURNS)
    )


_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
