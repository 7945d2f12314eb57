"""What a worker works with: the application context, its channels, its name. One per process, since flows only take ids."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event

from config.machine.settings import Settings, load_settings
from flows.work.drains import Drains
from flows.work.handover import Handovers
from flows.work.hands import ABREAST, Hands
from flows.work.in_hand import InHand
from flows.work.ledger_writer import LedgerWriter
from notifiers.facade import Channels, open_channels
from notifiers.platforms import PLATFORMS
from schemas.messages.delivery import Claim
from store.context import AppContext
from store.crises import faults
from store.identity.vault import Vault
from store.municipality_file import out_with_the_gone
from store.opening import open_context
from store.outbox import epochs, workers
from store.sending import sending
from store.sending.sending import Step


@dataclass(eq=False)
class WorkerContext:
    """`ctx` is the one in force: a changed municipality file is another."""

    settings: Settings
    ctx: AppContext
    channels: Channels
    vault: Vault
    name: str
    in_hand: InHand = field(default_factory=InHand)
    hands: Hands = field(default_factory=Hands)
    stopping: Event = field(default_factory=Event)
    handovers: Handovers = field(default_factory=Handovers)
    life: int = 0
    """Of the database, when this worker began."""
    ledger: LedgerWriter[Sequence[Step], list[Claim]] = field(init=False)
    drains: Drains = field(init=False)

    def __post_init__(self) -> None:
        self.life = epochs.number(self.ctx)
        self.ledger = LedgerWriter(self._take_steps)
        self.drains = Drains(lambda: self.ctx, self.channels, self.name, self.lease, self.stopping, self.in_hand)

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.settings.lease_seconds)

    def _take_steps(self, asked: Sequence[Sequence[Step]]) -> list[list[Claim]]:
        """Each asks for some steps and gets their claims in one list; all is one transaction."""
        together = [step for steps in asked for step in steps]
        taken = iter(sending.take_steps(self.ctx, together, self.name, self.lease, ABREAST))
        return [[claimed for _ in steps for claimed in next(taken)] for steps in asked]


_current: list[WorkerContext] = []


def current_worker() -> WorkerContext:
    """This process' place; a flow that Prefect started in a process of its own signs in by itself."""
    if not _current:
        set_worker(open_worker(load_settings(), mode="prefect"))
    return _current[0]


def set_worker(worker: WorkerContext) -> WorkerContext:
    _current[:] = [worker]
    return worker


def open_worker(settings: Settings, mode: str) -> WorkerContext:
    """Signs in only when all is warm: who is signed in can send at once. Raises `ConfigInvalid`, `StoreUnavailable`."""
    opened = open_context(settings, lambda secret: open_channels(settings, secret), PLATFORMS)
    opened.channels.set_fault_injector(lambda account_id: faults.in_force(opened.ctx, account_id))
    opened.channels.warm(opened.ctx.municipality.all_accounts())
    out_with_the_gone(opened.ctx)
    return WorkerContext(settings, opened.ctx, opened.channels, opened.vault, workers.sign_in(opened.ctx, mode))
