"""The public page and SMS are on their way before the other channels are even claimed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from flows.steps import deliver
from schemas.accounts.account import Platform
from schemas.messages.delivery import Claim
from schemas.states import DeliveryStatus
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import DeliveryRow
from store.deliveries import deliveries
from store.drafts import drafts
from store.messages import messages
from store.sending import sending
from tests.cast import ACCOUNTS, MUNICIPALITY, account, content, request
from tests.flows.conftest import opened
from tests.flows.stage import Stage

TOWN = MUNICIPALITY.model_copy(
    update={"accounts": (*ACCOUNTS, account("zz-side", Platform.PUBLIC_PAGE, url="krisepage://"))}
)


@pytest.fixture
def stage(small: Path, tmp_path: Path) -> Iterator[Stage]:
    made = Stage(opened(small), tmp_path, TOWN)
    yield made
    made.ctx.engine.dispose()


def test_the_page_is_out_before_the_others_are_claimed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    crisis = lifecycle.establish(stage.ctx, "kari", request())
    chosen = ("side", "skole", "zz-side")
    draft = drafts.submit(stage.ctx, "anne", drafts.new(stage.ctx, "anne", crisis.id, content(), chosen).id)
    message = approvals.approve(stage.ctx, "ola", draft.id, draft.revision.seen)
    claims: list[list[str]] = []
    begun: list[object] = []
    take_steps = sending.take_steps

    def watched(
        ctx: AppContext, steps: list[sending.Step], worker: str, lease: timedelta, abreast: int
    ) -> list[list[Claim]]:
        claimed = [step.delivery_id for step in steps if not step.answers]
        with ctx.read() as session:
            claims.append([session.get_one(DeliveryRow, one).account_id for one in claimed])
        if claimed and len(claims) > 1:
            page = _delivery(stage, message.id, "zz-side")
            begun.append(stage.worker.hands.at_work_on(page) or deliveries.status(ctx, page))
        return take_steps(ctx, steps, worker, lease, abreast)

    monkeypatch.setattr(sending, "take_steps", watched)
    deliver.start_message(stage.worker, message.id)
    assert stage.worker.hands.wait(120)
    assert [each for each in claims if each] == [["zz-side"], ["side", "skole"]]
    assert begun and begun[0] is not DeliveryStatus.QUEUED, "the page has a hand before the others are claimed"
    statuses = {d.status for d in messages.show(stage.ctx, message.id).deliveries}
    assert statuses == {DeliveryStatus.DELIVERED}


def _delivery(stage: Stage, message_id: str, account_id: str) -> str:
    return next(d.id for d in messages.show(stage.ctx, message_id).deliveries if d.account_id == account_id)
