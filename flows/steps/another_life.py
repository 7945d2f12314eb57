"""Whether another machine carries on what was restored from our backup: then nothing leaves here any more."""

import structlog

from flows.work.context import WorkerContext
from notifiers import published
from schemas.life import Life
from schemas.sentence import Sentence, say
from store.outbox import epochs
from store.upkeep import lives

log = structlog.get_logger()


def later(worker: WorkerContext) -> Life | None:
    """Looked for in the public page's folder and at its address; says our own life there."""
    settings = worker.settings
    seen = (lives.read(settings.public_dir), published.fetch(settings.public_url, lives.FILE))
    found = next((life for data in seen if (life := lives.later(worker.ctx, settings.key_file, data))), None)
    if found is None:
        _say_ours(worker)
    return found


def restored_below(worker: WorkerContext) -> bool:
    """The database itself was put back under this worker: what it has in memory is of another life."""
    return epochs.number(worker.ctx) != worker.life


def sentence(life: Life) -> Sentence:
    return say(
        "Another machine carries on since {when} (life {number} of the database), from a backup of this one. Nothing is sent from "
        "here any more. Stop Krisekanal on this machine; what is here and not there is in its log.",
        when=life.began_at,
        number=life.number,
    )


def _say_ours(worker: WorkerContext) -> None:
    try:
        lives.write(worker.ctx, worker.settings.key_file, worker.settings.public_dir)
    except OSError as error:
        log.warning("life.not_written", error=error.strerror)
