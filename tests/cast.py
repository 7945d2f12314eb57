"""The people and accounts of the tests. Nils has left: he may never do anything."""

from datetime import date
from typing import Any

from schemas.accounts.account import Account, Platform
from schemas.crises.crisis import CrisisRequest, Severity
from schemas.drafts.content import Content, MessageKind
from schemas.identity.person import Person, Role
from schemas.municipality import ExercisePlan, Municipality, Organisation, Template, Unit

CHIEF = Person(
    id="kari", name="Kari Rådmann", roles=(Role.CHIEF_EXECUTIVE,), deputies=("per",), email="kari@kk.example"
)
DEPUTY = Person(id="per", name="Per Assisterende", email="per@kk.example")
EDITOR = Person(id="ola", name="Ola Redaktør", roles=(Role.EDITOR,), deputies=("siri",), email="ola@kk.example")
SECOND = Person(id="ingrid", name="Ingrid Redaktør", roles=(Role.EDITOR,), email="ingrid@kk.example")
STAND_IN = Person(id="siri", name="Siri Vikar", email="siri@kk.example")
LEADER = Person(id="liv", name="Liv Leder", roles=(Role.UNIT_LEADER,), email="liv@kk.example")
OTHER_LEADER = Person(id="tor", name="Tor Leder", roles=(Role.UNIT_LEADER,), email="tor@kk.example")
KEEPER = Person(id="lars", name="Lars Loggfører", roles=(Role.LOG_KEEPER,), email="lars@kk.example")
WORKER = Person(id="anne", name="Anne Ansatt", email="anne@kk.example")
GONE = Person(
    id="nils",
    name="Nils Sluttet",
    active=False,
    roles=(Role.CHIEF_EXECUTIVE, Role.EDITOR, Role.UNIT_LEADER, Role.LOG_KEEPER),
)
EVERYONE = (CHIEF, DEPUTY, EDITOR, SECOND, STAND_IN, LEADER, OTHER_LEADER, KEEPER, WORKER, GONE)

_OPENED = date(2011, 1, 15)


def account(name: str, platform: Platform = Platform.CONSOLE, unit: str = "info", **extra: object) -> Account:
    fields = {"url": "krisekonsoll://", "handle": name, "opened": _OPENED} | extra
    return Account.model_validate({"id": name, "platform": platform, "unit": unit, **fields})


def more_accounts(count: int) -> tuple[Account, ...]:
    """For a municipality that is larger."""
    return tuple(account(f"konto{n}") for n in range(count))


ACCOUNTS = (
    account("side", recipients=("alle@kk.example",)),
    account("tavle", fallback="side"),
    account("skole", unit="skole"),
    account("facebook", Platform.FACEBOOK, url=None),
)
PLAN = ExercisePlan(
    id="kvartal",
    name="Kvartalsøvelse",
    cron="0 10 1 */3 *",
    title="Øvelse kokevarsel",
    what="Bakterier i vannet",
    where="Lånke",
    template="generell",
    fields={"what": "Bakterier i vannet", "what_to_do": "Kok vannet"},
)
TEMPLATES = (
    Template(
        id="generell", name="Generell", fields=("what", "what_to_do"), title="{what}", body="{what}. {what_to_do}."
    ),
    Template(
        id="rettelse",
        name="Rettelse",
        kind=MessageKind.CORRECTION,
        preapproved=True,
        fields=("right",),
        title="Rettelse",
        body="Riktig er: {right}",
    ),
)

MUNICIPALITY = Municipality(
    organisation=Organisation(name="Prøve kommune", number="9999", homepage="https://kk.example", sender="kk.example"),
    people=EVERYONE,
    units=(
        Unit(id="info", name="Kommunikasjon", leader="liv", deputy="anne"),
        Unit(id="skole", name="Skole", leader="tor"),
    ),
    accounts=ACCOUNTS,
    templates=TEMPLATES,
    exercises=(PLAN,),
    staff=("kari", "ola", "lars"),
    notices="side",
)


def request(*, exercise: bool = False, title: str = "Vannbrudd") -> CrisisRequest:
    return CrisisRequest(
        title=title, what="Bakterier i drikkevannet", where="Lånke", severity=Severity.SEVERE, exercise=exercise
    )


def content(body: str = "Kok vannet i ett minutt.", **extra: object) -> Content:
    return Content.model_validate({"title": "Kok drikkevannet", "body": body, "next_update": "om to timer", **extra})


def seen_of(draft: dict[str, Any]) -> str:
    """What an approver of a draft that was read as JSON names."""
    return f"{draft['revision']['number']}:{draft['revision']['content_hash']}"
