"""A municipality with many recipients, and a worker of one hand that sends to them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from schemas.accounts.account import Platform
from schemas.messages.bulk import Progress, Sent
from schemas.messages.receipt import Receipt
from schemas.municipality import ManyRecipients
from schemas.states import DeliveryStatus
from store.accounts import accounts
from store.approvals import approvals
from store.batches import figures
from store.batches.orders import Answer, Order, Took, Wish
from store.bulk import freezing, taking
from store.context import AppContext
from store.drafts import drafts
from store.messages import messages
from tests.cast import ACCOUNTS, MUNICIPALITY, account, content
from tests.fakes import FakeChannels

LEASE = timedelta(seconds=30)
MAIL = "epost"
Send = Callable[[Order], Sequence[Sent]]


def readers(count: int) -> tuple[str, ...]:
    return tuple(f"leser{n}@kk.example" for n in range(count))


def in_town(
    ctx: AppContext, count: int, channels: FakeChannels | None = None, rate: float | None = None, **rules: object
) -> AppContext:
    """`ctx` with an account of so many recipients; `rules` of the municipality's `many:`."""
    mail = account(MAIL, Platform.EMAIL, recipients=readers(count), rate=rate)
    town = MUNICIPALITY.model_copy(update={"accounts": (*ACCOUNTS, mail), "many": ManyRecipients.model_validate(rules)})
    made = replace(ctx, municipality=town, channels=channels or FakeChannels(idempotent=False))
    accounts.sync(made)
    return made


def publish(ctx: AppContext, crisis_id: str, names: tuple[str, ...] = (MAIL,), body: str = "Kok vannet.") -> str:
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis_id, content(body), names).id)
    return approvals.approve(ctx, "ola", draft.id, draft.revision.seen).id


def taken(order: Order) -> list[Sent]:
    return [Sent(remote_id=f"<{each.recipient}>") for each in order.batch.to]


def ask(ctx: AppContext, answer: Answer | None = None, worker: str = "w", *, go_on: bool = True) -> Took:
    freezing.freeze_own(ctx, MAIL)
    return taking.take(ctx, [Wish(MAIL, answer, go_on)], worker, LEASE)[0]


def order(ctx: AppContext, answer: Answer | None = None, worker: str = "w") -> Order:
    took = ask(ctx, answer, worker)
    assert isinstance(took, Order)
    return took


def drain(ctx: AppContext, send: Send = taken, worker: str = "w") -> list[Order]:
    """Every batch until there is nothing to send now."""
    made, answer = [], None
    while isinstance(took := ask(ctx, answer, worker), Order):
        made.append(took)
        answer = Answer(took, found={}) if took.only_look else Answer(took, send(took))
    return made


def looked(took: Order, numbers: Sequence[int]) -> Answer:
    return Answer(took, found={number: Receipt(remote_id="found") for number in numbers})


def progress(ctx: AppContext, message_id: str) -> Progress:
    (found,) = figures.of_message(ctx, message_id).values()
    return found


def status(ctx: AppContext, message_id: str) -> DeliveryStatus:
    (found,) = [d for d in messages.show(ctx, message_id).deliveries if d.account_id == MAIL]
    return found.status
