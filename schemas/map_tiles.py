"""Pictures of the land that a map on the desk is drawn on. Without them the outline and the zones still draw."""

from urllib.parse import urlsplit

from pydantic import Field, field_validator

from schemas.base import Noun


class MapTiles(Noun):
    """A tile server, as web maps ask it (“slippy map”: zoom, column and row of Web Mercator's squares)."""

    address: str = Field(max_length=500)
    """With {z}, {x} and {y}, by https."""
    attribution: str = Field(min_length=1, max_length=200)
    """Who made them: most licences ask for it. Stands on the map."""
    deepest: int = Field(default=18, ge=1, le=22)
    """The closest zoom that there are pictures for."""

    @field_validator("address")
    @classmethod
    def _is_one(cls, address: str) -> str:
        parts = urlsplit(address)
        if parts.scheme != "https" or not parts.hostname or any(each in parts.netloc for each in "{}@;, '\""):
            raise ValueError("tiles are fetched by https, from one host: https://host/{z}/{x}/{y}.png")
        if not all(each in address for each in ("{z}", "{x}", "{y}")):
            raise ValueError("an address of tiles has {z}, {x} and {y} in it")
        return address

    @property
    def origin(self) -> str:
        """As a content security policy names it."""
        return f"https://{urlsplit(self.address).netloc}"
