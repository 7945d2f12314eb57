"""Static files, each under an address that changes with its content, so that browsers may keep it for good."""

import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static"


@cache
def address(name: str) -> str:
    """`/static/app.css?v=1a2b3c4d`."""
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:8]
    return f"/static/{name}?v={digest}"
