"""A night at a municipality whose desk, hands and clock are in this process: what has happened before a journey begins."""

from pathlib import Path

from config.machine.settings import SHIPPED, Settings
from config.town.municipality import load_municipality
from notifiers.platforms import PLATFORMS
from schemas.crises.crisis import Crisis, CrisisRequest, Severity
from schemas.drafts.content import Content
from schemas.drafts.draft import Draft
from schemas.errors import RetryClass
from schemas.messages.delivery import SendResult
from store.approvals import approvals
from store.crises import attendance, find, lifecycle
from store.db.database import open_engine
from store.deliveries import deliveries
from store.drafts import drafts
from store.identity import passwords
from store.opening import Opened
from tests import one_hand
from tests.flows.stage import LEASE, Stage
from tests.servers import sqlite
from tests.servers.threaded_desk import all_screens
from tests.servers.web import PASSWORD

TITLE = "Kok drikkevannet i Lånke"
ADVICE = (
    "Et rør har sprukket ved Hell, og vannet i Lånke kan ha bakterier.\n\n"
    "Dette gjør du nå:\n• La vannet fosskoke før du drikker det.\n"
    "• Bruk bare kokt og avkjølt vann til barn og syke.\n• Si fra til naboer som kanskje ikke har fått med seg meldingen."
)
REFUSED = SendResult(kind=RetryClass.PERMANENT, error="Tilgangen er trukket tilbake. Koble kontoen til på nytt.")


class Night:
    def __init__(self, folder: Path) -> None:
        (folder / "krisekanal.db").write_bytes(sqlite.migrated())
        engine = open_engine(f"sqlite:///{folder}/krisekanal.db")
        town = load_municipality(SHIPPED, PLATFORMS)
        self.stage = Stage(engine, folder, all_screens(town, with_sms=True))
        given = {"data": folder, "municipality": SHIPPED, "prefect": "off", "pdf": "twin"}
        self.settings = Settings.model_validate(given)
        self.ctx = self.stage.ctx
        self.opened = Opened(self.ctx, self.stage.worker.vault, self.stage.worker.channels)
        self.number = 0
        passwords.set_password(self.ctx, "nina", PASSWORD)

    def crisis(self, title: str = "Vannbrudd", *, exercise: bool = False) -> Crisis:
        asked = CrisisRequest(
            title=title,
            what="Bakterier i drikkevannet",
            where="Lånke",
            severity=Severity.SEVERE,
            exercise=exercise,
            zones=("lanke", "hell"),
        )
        found = lifecycle.establish(self.ctx, "kari", asked)
        for person in ("ola", "ingrid"):
            attendance.confirm(self.ctx, person, found.id)
        self.stage.forward(seconds=2)
        return found

    def waits(self, crisis: Crisis) -> Draft:
        """A text of Nina's, for everybody who is connected, before the editors. Its number, since no platform takes a text twice."""
        self.number += 1
        mark = "ØVELSE ØVELSE ØVELSE " if crisis.exercise else ""
        body, short = f"{ADVICE}\n\nMelding {self.number}.", f"Kok vannet i Lånke. Melding {self.number}."
        text = Content(title=f"{mark}{TITLE}", body=body, short=short, next_update="om to timer")
        return drafts.submit(self.ctx, "nina", drafts.new(self.ctx, "nina", crisis.id, text).id)

    def out(self, crisis: Crisis, refused: str = "") -> str:
        """The message's id, when it is out; not in the account that is `refused`."""
        draft = self.waits(crisis)
        message = approvals.approve(self.ctx, "ola", draft.id, draft.revision.seen).id
        for delivery_id, account_id in deliveries.to_carry(self.ctx, message, "w") if refused else ():
            claimed = one_hand.claim(self.ctx, delivery_id, "w", LEASE) if account_id == refused else None
            if claimed:
                one_hand.finish(self.ctx, claimed, REFUSED, "w")
        self.stage.forward(seconds=2)
        return message

    def over(self) -> None:
        for one in find.open_now(self.ctx):
            lifecycle.stand_down(self.ctx, "kari", one.id)
        self.stage.forward(seconds=2)
