"""What someone wants to say, before any channel has shaped it."""

from enum import StrEnum

from pydantic import Field

from schemas.base import WEB_ADDRESS, Noun, UtcTime
from schemas.dialogue.question import QuestionKind, Standing
from schemas.drafts.media import Media
from schemas.language import Language
from schemas.recipients.recipient import Audience, ChosenSet


class MessageKind(StrEnum):
    MESSAGE = "message"
    CORRECTION = "correction"
    RETRACTION = "retraction"
    ALL_CLEAR = "all_clear"
    UNIT_POST = "unit_post"
    """A unit's own post on a normal day; never goes through the desk."""
    REPLY = "reply"
    """An answer to a remark; it has no title that readers see."""
    ANSWER = "answer"
    """The one answer to what many ask: in the list on the public page, and as a reply to each of them."""


FOLLOW_UPS = (MessageKind.CORRECTION, MessageKind.RETRACTION, MessageKind.ALL_CLEAR)
"""Each refers to an earlier message and takes its place."""


class LanguageVersion(Noun):
    """The same message in another language, for those who read that best. An empty `signature` is the message's own."""

    language: Language
    title: str = Field(min_length=1, max_length=200)
    body: str = Field(min_length=1, max_length=20_000)
    short: str | None = Field(default=None, max_length=2_000)
    next_update: str | None = Field(default=None, max_length=120)
    signature: str | None = Field(default=None, max_length=80)
    wrong: str | None = Field(default=None, max_length=500)

    @property
    def written(self) -> tuple[str | None, ...]:
        return (self.title, self.wrong, self.body, self.short, self.next_update, self.signature)


class ContentForm(Noun):
    """`short` is used where `body` does not fit (never cut by us); `next_update` is plain words."""

    kind: MessageKind = MessageKind.MESSAGE
    title: str = Field(min_length=1, max_length=200)
    body: str = Field(min_length=1, max_length=20_000)
    short: str | None = Field(default=None, max_length=2_000)
    link: str | None = Field(default=None, pattern=WEB_ADDRESS)
    next_update: str | None = Field(default=None, max_length=120)
    next_update_at: UtcTime | None = None
    """The same promise as a time, for the countdown and for keeping it."""
    signature: str | None = Field(default=None, max_length=80)
    wrong: str | None = Field(default=None, max_length=500)
    """Of a correction: what was wrong, and what is right. `body` is the whole message as it is right."""
    target_groups: tuple[str, ...] = ()
    language: Language | None = None
    """What it is written in; None for the municipality's own."""
    versions: tuple[LanguageVersion, ...] = Field(default=(), max_length=len(Language) - 1)
    """The same in other languages, each once (`policy.drafts.versions`)."""
    audience: Audience | None = None
    """Whom SMS and e-mail go to, of the register; None for the lists of the accounts."""

    @property
    def written(self) -> tuple[str, ...]:
        """Every word of ours that readers may meet; the title of an answer is made of the remark's id."""
        titles = () if self.kind is MessageKind.REPLY else (self.title,)
        texts = (*titles, self.wrong, self.body, self.short, self.next_update, self.signature, self.link)
        return tuple(filter(None, (*texts, *(text for version in self.versions for text in version.written))))


class AnsweredRemark(Noun):
    """The remark that a text answers, in the words in which it was seen (`policy.dialogue.seen.fingerprint`)."""

    remark_id: str
    seen: str = Field(pattern=r"^[0-9a-f]{64}$")
    greeted: str | None = Field(default=None, pattern=r"^[0-9a-f]{32}$")
    """Keyed fingerprint of what an answer to many begins with under it (`store.remarks.greetings`); None where it names nobody."""
    privately: bool = False
    """To whoever wrote it alone, where the channel can: nobody else reads the answer."""


class AnsweredQuestion(Noun):
    """The question that a text answers, and everybody who asked it, in the words in which they were seen."""

    question_id: str
    kind: QuestionKind
    standing: Standing
    source: str = Field(min_length=1, max_length=200)
    """Who says so: an authority, a unit, a person's role."""
    remarks: tuple[AnsweredRemark, ...] = ()
    listed: bool = True
    """It goes into the list on the public page; not where only more remarks get the answer that stands there."""


class StampedVersion(LanguageVersion):
    """With when a correction was made, as its language says it."""

    corrected: str | None = Field(default=None, max_length=40)


class Content(ContentForm):
    """With what is put in at the desk: pictures, when a correction was made (“kl. 14.14”), and what is answered."""

    versions: tuple[StampedVersion, ...] = Field(default=(), max_length=len(Language) - 1)
    media: tuple[Media, ...] = ()
    corrected: str | None = Field(default=None, max_length=40)
    answers: AnsweredRemark | None = None
    """Of a reply. Part of the hash: who approves the answer approves it to these words and no others."""
    question: AnsweredQuestion | None = None
    """Of an answer to what many ask; `title` is the question. Part of the hash, each remark with it."""
    recipients: ChosenSet | None = None
    """What `audience` came to when the draft was handed in; of a follow-up, the set that the message went to."""

    @property
    def in_other_languages(self) -> tuple["Content", ...]:
        """Each version as if it was the message, with what all of them share: files, link, recipients."""
        return tuple(self._as(version) for version in self.versions)

    def _as(self, version: StampedVersion) -> "Content":
        own = version.model_dump() | {"signature": version.signature or self.signature, "versions": ()}
        promised = self.next_update_at if version.next_update else None
        return self.model_copy(update=own | {"next_update_at": promised, "language": version.language})
