"""What a setting may hold: paths, ports and addresses, each put in its one form. Raises `ValueError`, which repeats nothing."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from policy.reach import is_this_machine, read_networks


def _absolute(path: Path) -> Path:
    """So that a process started in another folder means the same file."""
    return path.expanduser().absolute()


def _with_driver(url: str) -> str:
    """Raises `ValueError` for anything but SQLite and PostgreSQL, without repeating it: it may hold a password."""
    scheme, colon, rest = url.partition("://")
    driver = {
        "sqlite": "sqlite",
        "postgresql": "postgresql+psycopg",
        "postgres": "postgresql+psycopg",
        "postgresql+psycopg": "postgresql+psycopg",
    }.get(scheme)
    if not colon or not driver or not rest.strip("/"):
        raise ValueError("database_url")
    return f"{driver}://{rest}"


def _address(url: str) -> str:
    scheme, _, host = url.partition("://")
    if scheme not in ("http", "https") or not host.strip("/"):
        raise ValueError("address")
    return url.rstrip("/")


def _desk(url: str) -> str:
    """Passwords go over it: plain http is for this machine alone."""
    parts = urlsplit(_address(url))
    if parts.scheme == "http" and not is_this_machine(parts.hostname or ""):
        raise ValueError("plain")
    return url.rstrip("/")


def _reports(url: str) -> str:
    return _desk(url) if url else ""


def _signup(url: str) -> str:
    """A host of its own: no path of another site leads there, and none from there."""
    if urlsplit(url).path.strip("/") or urlsplit(url).query:
        raise ValueError("path")
    return _desk(url) if url else ""


def _prefect(url: str) -> str:
    """Plain http is for this machine alone: whoever listens on the way could have code run here (docs/settings.md)."""
    parts = urlsplit(_address(url))
    if parts.username is not None or parts.password is not None:
        raise ValueError("password")
    if parts.scheme == "http" and not is_this_machine(parts.hostname or ""):
        raise ValueError("plain")
    return url.rstrip("/")


def _mirror(text: str) -> str:
    """A folder of this machine, rsync's HOST:FOLDER or s3://BUCKET; no word that a program would take for an option."""
    if text and (text.startswith("-") or not (text.startswith(("/", "s3://")) or ":" in text)):
        raise ValueError("mirror")
    return text


def _networks(text: str) -> str:
    read_networks(text)
    return text


File = Annotated[Path, AfterValidator(_absolute)]
Port = Annotated[int, Field(ge=1, le=65535)]
DatabaseUrl = Annotated[str, AfterValidator(_with_driver)]
Address = Annotated[str, AfterValidator(_address)]
DeskAddress = Annotated[str, AfterValidator(_desk)]
PrefectAddress = Annotated[str, AfterValidator(_prefect)]
ReportsAddress = Annotated[str, AfterValidator(_reports)]
SignupAddress = Annotated[str, AfterValidator(_signup)]
Mirror = Annotated[str, AfterValidator(_mirror)]
Networks = Annotated[str, AfterValidator(_networks)]
