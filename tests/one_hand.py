"""The ledger asked by one hand, a delivery at a time; a worker asks for all its hands at once (`sending.take_steps`)."""

from collections.abc import Sequence
from datetime import timedelta

from schemas.messages.delivery import Claim, SendResult
from store.context import AppContext
from store.sending.sending import Answer, Step, take_steps


def claim(ctx: AppContext, delivery_id: str, worker: str, lease: timedelta) -> Claim | None:
    """One recipient's request, or None."""
    return next(iter(claim_all(ctx, [delivery_id], worker, lease)), None)


def claim_all(
    ctx: AppContext, delivery_ids: Sequence[str], worker: str, lease: timedelta, abreast: int = 1
) -> list[Claim]:
    """Several deliveries at once: the channels of a message start together."""
    steps = [Step(delivery_id) for delivery_id in delivery_ids]
    return [claimed for claims in take_steps(ctx, steps, worker, lease, abreast) for claimed in claims]


def finish(ctx: AppContext, claimed: Claim, result: SendResult, worker: str, *, go_on: bool = True) -> Claim | None:
    """As `finish_all`, one recipient after the other."""
    return next(iter(finish_all(ctx, [(claimed, result)], worker, go_on=go_on)), None)


def finish_all(
    ctx: AppContext, answers: Sequence[Answer], worker: str, *, go_on: bool = True, abreast: int = 1
) -> list[Claim]:
    """Write down what came of the requests under way of one delivery. Returns the next recipients' claims, none at the end."""
    step = Step(answers[0][0].out.delivery_id, answers, go_on)
    return take_steps(ctx, [step], worker, timedelta(), abreast)[0]
