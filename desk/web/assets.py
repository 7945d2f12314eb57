"""Static files, each under an address that changes with its content, so that browsers may keep it for good."""

import hashlib
from functools import cache
from pathlib import Path

from schemas.municipality import Organisation

FOLDER = Path(__file__).parent / "static"
CREST = "/crest"


@cache
def address(name: str) -> str:
    """`/static/app.css?v=1a2b3c4d`."""
    return f"/static/{name}?v={_digest((FOLDER / name).read_bytes())}"


def crest(organisation: Organisation) -> str | None:
    """Of the municipality's crest; None where its file has none."""
    return f"{CREST}?v={_digest(organisation.crest.encode())}" if organisation.crest else None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]
