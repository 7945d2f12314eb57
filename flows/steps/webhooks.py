"""Telling other systems what happened, in order, until they have taken it."""

import json

from config.language.texts import read
from flows.work.context import WorkerContext
from notifiers.standard_webhooks import post
from schemas.errors import NotifierError
from store.notices import webhooks


def enqueue_behind(worker: WorkerContext) -> int:
    """Wake the webhooks that are behind; a look only, as long as none is."""
    return webhooks.enqueue_behind(worker.ctx) if webhooks.any_behind(worker.ctx) else 0


def tell(worker: WorkerContext, webhook_id: str) -> None:
    """One batch after the other; a failure puts the rest off."""
    while found := webhooks.next_batch(worker.ctx, worker.vault, webhook_id):
        hook, secret, events = found
        body = json.dumps({"events": [e.model_dump(mode="json") for e in events]}, ensure_ascii=False)
        now = int(worker.ctx.clock().timestamp())
        try:
            post(hook.url, secret, f"{hook.id}-{events[-1].seq}", now, body, worker.settings.reachable)
        except NotifierError as error:
            webhooks.failed(worker.ctx, webhook_id, read(error.sentence, "en"))
            return
        webhooks.acknowledged(worker.ctx, webhook_id, events[-1].seq)
