"""Putting the application context together: settings, the municipality file, the database, the vault, the channels."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Engine

from config.language import texts
from config.machine.own_folder import made
from config.machine.settings import Settings
from config.pdf.drawers import drawer
from config.reading.scenario_library import folders
from config.town.municipality import load_municipality
from schemas.accounts.channel_rules import Rules
from schemas.errors import StoreUnavailable
from schemas.ports import Channels
from schemas.sentence import say
from store.accounts import accounts, in_step
from store.context import AppContext
from store.db import migrate
from store.db.clock import clock_of
from store.db.database import open_engine
from store.db.sealing import Sealer
from store.identity.vault import Vault

Secrets = Callable[[str], str | None]
C = TypeVar("C", bound=Channels)


@dataclass(frozen=True)
class Opened(Generic[C]):
    """`channels` is the same object as `ctx.channels`, with all it can do beyond the store's questions."""

    ctx: AppContext
    vault: Vault
    channels: C


def open_context(settings: Settings, make_channels: Callable[[Secrets], C], rules: Rules) -> Opened[C]:
    """Raises `ConfigInvalid` or `StoreUnavailable` (also when the database is of another version)."""
    municipality = load_municipality(settings.municipality, rules)
    texts.use_zone(municipality.organisation.timezone)
    _must_be_there(settings)
    engine = open_engine(settings.database_url, settings.busy_timeout_ms)
    _must_be_ours(engine, settings)
    vault = Vault(engine, settings.key_file)
    channels = make_channels(vault.get)
    ctx = AppContext(
        engine,
        municipality,
        channels,
        clock_of(engine),
        scenario_folders=folders(settings.municipality),
        draw_pdf=drawer(settings.pdf),
        sealer=Sealer(settings.key_file),
    )
    if not in_step.in_step(ctx):
        from store.accounts import locks  # noqa: PLC0415  # seldom needed, and every command passes here

        accounts.sync(ctx)
        locks.complete_all(ctx)
    return Opened(ctx, vault, channels)


def open_as_it_is(settings: Settings, make_channels: Callable[[Secrets], C], rules: Rules) -> AppContext:
    """Of whatever version the database is: only to look at its log and to back it up. Raises `ConfigInvalid`, `StoreUnavailable`."""
    municipality = load_municipality(settings.municipality, rules)
    texts.use_zone(municipality.organisation.timezone)
    _must_be_there(settings)
    engine = open_engine(settings.database_url, settings.busy_timeout_ms)
    return AppContext(engine, municipality, make_channels(lambda _: None), clock_of(engine))


def _must_be_there(settings: Settings) -> None:
    """Whoever asks in another folder than Krisekanal's is told so, and makes no second database there."""
    file = settings.database_file
    if file is not None and not file.exists():
        raise StoreUnavailable(
            say(
                "There is no database at {file}. Krisekanal's folder here is {folder}: name the right one (KRISEKANAL_DATA), or begin "
                "there with `krisekanal up`.",
                file=str(file),
                folder=str(settings.data),
            )
        )


def _must_be_ours(engine: Engine, settings: Settings) -> None:
    found, wanted = migrate.version(engine), migrate.newest()
    if found == wanted:
        return
    migrate.must_be_known(found)
    raise StoreUnavailable(
        say(
            "The database of {folder} is at version {found} and this program wants {wanted}. Run `krisekanal db upgrade`.",
            folder=str(settings.data),
            found=found or "—",
            wanted=wanted,
        )
    )


def set_up(settings: Settings) -> str:
    """Make the database or bring it to this version; returns the version. Raises `ConfigInvalid` where its folder cannot be made."""
    for folder in (settings.data, *([settings.database_file.parent] if settings.database_file else [])):
        made(folder)
    return migrate.upgrade(open_engine(settings.database_url, settings.busy_timeout_ms))
