"""A whole exercise without waiting: the clock jumps to the next event of the outbox, and the worker's own handlers run.

Everything is real but the clock: database, outbox, handlers, gateway, and the sandbox's files.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine as Database

from config.machine.settings import Settings
from config.pdf.drawers import drawer
from config.reading.scenario_library import SHIPPED
from flows.runtime.runner import FlowRunner
from flows.work.context import WorkerContext
from notifiers.base.places import Places
from notifiers.facade import Channels
from schemas.municipality import ExercisePlan, Municipality
from store.accounts import accounts
from store.context import AppContext
from store.crises import faults
from store.db.sealing import Sealer
from store.exercises import plans
from store.identity.vault import Vault
from store.notices import troubles
from store.outbox import outbox, workers
from tests.fakes import FakeClock

LEASE = timedelta(seconds=30)


class Stage:
    def __init__(self, database: Database, folder: Path, municipality: Municipality) -> None:
        self.clock, self.folder, self.handled = FakeClock(), folder, 0
        settings = Settings(data=folder, prefect="off")
        places = Places(public=folder / "public", sandbox=folder / "sandbox", public_url="https://krise.kk.example")
        channels = Channels(places, lambda name: None)
        self.ctx = AppContext(
            database,
            municipality,
            channels,
            self.clock,
            scenario_folders=(folder / "scenarios", SHIPPED),
            draw_pdf=drawer("twin"),
            gate_patience=timedelta(seconds=0.2),
            sealer=Sealer(folder / "secret.key"),
        )
        channels.set_fault_injector(lambda account_id: faults.in_force(self.ctx, account_id))
        accounts.sync(self.ctx)
        vault = Vault(database, folder / "secret.key")
        self.worker = WorkerContext(settings, self.ctx, channels, vault, workers.sign_in(self.ctx, "plain"))
        self.engine = FlowRunner(self.worker)

    def until(self, reached: Callable[[], Any], most: timedelta = timedelta(days=800)) -> Any:
        """Run what is due, jump to what is due next, until `reached` is true. Fails where it never is."""
        end = self.clock.now + most
        while not (found := reached()):
            due = outbox.next_due(self.ctx)
            assert due is not None and due <= end and self.handled < 20_000, f"never came true; next is {due}"
            self.clock.now = max(self.clock.now, due)
            self._work()
        return found

    def forward(self, **delta: float) -> None:
        """Run all that is due until then."""
        end = self.clock.now + timedelta(**delta)
        while (due := outbox.next_due(self.ctx)) and due <= end:
            self.clock.now = max(self.clock.now, due)
            self._work()
        self.clock.now = max(self.clock.now, end)

    def scenario(self, name: str, text: str) -> None:
        (self.folder / "scenarios").mkdir(exist_ok=True)
        (self.folder / "scenarios" / f"{name}.yaml").write_text(f"id: {name}\n{text}", encoding="utf-8")

    def report(self, crisis_id: str) -> dict[str, Any] | None:
        path = self.folder / "reports" / f"{crisis_id}.json"
        return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None

    def lines(self, account_id: str) -> list[dict[str, Any]]:
        path = self.folder / "sandbox" / f"{account_id}.jsonl"
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []

    def plan(self, plan: ExercisePlan) -> None:
        """One more plan in the municipality's file, which the worker then reads."""
        town = self.ctx.municipality
        self._live_in(town.model_copy(update={"exercises": (*town.exercises, plan)}))
        plans.plan_ahead(self.ctx)

    def _live_in(self, municipality: Municipality) -> None:
        self.ctx = replace(self.ctx, municipality=municipality)
        self.worker = replace(self.worker, ctx=self.ctx)
        self.engine = FlowRunner(self.worker)

    def _work(self) -> None:
        """As the dispatcher: an error gives the event back for later, and is shown should the stage stand still."""
        for event in outbox.claim_due(self.ctx, self.worker.name, LEASE):
            self.handled += 1
            try:
                outbox.finish(self.ctx, event.id, self.engine.run(event))
                self.worker.hands.wait()
            except Exception as error:
                troubles.give_back(self.ctx, event.id, type(error).__name__, self.worker.name)
                self.failed = error


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
