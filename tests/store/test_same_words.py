"""The hourly “it still stands”: known before approval where a platform takes no words twice, and told beside the text."""

from dataclasses import replace

import pytest

from notifiers.render import beside
from schemas.account import Account
from schemas.errors import Refused
from schemas.message import Message
from store.context import AppContext
from store.crises import lifecycle
from store.drafts import approvals, drafts
from store.messages import choosing
from tests.cast import content, request
from tests.fakes import FakeChannels, FakeClock

ID = "same-words-side"


class Remembering(FakeChannels):
    """A platform that remembers what it was told."""

    def refuses_same(self, account: Account) -> bool:
        return account.id == "side"


@pytest.fixture
def town(ctx: AppContext) -> AppContext:
    return replace(ctx, channels=Remembering())


def published(town: AppContext, crisis: str, body: str, *accounts: str, **answers: str) -> Message:
    draft = drafts.submit(town, "anne", drafts.new(town, "anne", crisis, content(body), accounts).id)
    given = {name.replace("_", "-"): why for name, why in answers.items()}
    return approvals.approve(town, "ola", draft.id, draft.revision.seen, given)


def test_the_same_words_again_are_asked_about_and_a_time_in_the_text_helps(town: AppContext, clock: FakeClock) -> None:
    crisis = lifecycle.establish(town, "kari", request())
    published(town, crisis.id, "Kokevarselet gjelder.", "side")
    clock.forward(hours=1)
    [told] = [r for a, r, _ in choosing.preview(town, crisis, content("Kokevarselet gjelder."), ["side"], None)]
    assert told and any("takes none twice" in str(line) for line in beside(told))
    with pytest.raises(Refused, match=ID):
        published(town, crisis.id, "Kokevarselet gjelder.", "side")
    published(town, crisis.id, "Per kl. 14.00: Kokevarselet gjelder.", "side")
    published(town, crisis.id, "Kokevarselet gjelder.", "side", same_words_side="Vi prøver.")


def test_what_was_said_long_ago_may_be_said_again(town: AppContext, clock: FakeClock) -> None:
    crisis = lifecycle.establish(town, "kari", request())
    published(town, crisis.id, "Kokevarselet gjelder.", "side")
    clock.forward(days=31)
    published(town, crisis.id, "Kokevarselet gjelder.", "side")
