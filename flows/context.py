"""Where a worker stands: its house, its channels, its name. One per process, since flows only take ids."""

from dataclasses import dataclass
from datetime import timedelta

from config.settings import Settings, load_settings
from notifiers.facade import Channels, open_channels
from store.context import House
from store.crises import faults
from store.identity.vault import Vault
from store.opening import open_house
from store.outbox import workers


@dataclass(frozen=True)
class Place:
    settings: Settings
    house: House
    channels: Channels
    vault: Vault
    worker: str

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.settings.lease_seconds)


_here: list[Place] = []


def here() -> Place:
    """This process' place; a flow that Prefect started in a process of its own signs in by itself."""
    if not _here:
        stand(open_place(load_settings(), mode="prefect"))
    return _here[0]


def stand(place: Place) -> Place:
    _here[:] = [place]
    return place


def open_place(settings: Settings, mode: str) -> Place:
    """Signs in only when all is warm: who is signed in can send at once. Raises `ConfigInvalid`, `StoreUnavailable`."""
    opened = open_house(settings, lambda secret: open_channels(settings, secret))
    opened.channels.heed(lambda account_id: faults.in_force(opened.house, account_id))
    opened.channels.warm(opened.house.municipality.all_accounts())
    return Place(settings, opened.house, opened.channels, opened.vault, workers.sign_in(opened.house, mode))
