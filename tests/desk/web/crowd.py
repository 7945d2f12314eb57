"""A municipality in which there are so many of everything, for counting what a page asks of the database."""

import re
from dataclasses import replace
from datetime import date

from flows.steps.deliver import start_message
from flows.steps.reporting import write_report
from schemas.accounts.account import Platform
from schemas.accounts.request import AccountForm
from schemas.crises.crisis import Crisis, CrisisRequest, Severity
from schemas.crises.proposal import ProposalRequest
from schemas.dialogue.question import QuestionKind
from schemas.drafts.content import AnsweredRemark, Content
from schemas.identity.login import LoginMethod
from schemas.identity.person import Person, Role
from schemas.identity.token import Scope
from schemas.municipality import Unit
from schemas.recipients.register import EntryForm
from schemas.states import ForeignStatus
from store.accounts import account_requests, accounts
from store.approvals import approvals
from store.context import AppContext
from store.crises import attendance, entries, lifecycle, proposals
from store.db.tables import ForeignPostRow
from store.deliveries import unit_posts
from store.dialogue import questions
from store.drafts import drafts
from store.evaluation import findings
from store.exercises import plans
from store.identity import api_tokens, login_sessions, passkeys
from store.logins import links
from store.notices import webhooks
from store.recipients import register
from store.remarks import remarks
from tests.cast import account, more_accounts
from tests.desk.web.inside import Inside
from tests.desk.web.letters import invitation
from tests.remark_cast import read, wrote


