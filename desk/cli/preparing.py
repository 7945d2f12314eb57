"""What must be there before anything starts: the public page's folder, for `up` and for the services."""

from desk.cli.desk import Desk
from notifiers.facade import prepare_channels
from schemas.errors import StoreUnavailable
from schemas.sentence import say


def prepare(desk: Desk) -> None:
    """Done again, it mends. Raises `StoreUnavailable`."""
    try:
        town = desk.ctx.municipality.organisation
        prepare_channels(desk.settings, town.name, town.language)
    except OSError as error:
        raise StoreUnavailable(
            say(
                "The public page cannot be written to {path}: {error}.",
                path=str(desk.settings.public_dir),
                error=error.strerror or "?",
            )
        ) from None
