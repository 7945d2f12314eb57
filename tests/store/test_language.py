"""The language follows the text, and where the text says none the municipality."""

from dataclasses import replace

import pytest

from schemas.content import Content, Language
from schemas.rendering import Rendering, RenderJob
from store.context import AppContext
from store.crises import lifecycle
from store.drafts import drafts
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
