"""The hourly “it still stands”: known before approval where a platform takes no words twice, and told beside the text."""

from dataclasses import replace

import pytest
from sqlmodel import select

from notifiers.render import beside
from schemas.accounts.account import Account
from schemas.crises.crisis import Crisis
from schemas.drafts.content import Content, MessageKind
from schemas.errors import Refused
from schemas.messages.message import Message
from schemas.states import DeliveryStatus
from schemas.text_door import let_all_in
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.db.status import become
from store.db.tables import DeliveryRow
from store.drafts import drafts, follow_ups
from store.messages import choosing
from tests.cast import content, request
from tests.fakes import FakeChannels, FakeClock
from tests.store.test_lifecycle import send_all

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


ALIKE = [
    "Kokevarselet  gjelder.",
    "Kokevarselet gjelder.\n",
    " Kokevarselet\ngjelder.",
    "Kokevarselet\u00a0gjelder.",
    "kokevarselet GJELDER.",
    "Koke\u00advarselet gjelder.",
    "Kokevarselet\u200b gjelder.",
    "Kokevarselet gjelder\u2060.",
    "\ufeffKokevarselet gjelder.",
    "Ｋokevarselet gjelder.",
]
OTHER = [
    "Kokevarselet gjelder ikke.",
    "Per kl. 15.00: Kokevarselet gjelder.",
    "Kokevarselet gjelder. 2",
    "Kokevarselet gjelder!",
]


def test_what_a_reader_takes_for_the_same_words_is_asked_about(town: AppContext, clock: FakeClock) -> None:
    crisis = lifecycle.establish(town, "kari", request())
    published(town, crisis.id, "Kokevarselet gjelder.", "side")
    clock.forward(hours=1)
    for body in ALIKE:
        assert says_so(town, crisis, body, "side"), repr(body)
    for body in OTHER:
        assert not says_so(town, crisis, body, "side"), repr(body)


def test_letters_in_two_signs_are_the_same_letters(town: AppContext) -> None:
    crisis = lifecycle.establish(town, "kari", request())
    published(town, crisis.id, "Vannet på Værnes må kokes.", "side")
    assert says_so(town, crisis, "Vannet pa\u030a Værnes ma\u030a kokes.", "side")


def test_another_account_and_a_platform_that_takes_the_same_twice_are_not_asked_about(town: AppContext) -> None:
    crisis = lifecycle.establish(town, "kari", request())
    published(town, crisis.id, "Kokevarselet gjelder.", "tavle")
    assert not says_so(town, crisis, "Kokevarselet gjelder.", "side"), "said on another account"
    assert not says_so(town, crisis, "Kokevarselet gjelder.", "tavle"), "whose platform takes it"


def test_what_was_put_right_stands_there_in_its_new_words(town: AppContext) -> None:
    crisis = lifecycle.establish(town, "kari", request())
    first = published(town, crisis.id, "Kok vannet.", "side")
    send_all(town, first.id)
    right = content("Kok vannet i tre minutter.", kind=MessageKind.CORRECTION, wrong="Hvor lenge.")
    draft = follow_ups.submit(town, "anne", first.id, right)
    approvals.approve(town, "ola", draft.id, draft.revision.seen)
    assert says_so(town, crisis, "Kok vannet i tre minutter.", "side") and says_so(town, crisis, "Kok vannet.", "side")


def test_what_was_taken_back_or_never_came_out(town: AppContext) -> None:
    """Platforms remember what was deleted; what failed or was cancelled they never had."""
    crisis = lifecycle.establish(town, "kari", request())
    first = published(town, crisis.id, "Kok vannet.", "side")
    send_all(town, first.id)
    draft = follow_ups.submit(town, "anne", first.id, content("Trukket.", kind=MessageKind.RETRACTION))
    approvals.approve(town, "ola", draft.id, draft.revision.seen)
    assert says_so(town, crisis, "Kok vannet.", "side")
    published(town, crisis.id, "Skolen er stengt.", "side")
    with town.write() as session:
        for row in session.exec(select(DeliveryRow).where(DeliveryRow.status == DeliveryStatus.QUEUED)):
            become(row, DeliveryStatus.CANCELLED)
    assert not says_so(town, crisis, "Skolen er stengt.", "side")


def says_so(town: AppContext, crisis: Crisis, body: str, account: str) -> bool:
    text = Content.model_validate(let_all_in(content(body).model_dump()))
    [told] = [made for _, made, _ in choosing.preview(town, crisis, text, [account], None)]
    return told is not None and any("takes none twice" in str(line) for line in beside(told))


def test_what_was_said_long_ago_may_be_said_again(town: AppContext, clock: FakeClock) -> None:
    crisis = lifecycle.establish(town, "kari", request())
    published(town, crisis.id, "Kokevarselet gjelder.", "side")
    clock.forward(days=31)
    published(town, crisis.id, "Kokevarselet gjelder.", "side")
