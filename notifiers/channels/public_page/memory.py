"""The page's own memory: one JSON file a message, written once. No database is asked."""

from pathlib import Path
from typing import Self

from pydantic import ValidationError

from notifiers.channels.public_page.entry import PublicEntry
from schemas.base import Noun, UtcTime
from schemas.drafts.own_words import Words


class About(Noun):
    """Whose page it is and since when; kept in `about.json`."""

    opened_at: UtcTime
    municipality: str = ""
    language: str = "nb"
    words: Words = Words()
    timezone: str = "Europe/Oslo"
    signup_url: str = ""

    def speaking_as(self, other: Self) -> Self:
        """As the same municipality's other page does."""
        return other.model_copy(update={"opened_at": self.opened_at})


class Memory(Noun):
    """`damaged` names files that cannot be read; the rest of the page goes on without them."""

    about: About | None
    entries: tuple[PublicEntry, ...]
    damaged: tuple[str, ...] = ()

    def find(self, message_id: str) -> PublicEntry | None:
        return next((entry for entry in self.entries if entry.message_id == message_id), None)


def entry_file(root: Path, entry: PublicEntry) -> Path:
    return root / "entries" / f"{entry.message_id}.json"


def about_file(root: Path) -> Path:
    return root / "about.json"


def about_files(root: Path) -> list[Path]:
    """Of the pages in its subfolders."""
    return sorted(root.glob("[!.]*/about.json"))


def recall(root: Path) -> Memory:
    """Raises `OSError` where the folder cannot be read at all."""
    entries, damaged = [], []
    for path in sorted((root / "entries").glob("[!.]*.json")):
        try:
            entries.append(PublicEntry.model_validate_json(path.read_bytes()))
        except ValidationError:
            damaged.append(path.name)
    return Memory(about=recall_about(root), entries=tuple(entries), damaged=tuple(damaged))


def as_json(noun: Noun) -> bytes:
    return noun.model_dump_json(indent=2, exclude_defaults=True).encode() + b"\n"


def recall_about(root: Path) -> About | None:
    try:
        return About.model_validate_json(about_file(root).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
