"""Is this a good crisis message? What, where, do what, next update, sender.

Source: the lessons of Askøy 2019 (late, unclear, several senders) and DSB's advice on crisis communication. Words are
looked for, not understood: every answer comes with its reason, and a person may disagree.
"""

import re
from collections.abc import Callable, Iterable

from policy.decision import YES, Decision, no
from schemas.drafts.content import Content, MessageKind
from schemas.evaluation.measured import Criterion
from schemas.sentence import Sentence, say

_DO = (
    "kok|gjør|gjer|bruk|hold|gå|dra|ring|lukk|følg|bli|flytt|forlat|meld|se til|slå av|ta med|la|unngå|søk|evakuer|vent|"
    "ikke(?!\\s+(?:alle|alt|noen?|noko|lenger|bare|berre|mer|meir|ennå))|"
    "skru|steng|spar|hjelp|sjekk|varsle|hald|lukk att|unngå|bu deg|boil|use|call|stay|leave|close|follow|avoid|do not"
)
"""Imperatives that begin an advice, in bokmål, nynorsk and English."""
_ADVICE = re.compile(rf"(?:^|[.!?:;•\n]|\bmå du\b|\bog\b)\s*[•\-–*]?\s*(?:{_DO})\b", re.IGNORECASE)
_SAYS = 4
"""Words a text needs to say what has happened."""
_PLACE = re.compile(r"\b(?:i|på|ved|hos|langs|fra|rundt|in|at|near)\s+(?:[a-zæøå]+\s+){0,2}[A-ZÆØÅ][\wæøå-]+")
_ENDINGS = (MessageKind.RETRACTION, MessageKind.ALL_CLEAR)


def judge(content: Content, *, sender: str, places: Iterable[str] = ()) -> tuple[Criterion, ...]:
    """One of each, in the order people need them. `sender` is the municipality's name, `places` where it happens."""
    answers: dict[str, tuple[Decision, Sentence]] = {
        "what": (_what(content), say("It says what has happened.")),
        "where": (_where(content, places), say("It says where.")),
        "do": (_do(content), say("It says what to do.")),
        "next_update": (_next_update(content), say("It says when the next update comes.")),
        "sender": (_sender(content, sender), say("It says who is speaking.")),
    }
    return tuple(
        Criterion(id=name, met=decision.allowed, reason=decision.refusal or praise)
        for name, (decision, praise) in answers.items()
    )


def _unless(test: Callable[[], bool], lacks: Sentence) -> Decision:
    return YES if test() else no(lacks)


def _text(content: Content) -> str:
    return "\n".join(filter(None, (content.title, content.body, content.short)))


def _what(content: Content) -> Decision:
    return _unless(
        lambda: len(re.findall(r"\w+", content.body)) >= _SAYS,
        say("It does not say what has happened: the text is only a few words."),
    )


def _where(content: Content, places: Iterable[str]) -> Decision:
    """One of the known places, else a name after “i”, “på” and the like."""
    text = _text(content)
    known = any(word.lower() in text.lower() for place in places for word in _names(place))
    return _unless(
        lambda: known or bool(_PLACE.search(text)),
        say("It does not say where: name the place, the road or the building."),
    )


def _names(place: str) -> list[str]:
    return [word for word in re.findall(r"[\wæøåÆØÅ-]+", place) if word[:1].isupper() and len(word) > 2]


def _do(content: Content) -> Decision:
    if content.kind is MessageKind.RETRACTION:
        return YES
    return _unless(
        lambda: bool(_ADVICE.search(_text(content))),
        say("It does not say what to do: begin a sentence with what people should do now."),
    )


def _next_update(content: Content) -> Decision:
    """What ends the matter promises nothing more."""
    promised = bool(content.next_update or content.next_update_at)
    return _unless(lambda: promised or content.kind in _ENDINGS, say("It does not say when the next update comes."))


def _sender(content: Content, sender: str) -> Decision:
    """Every channel puts the municipality's name under a text without a signature; another's name hides it."""
    text = _text(content).lower()
    return _unless(
        lambda: not content.signature or sender.lower() in f"{text} {content.signature.lower()}",
        say("It does not say who is speaking: sign with {sender}.", sender=sender),
    )
