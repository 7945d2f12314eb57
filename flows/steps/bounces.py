"""Reading the mailbox that undeliverable letters come back to. Two workers that read the same write it once."""

import structlog

from flows.work.context import WorkerContext
from notifiers import bounces, mailbox
from schemas.errors import KrisekanalError
from schemas.identity.secret import SecretKind
from store.reached import reports

log = structlog.get_logger()


def read_bounces(worker: WorkerContext) -> int:
    """How many letters were understood and taken away. Where no mailbox is stored, nothing is read."""
    address = worker.vault.get(SecretKind.BOUNCES.value)
    if address is None:
        return 0
    try:
        return _read(worker, address)
    except KrisekanalError as error:
        log.warning("bounces.not_read", error=type(error).__name__)
        return 0


def _read(worker: WorkerContext, address: str) -> int:
    """Written down first, taken away then: what is read twice counts once."""
    with mailbox.opened(address) as box:
        letters = [(uid, bounces.read(raw)) for uid, raw in box.new(bounces.LONGEST)]
        known = [(uid, found) for uid, found in letters if found is not None]
        ours = {uid for uid, found in known if reports.is_ours(worker.ctx, found)}
        reports.take_bounces(worker.ctx, [found for uid, found in known if uid in ours])
        box.take_away([uid for uid, _ in letters if uid in ours])
        box.leave([uid for uid, _ in letters if uid not in ours])
    return len(ours)
