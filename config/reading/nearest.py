"""“Did you mean …?”, for words that are almost right."""

from collections.abc import Iterable
from difflib import get_close_matches

from schemas.sentence import Sentence, say


def hint(word: str, known: Iterable[str]) -> Sentence:
    """What to write instead: the nearest known word, else all of them."""
    words = sorted(set(known))
    near = get_close_matches(word, words, n=1)
    if near:
        return say("Did you mean {near}?", near=near[0])
    if words:
        return say("Write one of: {known}.", known=", ".join(words))
    return say("None is written in the file yet; add it first.")
