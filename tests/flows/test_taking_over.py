"""A worker takes over what another had begun when it died: it looks before it sends."""

from datetime import timedelta

from config.machine.settings import load_settings
from flows.steps import deliver
from flows.work.context import WorkerContext
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.drafts import drafts
from store.identity.vault import Vault
from tests import one_hand
from tests.cast import content, request
from tests.fakes import FakeClock
from tests.fakes.network import FakeNetwork

LEASE = timedelta(seconds=10)


def test_fake_what_had_arrived_is_found_and_not_sent_again(ctx: AppContext, clock: FakeClock) -> None:
    network = FakeNetwork()
    ctx = AppContext(ctx.engine, ctx.municipality, network, clock)
    worker = WorkerContext(load_settings(), ctx, network, Vault(ctx.engine, load_settings().key_file), "w")  # type: ignore[arg-type]  # a fake
    crisis = lifecycle.establish(ctx, "kari", request())
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis.id, content(), ("skole",)).id)
    (delivery,) = approvals.approve(ctx, "ola", draft.id, draft.revision.seen).deliveries
    first = one_hand.claim(ctx, delivery.id, "dead", LEASE)
    assert first and deliver.attempt(worker, first).receipt
    clock.forward(seconds=11)
    second = one_hand.claim(ctx, delivery.id, "w", LEASE)
    assert second and deliver.attempt(worker, second).receipt
    assert network.count(delivery.id, "") == 1
