"""What opens Prefect: who has it may have any code run as our user, so it is kept like the key itself."""

import secrets

from config.machine.private import read_or_make
from config.machine.settings import Settings
from schemas.errors import ConfigInvalid
from schemas.sentence import say


def of(settings: Settings) -> str | None:
    """The auth string of the Prefect that is used; None for one elsewhere that is not said to want any.

    Ours is made the first time. It is never given to a server elsewhere. Raises `ConfigInvalid`.
    """
    path = settings.own_prefect_auth_file if settings.prefect_is_ours else settings.prefect_auth_file
    if path is None:
        return None
    try:
        found = (read_or_make(path, _new) if settings.prefect_is_ours else path.read_bytes()).decode().strip()
    except (OSError, UnicodeDecodeError):
        found = ""
    if not found:
        raise ConfigInvalid(
            say("{path} must hold what opens Prefect, on one line, and be readable by Krisekanal.", path=str(path))
        )
    return found


def _new() -> bytes:
    return f"krisekanal:{secrets.token_urlsafe(32)}\n".encode()
