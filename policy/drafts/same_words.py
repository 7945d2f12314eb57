"""What is asked where a platform would be given the same words twice."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from schemas.check import Check
from schemas.drafts.rendering import Rendering
from schemas.sentence import Sentence, say

FACT = "same_words"
"""Of a rendering: when the same words were approved for the same account."""

_UNSEEN = re.compile(
    r"[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]"
)


def alike(text: str) -> str:
    """The same for all texts that a reader takes for the same: blanks, capitals, forms of a letter and the unseen make no other.

    How a platform compares is not published; a time in the text helps with each of them.
    """
    return " ".join(unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold().split())


def sentences(facts: dict[str, str]) -> list[Sentence]:
    """Beside the text in the preview."""
    if FACT not in facts:
        return []
    return [
        say(
            "These very words were published here {when}, and this platform takes none twice. Write the time into the text.",
            when=facts[FACT],
        )
    ]


def same_words(renderings: Iterable[Rendering]) -> Iterator[Check]:
    """One question for each account."""
    for one in renderings:
        if FACT in one.facts:
            yield Check(
                id=f"same-words-{one.account_id}",
                asks=True,
                rule=say("the platform's own rules"),
                sentence=say(
                    "{account} has published these very words ({when}), and the platform takes none twice. Return the draft and "
                    "have the time written into the text, such as “Per kl. 15.00: …”, or say why it should be tried.",
                    account=one.account_id,
                    when=one.facts[FACT],
                ),
            )
