"""A backup: what it is of, and what a restore came to."""

from typing import Literal

from schemas.base import Noun, UtcTime
from schemas.evidence.log_head import LogHead


class Manifest(Noun):
    """`files` is each file's name in the backup and its SHA-256 (hex). `head` is of the log as the database in it has it, at least."""

    format: Literal["krisekanal-backup-1"] = "krisekanal-backup-1"
    made_at: UtcTime
    municipality: str
    """Kommunenummer."""
    name: str
    database: Literal["sqlite", "postgresql"]
    version: str
    """Of the database, as migrations count."""
    data: str
    """The data folder it was made of: files of drafts are known by their place in it."""
    head: LogHead | None
    files: dict[str, str]


class BackupMade(Noun):
    file: str
    bytes: int
    sha256: str
    made_at: UtcTime
    with_keys: bool
    log_lines: int
    """How far the log reached."""


class Waiting(Noun):
    """A delivery that was waiting or under way in the backup, or that may have been sent since."""

    delivery_id: str
    message_id: str
    account_id: str
    title: str
    publish_at: UtcTime


class NewLife(Noun):
    """What a restore has put before people: deliveries are looked for, never sent by themselves; notices were not sent again."""

    number: int
    waiting: tuple[Waiting, ...]
    notices: int
    sessions: int
    links: int


class Restored(Noun):
    made_at: UtcTime
    log_lines: int
    keys: bool
    municipality_file: str
    folder: str
    """Where everything lies now."""
    files_elsewhere: str | None = None
    """The folder in which files of older drafts are looked for, where it is not the one of now."""
    life: NewLife


class Drilled(Noun):
    """A restore that was tried, whole: how long it took here, and what it would have come to."""

    made_at: UtcTime
    seconds: float
    log_lines: int
    files: int
    keys: bool
    waiting: int
    notices: int
