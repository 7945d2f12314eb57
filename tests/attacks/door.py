"""The one way in for files, as the desk and the command line use it."""

import io
from pathlib import Path

from config.machine.settings import Settings
from schemas.drafts.media import Media
from store.context import AppContext
from store.files.incoming import take_in


class FileDoor:
    """`folder` is the data folder; files come to lie in `media`."""

    def __init__(self, ctx: AppContext, folder: Path) -> None:
        self.ctx = ctx
        self.settings = Settings(data=folder, prefect="off")
        self.media = self.settings.media

    def take(self, data: bytes, alt: str = "Et bilde", by: str = "anne") -> Media:
        return take_in(self.ctx, self.settings, by, io.BytesIO(data), alt)

    def taken(self, data: bytes) -> tuple[Media, bytes]:
        media = self.take(data)
        return media, Path(media.path).read_bytes()

    @property
    def left(self) -> list[str]:
        """Names of what lies there."""
        return sorted(path.name for path in self.media.glob("*"))
