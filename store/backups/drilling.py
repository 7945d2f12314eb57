"""A restore that is only tried, with its time: into a folder of its own that is gone afterwards."""

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from config.machine.settings import Settings
from schemas.errors import StoreUnavailable
from schemas.evidence.backup import Drilled, Manifest
from schemas.sentence import say
from store.backups import archive, new_life, restoring
from store.backups.making import KEYS
from store.context import AppContext
from store.evidence import audit

Open = Callable[[Settings], AppContext]
"""Opens what was restored as the programs do. Raises what they would."""


def hold(file: Path, passphrase: Callable[[], str], look_in: Open, database_url: str = "") -> Drilled:
    """Restores it, opens it, proves its log, and takes it away again. A backup of PostgreSQL needs an empty database, and stays in it.

    Raises what a restore raises, and `StoreUnavailable` where the log does not hold.
    """
    began = time.monotonic()
    with TemporaryDirectory(prefix="krisekanal-drill-") as name:
        folder = Path(name) / "data"
        where = Settings.model_validate({"data": folder} | ({"database_url": database_url} if database_url else {}))
        found: list[Drilled] = []

        def begin(manifest: Manifest) -> None:
            found.append(_looked(look_in, where, manifest))

        restoring.restore(where, file, passphrase, begin)
    return found[0].model_copy(update={"seconds": time.monotonic() - began})


def _looked(look_in: Open, where: Settings, manifest: Manifest) -> Drilled:
    """Its municipality file is the one that came with it, where one did."""
    town = restoring.town_file(where)
    ctx = look_in(where.model_copy(update={"municipality": town}) if town.exists() else where)
    life, report = new_life.begin(ctx, audit.SYSTEM, manifest), audit.verify(ctx)
    ctx.engine.dispose()
    if not report.whole:
        raise StoreUnavailable(say("The log in this backup does not hold. Take another one, and tell IT."))
    return Drilled(
        made_at=manifest.made_at,
        seconds=0.0,
        log_lines=manifest.head.sequence if manifest.head else 0,
        files=sum(not name.startswith((archive.MANIFEST, KEYS)) for name in manifest.files),
        keys=KEYS in manifest.files,
        waiting=len(life.waiting),
        notices=life.notices,
    )
