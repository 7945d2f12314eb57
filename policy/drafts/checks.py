"""What is said beside a text: is something missing, hard to read, or not for everybody?"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from policy.drafts.answer_checks import of_answer
from policy.drafts.damaged import damaged
from policy.drafts.invisible import invisible
from policy.drafts.personal_data import APART, personal_data
from policy.drafts.same_words import same_words
from policy.exercises.sandbox import plays_down
from policy.promises.promise_checks import Moment, promise_checks
from schemas.check import Check
from schemas.dialogue.rules import DialogueRules
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.draft import Revision
from schemas.sentence import say

HARD = 45
"""LIX from which a text is hard to read; news are about 40, official prose 50 and more (Björnsson 1968)."""
_LONG_WORD = 7
_GUIDELINES = say("the municipality's guidelines")
_GOOD = say("plain language")
_CRISIS = ("event", "area")
_ENDINGS = (MessageKind.RETRACTION, MessageKind.ALL_CLEAR, MessageKind.REPLY, MessageKind.ANSWER)
_NO_RULES = DialogueRules()


def checks(content: Content, ours: Iterable[str] = (), at: Moment | None = None) -> tuple[Check, ...]:
    """Those that ask first. `ours`: see `policy.drafts.personal_data`. Found once for a text, however often it is asked.

    `at`: promises of a time are looked at too, as words written at this moment.
    """
    return _first(_checks(content, tuple(ours), ()), _promised(content, at.now, at) if at else ())


def checks_of(
    revision: Revision, ours: Iterable[str] = (), at: Moment | None = None, rules: DialogueRules = _NO_RULES
) -> tuple[Check, ...]:
    """As `checks`, and of the crisis' own words that go out with the text (CAP `event` and `areaDesc`). `rules` for answers."""
    names = (rendering.facts.get(name, "") for rendering in revision.renderings for name in _CRISIS)
    found = _checks(revision.content, tuple(ours), tuple(dict.fromkeys(filter(None, names))))
    promised = _promised(revision.content, revision.created_at, at) if at else ()
    answer = (
        of_answer(revision.content, rules, by_the_desk=True)
        if revision.content.answers or revision.content.question
        else ()
    )
    return _first(found, [*promised, *same_words(revision.renderings), *answer])


def _first(found: Iterable[Check], promised: Iterable[Check]) -> tuple[Check, ...]:
    return tuple(sorted([*promised, *found], key=lambda check: not check.asks))


@lru_cache(maxsize=256)
def _checks(content: Content, ours: tuple[str, ...], beside: tuple[str, ...]) -> tuple[Check, ...]:
    found = [
        *personal_data(_published(content, beside), ours),
        *invisible(content, beside),
        *damaged(content, beside),
        *_played_down(content),
        *_missing(content),
        *_signature(content),
        *_hard(content),
        *_of_versions(content, _of_version),
        *_silent_on_the_next(content),
    ]
    return tuple(found)


def _promised(content: Content, written_at: datetime, at: Moment) -> Iterator[Check]:
    yield from promise_checks(content, written_at, at)
    yield from _of_versions(content, lambda version: promise_checks(version, written_at, at))


def _of_version(version: Content) -> Iterator[Check]:
    """What is asked of each text by itself; the rest is asked of all their words together (`Content.written`)."""
    yield from _signature(version)
    yield from _hard(version)


def _of_versions(content: Content, look: Callable[[Content], Iterable[Check]]) -> Iterator[Check]:
    for version in content.in_other_languages:
        for found in look(version):
            told = say("In {language}: {problem}", language=version.language, problem=found.sentence)
            yield found.model_copy(update={"id": f"{found.id}-{version.language}", "sentence": told})


def _silent_on_the_next(content: Content) -> Iterator[Check]:
    for version in content.versions if content.next_update else ():
        if not version.next_update:
            sentence = say("When the next update comes is not said in {language}.", language=version.language)
            yield Check(id=f"next-update-{version.language}", rule=_GOOD, sentence=sentence)


def _published(content: Content, beside: Sequence[str]) -> str:
    return APART.join(filter(None, (*content.written, *(media.alt for media in content.media), *beside)))


def unanswered(found: Iterable[Check], answers: dict[str, str]) -> tuple[Check, ...]:
    return tuple(c for c in found if c.asks and not answers.get(c.id, "").strip())


def lix(text: str) -> int:
    """Readability index: words per sentence plus the share of words longer than six letters, in per cent."""
    words = re.findall(r"[^\W\d_]+", text)
    if not words:
        return 0
    sentences = max(1, len(re.findall(r"[.!?:]+(?:\s|$)", text)))
    long = sum(len(word) >= _LONG_WORD for word in words)
    return round(len(words) / sentences + 100 * long / len(words))


def _played_down(content: Content) -> Iterator[Check]:
    if plays_down(content):
        sentence = say("The text says that it is only an exercise. Is that meant? Nobody will act on it.")
        yield Check(id="only-an-exercise", sentence=sentence, asks=True, rule=_GUIDELINES)


def _missing(content: Content) -> Iterator[Check]:
    if content.kind not in _ENDINGS and not content.next_update:
        yield Check(id="next-update", rule=_GOOD, sentence=say("The text does not say when the next update comes."))
    if content.target_groups == () and content.kind is MessageKind.MESSAGE:
        yield Check(id="target-group", rule=_GUIDELINES, sentence=say("No target group is chosen."))


def _signature(content: Content) -> Iterator[Check]:
    """The guidelines: posts are signed with a first name only."""
    words = (content.signature or "").split()
    if len(words) == 2 and all(word[:1].isupper() and word.isalpha() for word in words) and words[1] != "kommune":
        yield Check(
            id="signature",
            rule=_GUIDELINES,
            sentence=say("Posts are signed with a first name only: {name}.", name=words[0]),
        )


def _hard(content: Content) -> Iterator[Check]:
    found = lix(content.body)
    if found > HARD:
        yield Check(
            id="lix",
            rule=_GOOD,
            sentence=say(
                "The text is hard to read (LIX {found}; under {hard} is good). Use shorter words and sentences.",
                found=found,
                hard=HARD,
            ),
        )