class Crowd:
    """`many` of everything. One crisis is open; `path` fills the holes of a route with what there is."""

    def __init__(self, inside: Inside, many: int) -> None:
        self.inside, self.many = inside, many
        self.draft = self.message = ""
        self.ctx = _grown(inside, many)
        accounts.sync(self.ctx)
        for n in range(many):
            self._exercise(n)
            self._normal_day(n)
        past = self._crisis("Forrige")
        for n in range(many):
            findings.add(self.ctx, "kari", past.id, f"Funn {n}", "ola", date(2027, 1, 1))
        write_report(inside.worker(), past.id)
        self.open = self._crisis("Nå", still_open=True)
        for n in range(many):
            self.entry = register.add(self.ctx, "ola", EntryForm(mobiles=(f"9123456{n}",), purpose="Samtykke")).id
        self.past = past.id
        thread = (wrote(f"r{n}", parent_id="r0" if n else None) for n in range(many + 1))
        self.remark, *alike = read(self.ctx, *thread, account="skjerm").new
        named = [AnsweredRemark(remark_id=one, seen=remarks.show(self.ctx, one).hash) for one in alike]
        for _ in range(many):
            self.question = questions.begin(self.ctx, "ola", QuestionKind.QUESTION, "Når kommer vannet?", named).id
            named = []

    def end(self) -> None:
        lifecycle.stand_down(self.ctx, "kari", self.open.id)

    def path(self, route: str) -> str:
        """Raises `KeyError` for a hole that nothing here fits in."""
        holes = {
            "crisis_id": self.open.id if "stand-down" in route else self.past,
            "draft_id": self.draft,
            "message_id": self.message,
            "account_id": "konto0",
            "remark_id": self.remark,
            "entry_id": self.entry,
            "question_id": self.question,
            "name": f"{self.past}.html",
            "lang": "nb",
            "word": self._word(route),
            "path": "none",
            "sha256": "none",
        }
        return re.sub(r"{(\w+)(:path)?}", lambda hole: holes[hole[1]], route)

    def _word(self, route: str) -> str:
        ctx, vault = self.ctx, self.inside.opened.vault
        if route.startswith("/l/"):
            seen = drafts.show(ctx, self.draft).revision.content_hash
            return links.for_draft(ctx, vault, "ola", self.draft, seen)
        return invitation(self.inside, "ny0") if "{word}" in route else ""

    def _exercise(self, n: int) -> None:
        crisis = plans.start(self.ctx, "kari", "kvartal", scripted=False)
        for person in ("kari", "ola"):
            attendance.confirm(self.ctx, person, crisis.id)
        self._message(crisis, n, "skjerm")
        lifecycle.stand_down(self.ctx, "kari", crisis.id)

    def _normal_day(self, n: int) -> None:
        """What has nothing to do with a crisis."""
        ctx, vault = self.ctx, self.inside.opened.vault
        login_sessions.open_(ctx, "ola", LoginMethod.PASSWORD, f"nettleser {n}")
        passkeys.add(ctx, "ola", f"nøkkel{n}", "offentlig", 0, f"telefon {n}")
        api_tokens.make(ctx, "kari", f"program {n}", [Scope.READ])
        webhooks.make(ctx, vault, "kari", f"https://mottak.example/{n}")
        form = AccountForm(platform=Platform.CONSOLE, handle=f"ny{n}", unit="info", purpose="Treningstider")
        account_requests.request(ctx, "liv", form)
        text = {"title": f"Flom {n}", "what": "Vannet stiger", "where": "Lånke", "severity": Severity.SEVERE}
        proposals.propose(ctx, "system", ProposalRequest(identifier=f"nve-{n}", source="NVE", **text), "")
        unit_posts.post(ctx, "liv", f"konto{n}", Content(title=f"Åpent {n}", body="Til klokka 16."))

    def _crisis(self, title: str, *, still_open: bool = False) -> Crisis:
        asked = CrisisRequest(title=title, what="Bakterier", where="Lånke", severity=Severity.SEVERE, exercise=False)
        crisis = lifecycle.establish(self.ctx, "kari", asked)
        attendance.confirm(self.ctx, "kari", crisis.id)
        for n in range(self.many):
            self._message(crisis, n, "side")
            self._draft(crisis, n)
            entries.add(self.ctx, "lars", crisis.id, f"Innslag {n}")
            self._foreign_post(crisis, n)
        if not still_open:
            lifecycle.stand_down(self.ctx, "kari", crisis.id)
        return crisis

    def _message(self, crisis: Crisis, n: int, account: str) -> None:
        mark = "ØVELSE ØVELSE ØVELSE " if crisis.exercise else ""
        text = Content(title=f"{mark}Melding {n}", body="Kok vannet i ett minutt.")
        draft = drafts.new(self.ctx, "anne", crisis.id, text, [account, "skjerm"])
        draft = drafts.submit(self.ctx, "anne", draft.id)
        self.message = approvals.approve(self.ctx, "ola", draft.id, draft.revision.seen).id
        worker = self.inside.worker()
        start_message(worker, self.message)
        worker.hands.wait()

    def _draft(self, crisis: Crisis, n: int) -> None:
        """One that waits and one that was returned; the first has as many revisions as there are of everything."""
        waits, returned = (
            drafts.new(self.ctx, "anne", crisis.id, Content(title=f"{word} {n}", body="Kok vannet."), ["skjerm"]).id
            for word in ("Venter", "Tilbake")
        )
        for number in range(self.many if n == 0 else 0):
            drafts.edit(self.ctx, "anne", waits, Content(title="Venter", body=f"Kok vannet {number} ganger."))
        drafts.submit(self.ctx, "anne", returned)
        drafts.give_back(self.ctx, "ola", returned, "Skriv hvor lenge.")
        self.draft = waits if n == 0 else self.draft
        drafts.submit(self.ctx, "anne", waits)

    def _foreign_post(self, crisis: Crisis, n: int) -> None:
        with self.ctx.write() as session:
            session.add(
                ForeignPostRow(
                    id=f"f-{crisis.id}-{n}",
                    crisis_id=crisis.id,
                    account_id=f"konto{n}",
                    remote_id=f"{crisis.id}-{n}",
                    title="",
                    text="Ikke vår",
                    text_hash=str(n),
                    status=ForeignStatus.FOUND,
                    found_at=self.ctx.clock(),
                )
            )


def _grown(inside: Inside, many: int) -> AppContext:
    """As the municipality file would have it with `many` more people, units, accounts and plans."""
    town = inside.ctx.municipality
    people = [Person(id=f"ny{n}", name=f"Ny {n}", roles=(Role.EDITOR,)) for n in range(many)]
    units = [Unit(id=f"enhet{n}", name=f"Enhet {n}", leader="liv") for n in range(many)]
    more = [
        *more_accounts(many),
        *(account(f"tut{n}", Platform.MASTODON, url=None, secret=f"s{n}") for n in range(many)),
    ]
    planned = [town.exercises[0].model_copy(update={"id": f"plan{n}"}) for n in range(many)]
    grown = town.model_copy(
        update={
            "people": (*town.people, *people),
            "units": (*town.units, *units),
            "accounts": (*town.accounts, *more),
            "exercises": (*town.exercises, *planned),
        }
    )
    inside.opened = replace(inside.opened, ctx=replace(inside.ctx, municipality=grown))
    inside.reopen()
    return inside.opened.ctx
