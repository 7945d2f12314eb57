"""Words that a reader of a short post would be given twice."""

import re

_WORD = re.compile(r"\w+")
_PLAIN = str.maketrans("æøåäö", "aoaao")
_BEGINNING = 200
"""Signs of a text in which a headline is looked for: what is said later is not said at once."""


def says_headline(text: str, headline: str) -> bool:
    """Whether the text begins with everything that the headline says."""
    wanted = _words(headline)
    return bool(wanted) and wanted <= _words(text[:_BEGINNING])


def names(text: str, sender: str) -> bool:
    """Whether the sender's name stands somewhere in the text already, as whole words."""
    return bool(re.search(rf"(?<!\w){re.escape(sender)}(?!\w)", text, re.IGNORECASE))


def speaks_as(handle: str, sender: str) -> bool:
    """Whether an account's own name is the sender's, as “@stjordalkommune” is for “Stjørdal kommune”."""
    return _squeezed(sender) in _squeezed(handle)


def _squeezed(name: str) -> str:
    """As people write names where blanks and Norwegian letters are not to be had."""
    return "".join(_WORD.findall(name.casefold().translate(_PLAIN)))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
