"""Telling other systems what happened, in order, until they have taken it."""

import json

from config.texts import read
from flows.context import Place
from notifiers.standard_webhooks import post
from schemas.errors import NotifierError
from store.notices import webhooks


def ring(place: Place) -> int:
    """Wake the webhooks that are behind; a look only, as long as none is."""
    return webhooks.ring(place.house) if webhooks.any_behind(place.house) else 0


def tell(place: Place, webhook_id: str) -> None:
    """One batch after the other; a failure puts the rest off."""
    while found := webhooks.next_batch(place.house, place.vault, webhook_id):
        hook, secret, events = found
        body = json.dumps({"events": [e.model_dump(mode="json") for e in events]}, ensure_ascii=False).encode()
        now = int(place.house.clock().timestamp())
        try:
            post(hook.url, secret, f"{hook.id}-{events[-1].seq}", now, body)
        except NotifierError as error:
            webhooks.failed(place.house, webhook_id, read(error.sentence, "en"))
            return
        webhooks.told(place.house, webhook_id, events[-1].seq)
