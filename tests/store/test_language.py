"""The language follows the text, and where the text says none the municipality."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from config.language.own_times import clock_words
from config.machine.settings import Settings
from notifiers.facade import open_channels
from policy.evidence.hashing import content_hash
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.own_words import OwnWords, Words
from schemas.drafts.rendering import Rendering, RenderJob
from schemas.language import Language
from store.context import AppContext
from store.crises import lifecycle
from store.drafts import drafts
from store.messages import choosing, corrections
from tests.cast import content, request
from tests.fakes import FakeChannels


class Asked(FakeChannels):
    """Remembers in which languages it was asked to shape a text."""

    def __init__(self) -> None:
        super().__init__()
        self.languages: set[str] = set()

    def render(self, job: RenderJob) -> Rendering:
        self.languages.add(job.language)
        return super().render(job)


@pytest.mark.parametrize(
    ("town", "text", "told"),
    [("nb", None, "nb"), ("nn", None, "nn"), ("se", None, "se"), ("nb", "se", "se"), ("nn", "en", "en")],
)
def test_the_text_says_its_language_and_else_the_municipality(
    ctx: AppContext, town: str, text: str | None, told: str
) -> None:
    own = ctx.municipality.organisation.model_copy(update={"language": town})
    asked = Asked()
    here = replace(ctx, municipality=ctx.municipality.model_copy(update={"organisation": own}), channels=asked)
    crisis = lifecycle.establish(here, "kari", request())
    drafts.new(here, "anne", crisis.id, content(language=text), ("side",))
    assert asked.languages == {told}


def test_a_text_of_before_has_none() -> None:
    old = content().model_dump(mode="json")
    del old["language"]
    assert Content.model_validate(old).language is None
    assert [language.value for language in Language] == ["nb", "nn", "en", "se"]


def test_the_municipalitys_own_words_go_with_the_text_and_under_its_hash(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    text = content(kind=MessageKind.CORRECTION, language="se", wrong="Feil", next_update="kl. 15", corrected="kl. 14")
    account = ctx.account("side")
    made = []
    for own in (
        OwnWords(),
        OwnWords(correction="DIVVUN", corrected="DIVVUJUVVON", next_update="BOAHTTE", at="dii. {time}"),
    ):
        town = ctx.municipality.model_copy(update={"words": Words(se=own)})
        here = replace(ctx, municipality=town, channels=open_channels(Settings(), lambda _: None))
        made.append(choosing.render(here, crisis, text, [account], None)[0])
        stamped = corrections.stamped(here, text, text.model_copy(update={"body": "Ny"}))
        assert (stamped.corrected or "").startswith("dii. " if own.at else "kl. ")
    plain, ours = made
    assert ours.title.startswith("DIVVUN: ") and "BOAHTTE: kl. 15" in ours.text and "DIVVUJUVVON kl. 14" in ours.text
    assert ours.facts["headline"] == ours.title and "DIVVUJUVVON" in ours.facts["description"]
    assert plain.title.startswith("Rettelse: ") and content_hash(text, ["side"], [plain]) != content_hash(
        text, ["side"], [ours]
    )


@pytest.mark.parametrize(
    ("language", "at"), [("nb", "kl. 14.30"), ("se", "kl. 14.30"), ("en", "at 14:30"), (None, "kl. 14.30")]
)
def test_a_time_is_said_in_the_texts_language(ctx: AppContext, language: str | None, at: str) -> None:
    moment = datetime(2026, 11, 30, 14, 30, tzinfo=UTC)
    assert clock_words(ctx.municipality, language, moment) == at
    assert clock_words(ctx.municipality, language, moment, tomorrow=True).endswith(at.removeprefix("at "))
