"""What is said beside an answer to somebody, and beside what is answered. Each names the rule that it comes from.

Source: the guidelines for official accounts: signed with a first name; casework wants a formal enquiry; in political matters only
the chief executive's recommendation; errors of fact are always corrected; careful with irony. Irony is people's business: only
capitals and rows of ! and ? are seen.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from policy.drafts.personal_data import personal_data
from schemas.check import Check
from schemas.dialogue.remark import Remark, RemarkKind
from schemas.dialogue.rules import DialogueRules
from schemas.drafts.content import Content
from schemas.sentence import say

_GUIDELINES = say("the municipality's guidelines")
_GDPR = say("GDPR article 5")
ERROR_OF_FACT = "error-of-fact"
"""The check that offers a correction of the message itself."""
_SHOUTED = re.compile(r"\b[A-ZÆØÅ]{4,}(?:\s+[A-ZÆØÅ]{2,})+\b")
_ROWS = re.compile(r"[!?]{2,}")


def of_answer(content: Content, rules: DialogueRules, *, by_the_desk: bool) -> Iterator[Check]:
    """The desk signs as the municipality; whoever answers alone, with a first name."""
    if not content.signature and not by_the_desk:
        sentence = say("The answer is not signed. Sign it with a first name.")
        yield Check(id="not-signed", rule=_GUIDELINES, sentence=sentence)
    if found := _among(content.body, rules.political):
        sentence = say(
            "“{word}” sounds like a political matter. Only the {title}'s recommendation may be referred to, without any assessment "
            "of our own. Is that so here?",
            word=found,
            title=rules.recommends,
        )
        yield Check(id=f"political-{found.lower()}", rule=_GUIDELINES, sentence=sentence, asks=True)
    if _SHOUTED.search(content.body) or _ROWS.search(content.body):
        sentence = say("Capitals and rows of ! or ? read as shouting.")
        yield Check(id="tone", rule=_GUIDELINES, sentence=sentence)


def of_remark(remark: Remark, rules: DialogueRules, ours: Iterable[str] = ()) -> Iterator[Check]:
    """Advice for whoever answers it."""
    if remark.kind is RemarkKind.DIRECT:
        sentence = say("Only we can read this message. Answer with a pointer, never with anything about a person.")
        yield Check(id="direct", rule=_GDPR, sentence=sentence)
    for found in personal_data(remark.text, ours):
        sentence = say("What is answered holds personal data. Do not repeat it; the desk can hide it.")
        yield Check(id=f"remark-{found.id}", rule=_GDPR, sentence=sentence)
        break
    if found_word := _among(remark.text, rules.casework):
        sentence = say(
            "“{word}” may need casework: point to a formal enquiry ({address}).",
            word=found_word,
            address=rules.enquiries or "–",
        )
        yield Check(id="casework", rule=_GUIDELINES, sentence=sentence)
    if found_word := _among(remark.text, rules.political):
        sentence = say(
            "“{word}” sounds like a political matter: refer only to the {title}'s recommendation.",
            word=found_word,
            title=rules.recommends,
        )
        yield Check(id="political", rule=_GUIDELINES, sentence=sentence)
    if remark.post_id and (found_word := _among(remark.text, rules.wrong)):
        sentence = say(
            "“{word}” may point to an error of fact in what we wrote. Errors of fact are always corrected: look, and if it is right, "
            "correct our message.",
            word=found_word,
        )
        yield Check(id=ERROR_OF_FACT, rule=_GUIDELINES, sentence=sentence)


def _among(text: str, words: Sequence[str]) -> str | None:
    """The first of the words that the text has, at the beginning of one of its own; None without any."""
    return next((word for word in words if re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE)), None)
