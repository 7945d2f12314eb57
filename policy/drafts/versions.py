"""A message in several languages: each once, beside the one that it is written in; and how many read which of them."""

from collections.abc import Iterator
from typing import NamedTuple

from policy.decision import YES, Decision, no
from schemas.check import Check
from schemas.drafts.content import FOLLOW_UPS, Content, MessageKind
from schemas.drafts.draft import Revision
from schemas.language import Language
from schemas.recipients.recipient import Readers
from schemas.sentence import say

_TO_ALL = (MessageKind.MESSAGE, *FOLLOW_UPS)


class Read(NamedTuple):
    """How many get the text in this language; of `among` those who read another one best."""

    language: Language
    readers: Readers
    among: tuple[Readers, ...] = ()


def may_have_versions(content: Content, usual: Language) -> Decision:
    """`usual` is the municipality's own language. Asked of every text that is stored."""
    languages = [version.language for version in content.versions]
    twice = next((each for each in languages if languages.count(each) > 1), None)
    if languages and content.kind not in _TO_ALL:
        return no(say("Only a message to all has versions in other languages. Leave them out."))
    if twice:
        return no(say("There are two versions in {language}. Keep one of them.", language=twice))
    if (own := content.language or usual) in languages:
        return no(
            say("The message itself is in {language}. Take that version out, or say another language.", language=own)
        )
    return YES


def may_be_corrected(content: Content) -> Decision:
    """What was wrong is said in each language: its readers see none of the others."""
    silent = next((version for version in content.versions if not version.wrong), None)
    if silent is None or content.kind is not MessageKind.CORRECTION:
        return YES
    return no(
        say(
            "Say what was wrong in {language} too (--version {code}:FILE), or take that version out (--version {code}:).",
            language=silent.language,
            code=silent.language.value,
        )
    )


def who_reads_what(content: Content, usual: Language) -> tuple[Read, ...]:
    """The message's own language first, where whom it goes to is counted by language; none where it is not."""
    chosen = content.recipients
    if chosen is None or not chosen.readers:
        return ()
    languages = {version.language.value for version in content.versions}
    own = content.language or usual
    rest = tuple(each for each in chosen.readers if each.language not in languages)
    whole = Readers(language=own, sms=sum(each.sms for each in rest), email=sum(each.email for each in rest))
    others = tuple(each for each in rest if each.language != own)
    return (
        Read(own, whole, others),
        *(Read(version.language, chosen.reading(version.language)) for version in content.versions),
    )


def languages_of(revision: Revision, usual: Language) -> tuple[Check, ...]:
    """As `unserved`; and whether the versions go out anywhere."""
    return (*unserved(revision.content, usual), *_nowhere(revision))


def _nowhere(revision: Revision) -> Iterator[Check]:
    if revision.content.versions and not any(made.versions for made in revision.renderings):
        sentence = say(
            "The versions in other languages go nowhere: no channel of this draft writes to the register or shows them."
        )
        yield Check(id="languages-nowhere", sentence=sentence)


def unserved(content: Content, usual: Language) -> Iterator[Check]:
    """Beside the text, for each language that some read best and that it is not written in. It asks nothing: it may be meant."""
    for read in who_reads_what(content, usual)[:1]:
        for each in read.among:
            sentence = say(
                "{count} who read {language} best get it in {own}.",
                count=each.size,
                language=Language(each.language),
                own=read.language,
            )
            yield Check(id=f"language-{each.language}", sentence=sentence)
