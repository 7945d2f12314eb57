"""What must be there before anything starts: the public page's folder, for `up` and for the services."""

from desk.cli.desk import Desk
from notifiers import facade
from policy import os_faults
from schemas.errors import StoreUnavailable
from schemas.sentence import say


def prepare(desk: Desk) -> None:
    """Done again, it mends. Raises `StoreUnavailable`."""
    try:
        facade.prepare_channels(desk.settings, desk.ctx.municipality)
    except OSError as error:
        raise StoreUnavailable(
            say(
                "The public page cannot be written to {path}: {error}.",
                path=str(desk.settings.public_dir),
                error=os_faults.why(error),
            )
        ) from None
