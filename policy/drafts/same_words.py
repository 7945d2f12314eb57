"""What is asked where a platform would be given the same words twice."""

from collections.abc import Iterable, Iterator

from schemas.check import Check
from schemas.rendering import Rendering
from schemas.sentence import Sentence, say

FACT = "same_words"
"""Of a rendering: when the same words were approved for the same account."""


def told(facts: dict[str, str]) -> list[Sentence]:
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
