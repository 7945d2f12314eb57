"""Which accounts a message goes to when none, or an odd one, is named."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from schemas.accounts.account import Account
from schemas.drafts.content import Content
from schemas.drafts.rendering import Rendering, RenderJob
from schemas.errors import InvalidInput
from schemas.sentence import Sentence, say
from store.context import AppContext
from store.crises import lifecycle
from store.drafts import drafts
from store.messages import choosing
from tests.cast import content, request
from tests.fakes import FakeChannels

WHY = say("Only videos go there.")


class Picky(FakeChannels):
    """A fake: `tavle` wants what no text is, and `skole` passes on to `side`."""

    def __init__(self, wants: Callable[[Account], bool] = lambda account: account.id == "tavle") -> None:
        super().__init__()
        self._wants = wants

    def declines(self, account: Account, content: Content, *, has_original: bool) -> Sentence | None:
        return WHY if self._wants(account) else None

    def redirected_to(self, account: Account) -> str | None:
        return "side" if account.id == "skole" else None


@pytest.fixture
def town(ctx: AppContext) -> AppContext:
    return replace(ctx, channels=Picky())


def chosen(ctx: AppContext, *accounts: str) -> list[str]:
    crisis = lifecycle.establish(ctx, "kari", request())
    return list(drafts.new(ctx, "anne", crisis.id, content(), accounts).revision.accounts)


def test_with_none_named_those_that_the_message_suits(town: AppContext) -> None:
    assert chosen(town) == ["side", "skole"]


def test_the_preview_says_why_the_others_are_left_out(town: AppContext) -> None:
    crisis = lifecycle.establish(town, "kari", request())

    class Refusing(Picky):
        def render(self, job: RenderJob) -> Rendering:
            if self.declines(job.account, job.content, has_original=False):
                raise InvalidInput(WHY)
            return super().render(job)

    shown = choosing.preview(replace(town, channels=Refusing()), crisis, content(), [], None)
    assert [(account.id, why) for account, _, why in shown] == [("side", None), ("tavle", WHY), ("skole", None)]


def test_a_closed_platform_passes_on_and_nobody_gets_it_twice(town: AppContext) -> None:
    assert chosen(town, "skole") == ["side"]
    assert chosen(town, "skole", "side") == ["side"]


def test_a_message_for_nobody_is_refused(ctx: AppContext) -> None:
    with pytest.raises(InvalidInput, match="suits none"):
        chosen(replace(ctx, channels=Picky(lambda account: True)))
