"""Through which door somebody acts: written into the log with what was done."""

from enum import StrEnum

from schemas.base import Noun


class Door(StrEnum):
    PAGE = "page"
    """Nobody is logged in yet."""
    SESSION = "session"
    LINK = "link"
    """A session that an approval link and a PIN opened."""
    TOKEN = "token"  # noqa: S105  # the name of a door, not a token
    COMMAND_LINE = "command_line"


class Origin(Noun):
    """`id` is that of the session, token or link's ticket; never what opens it."""

    door: Door
    id: str | None = None
    session: str | None = None
    """Of a link."""
    address: str | None = None
    """IP address, as the web server before us says."""
    os_user: str | None = None
    """Whose process the command line was."""
    login_user: str | None = None
    """Who had logged in at the machine, where the kernel knows (`sudo` does not hide it)."""
    host: str | None = None
