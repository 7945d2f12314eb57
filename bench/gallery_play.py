"""The crisis that the gallery plays: boiling water in Lånke, from a normal day to the report."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench.gallery_readers import Screen, asked_by_many, not_reached
from config.machine.settings import SHIPPED, Settings
from config.town.municipality import load_municipality
from notifiers.platforms import PLATFORMS
from schemas.accounts.request import AccountForm
from schemas.crises.crisis import CrisisRequest, Severity
from schemas.dialogue.remark import RemarkPage, RemoteRemark
from schemas.drafts.content import Content, MessageKind
from schemas.errors import RetryClass
from schemas.messages.delivery import SendResult
from schemas.messages.receipt import Receipt
from store.accounts import account_requests
from store.approvals import approvals
from store.context import AppContext
from store.crises import entries, lifecycle
from store.db import migrate
from store.db.database import open_engine
from store.deliveries import deliveries, unit_posts
from store.drafts import drafts
from store.opening import Opened
from store.remarks import inbox
from tests import one_hand
from tests.flows.stage import LEASE, Stage
from tests.servers.threaded_desk import all_screens

ADVICE = (
    "Et rør har sprukket ved Hell, og vannet i Lånke kan ha bakterier.\n\n"
    "Dette gjør du nå:\n• La vannet fosskoke før du drikker det.\n"
    "• Bruk bare kokt og avkjølt vann til barn og syke.\n• Si fra til naboer som kanskje ikke har fått med seg meldingen."
)
SAID = (("#f-title", "Vannbrudd"), ("#f-what", "Bakterier i drikkevannet"), ("#f-where", "Lånke"))
WRITTEN = (("#f-title", "Kok drikkevannet i Lånke"), ("#f-body", ADVICE), ("#f-next_update", "om to timer"))
CHANNELS = ("facebook", "kriseside", "mastodon", "hjemmeside", "epost", "x", "linkedin", "sms")

ARRIVED = Receipt(
    remote_id="urn:li:share:7266155339482021888", remote_url="https://linkedin.example/7266155339482021888"
)


class Play:
    """`screens` plays on as it is asked for the next one: each picture is of how things stand then."""

    def __init__(self, folder: Path, begun: datetime) -> None:
        engine = open_engine(f"sqlite:///{folder}/krisekanal.db")
        migrate.upgrade(engine)
        self.stage = Stage(engine, folder, all_screens(load_municipality(SHIPPED, PLATFORMS), with_sms=True))
        self.stage.clock.now = begun
        settings = {"data": folder, "municipality": SHIPPED, "prefect": "off", "pdf": "twin"}
        self.settings = Settings.model_validate(settings)
        self.opened = Opened(self.ctx, self.stage.worker.vault, self.stage.worker.channels)

    @property
    def ctx(self) -> AppContext:
        return self.stage.ctx

    def screens(self) -> Iterator[Screen]:
        yield from self._normal_day()
        yield from self._exercise()
        yield from self._crisis()
        yield from self._over()

    def _normal_day(self) -> Iterator[Screen]:
        yield Screen("00-login", None, "/login")
        yield Screen("01-calm-situation", "kari", "/")
        yield Screen("01-calm-establish", "kari", "/crisis/new")
        yield Screen("01-calm-establish-sure", "kari", "/crisis/new", "main form > .row > button", SAID)
        yield Screen("01-calm-establish-map", "kari", "/crisis/new", "[data-part=begin] button")
        tomorrow = self.ctx.clock() + timedelta(days=1)
        for title, at in (
            ("Sykkelsti åpner på Hell", tomorrow),
            ("Vannet stenges i Elvegata", tomorrow + timedelta(days=6)),
        ):
            text = Content(title=title, body="Mer på nettsidene våre.", kind=MessageKind.UNIT_POST)
            unit_posts.post(self.ctx, "silje", "facebook", text, at)
        unit_posts.post(
            self.ctx,
            "silje",
            "mastodon",
            Content(title="God morgen", body="Biblioteket er åpent i dag.", kind=MessageKind.UNIT_POST),
            None,
        )
        self.stage.forward(minutes=1)
        asked = AccountForm.model_validate(
            {
                "platform": "threads",
                "handle": "Stjørdal bibliotek",
                "unit": "oppvekst",
                "purpose": "Nyheter fra biblioteket.",
            }
        )
        account_requests.request(self.ctx, "magnus", asked)
        for name in (
            "accounts",
            "unit",
            "exercises",
            "exercise/new",
            "reports",
            "people",
            "register",
            "channels",
            "me",
            "write",
            "messages",
            "log",
        ):
            yield Screen(f"02-calm-{name.replace('/', '-')}", "silje" if name == "unit" else "ola", f"/{name}")

        yield Screen("03-calm-calendar", "silje", "/unit/calendar")
        yield Screen("03-calm-calendar-week", "silje", "/unit/calendar?span=week")
        yield Screen("03-calm-exercise-sure", "ola", "/exercises", "form[action='/exercises/kvartal'] button")

    def _exercise(self) -> Iterator[Screen]:
        crisis = lifecycle.establish(self.ctx, "kari", _asked("Øvelse: brudd på vannledning", exercise=True))
        self.stage.forward(minutes=2)
        yield Screen("10-exercise-situation", "ola", "/")
        yield Screen("10-exercise-accounts", "silje", "/accounts")
        yield Screen("10-exercise-exercises", "ola", "/exercises")
        lifecycle.stand_down(self.ctx, "kari", crisis.id)
        self.stage.forward(minutes=5)
        yield Screen("11-exercise-over-exercises", "ola", "/exercises")

    def _crisis(self) -> Iterator[Screen]:
        self.crisis = lifecycle.establish(self.ctx, "kari", _asked("Kok drikkevannet i Lånke", exercise=False))
        self.stage.forward(minutes=1)
        yield Screen("20-crisis-situation-leader", "silje", "/")
        yield Screen("20-crisis-accounts-leader", "silje", "/accounts")
        yield Screen("20-crisis-unit-locked", "silje", "/unit")
        yield Screen("20-crisis-write", "ola", "/write?template=kokevarsel")
        yield Screen("20-crisis-write-filled", "nina", "/write?template=own", fill=WRITTEN)
        yield Screen("20-crisis-staff", "ola", "/")
        entries.add(self.ctx, "lars", self.crisis.id, "Mattilsynet ringte: prøvene er klare i morgen tidlig.")
        text = Content(
            title="Kok drikkevannet i Lånke",
            body=ADVICE,
            short="Kok vannet i Lånke før du drikker det.",
            next_update="om to timer",
        )
        draft = drafts.submit(self.ctx, "nina", drafts.new(self.ctx, "nina", self.crisis.id, text, CHANNELS).id)
        self.stage.forward(minutes=3)
        yield Screen("21-waits-situation-editor", "ola", "/")
        yield Screen("21-waits-drafts", "ola", "/drafts")
        yield Screen("21-waits-approve", "ola", f"/drafts/{draft.id}")
        yield Screen("21-waits-edit", "nina", f"/drafts/{draft.id}/edit")
        yield Screen("21-waits-author", "nina", f"/drafts/{draft.id}")
        self.message = approvals.approve(self.ctx, "ola", draft.id, draft.revision.seen).id
        self._goes_wrong(self.message)
        self.stage.forward(minutes=2)
        yield Screen("22-out-message", "ola", f"/messages/{self.message}")
        yield from (Screen(f"22-out-{name}", "ola", f"/{name}") for name in ("messages", "log", "preview", "accounts"))
        yield Screen("22-out-situation", "ola", "/")
        asked, same, _ = self._written()
        yield Screen("22-out-remarks", "ola", "/remarks")
        yield Screen("22-out-remark", "ola", f"/remarks/{asked}")
        yield Screen("22-out-thread", "ola", f"/remarks/{self._contradicted()}")
        yield from asked_by_many(self.ctx, (asked, same))
        for kind in (MessageKind.CORRECTION, MessageKind.RETRACTION, MessageKind.ALL_CLEAR):
            yield Screen(f"23-follow-up-{kind.value}", "ola", f"/write?original={self.message}&kind={kind.value}")
        mended = text.model_copy(
            update={"kind": MessageKind.RETRACTION, "title": "Se bort fra meldingen", "body": "Den gjaldt ikke Lånke."}
        )
        again = drafts.new(self.ctx, "nina", self.crisis.id, mended, (), refers_to=self.message)
        again = drafts.submit(self.ctx, "nina", again.id)
        yield Screen("23-follow-up-approve-retraction", "ola", f"/drafts/{again.id}")

    def _written(self) -> tuple[str, ...]:
        """What residents write beneath it; their ids, of which the second answers the first. Their names are made up."""
        at = self.ctx.clock()
        first = RemoteRemark(
            remote_id="f1", author="Randi Vik", text="Gjelder det Hell stasjon også? Har små barn.", written_at=at
        )
        others = (
            RemoteRemark(remote_id="f2", parent_id="f1", author="Odd", text="Samme spørsmål her!!!", written_at=at),
            RemoteRemark(
                remote_id="f3", author="Per Ås", text="Hørte at vannet er giftig i hele kommunen.", written_at=at
            ),
        )
        found = inbox.seen(self.ctx, "facebook", RemarkPage(remarks=(first, *others), cursor="1")).new
        self.stage.forward(minutes=4)
        return tuple(found)

    def _contradicted(self) -> str:
        """Under our post, with an answer of ours and one more; the id of who points out an error."""
        at, post = self.ctx.clock(), str(ARRIVED.remote_id)
        told: list[dict[str, Any]] = [
            {"remote_id": "n1", "author": "Sissel Moen", "text": "Det stemmer ikke. På Hell er vannet fra Stjørdal."},
            {"remote_id": "n2", "parent_id": "n1", "author": "Oss", "text": "Vi undersøker det.", "ours": True},
            {"remote_id": "n3", "parent_id": "n1", "author": "Jon Krog", "text": "Samme her, i hele Hommelvika."},
            {"remote_id": "n4", "author": "Ida By", "text": "Hvor lenge varer det?"},
        ]
        remarks = tuple(RemoteRemark.model_validate({"post_id": post, "written_at": at} | one) for one in told)
        return inbox.seen(self.ctx, "linkedin", RemarkPage(remarks=remarks, cursor="1")).new[0]

    def _over(self) -> Iterator[Screen]:
        yield from not_reached(self.ctx, self.crisis)
        yield Screen("30-stand-down", "kari", f"/crisis/{self.crisis.id}/stand-down")
        lifecycle.stand_down(self.ctx, "kari", self.crisis.id)
        self.stage.forward(minutes=10)
        yield Screen("31-over-situation", "kari", "/")
        yield Screen("31-over-evaluation", "kari", f"/evaluation/{self.crisis.id}")
        yield Screen("31-over-reports", "kari", "/reports")
        yield Screen("31-over-report-page", "kari", f"/reports/{self.crisis.id}.html")
        yield Screen("31-over-log", "lars", "/log")
        yield Screen("31-over-unit-held", "silje", "/unit")

    def _goes_wrong(self, message_id: str) -> None:
        """One channel refuses, of one nobody knows."""
        refused = SendResult(
            kind=RetryClass.PERMANENT,
            error="Facebook tar ikke imot: tilgangen er trukket tilbake. Koble kontoen til på nytt.",
        )
        lost = SendResult(kind=RetryClass.AMBIGUOUS, error="X svarte ikke i tide.")
        for delivery_id, account_id in deliveries.to_carry(self.ctx, message_id, "gallery"):
            result = {"facebook": refused, "x": lost, "linkedin": SendResult(receipt=ARRIVED)}.get(account_id)
            if result:
                claimed = one_hand.claim(self.ctx, delivery_id, "gallery", LEASE)
                if claimed is None:
                    raise AssertionError("nobody else is at work here")
                one_hand.finish(self.ctx, claimed, result, "gallery")


def _asked(title: str, *, exercise: bool) -> CrisisRequest:
    return CrisisRequest(
        title=title,
        what="Bakterier i drikkevannet.",
        where="Lånke",
        severity=Severity.SEVERE,
        exercise=exercise,
        zones=("lanke", "hell"),
    )
