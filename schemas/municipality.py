"""The municipality as its YAML file describes it."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any, Self

from pydantic import Field

from schemas.accounts.account import Account
from schemas.base import WEB_ADDRESS, Noun
from schemas.crises.crisis import Severity
from schemas.crises.zone import Geometry, Zone, ZoneLayer
from schemas.dialogue.rules import DialogueRules
from schemas.drafts.content import MessageKind
from schemas.drafts.own_words import Words
from schemas.exercises.goals import Goals
from schemas.identity.person import Person
from schemas.language import Language
from schemas.map_tiles import MapTiles

QUIET = r"^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$"


class Organisation(Noun):
    name: str = Field(min_length=1, max_length=120)
    number: str = Field(pattern=r"^[0-9]{4}$")
    """Kommunenummer, four digits."""
    homepage: str = Field(pattern=WEB_ADDRESS)
    sender: str = Field(pattern=r"^[^\s<&,]+$")
    """CAP `sender`: one globally unique word, usually a host name or an address."""
    chief_executive_title: str = "rådmann"
    timezone: str = "Europe/Oslo"
    contacts: tuple[str, ...] = ()
    """Phone numbers and e-mail addresses that are ours to publish: they are no personal data."""
    crest: str | None = Field(default=None, max_length=100_000)
    """An SVG, as text; shown as a picture on the desk."""
    language: str = Field(default="nb", pattern=r"^(nb|nn|en|se)$")
    """Of the texts, where one says no other."""

    @property
    def words(self) -> str:
        """Language of what we say ourselves: bokmål where the texts are in Northern Sámi, which nobody has translated us to."""
        return "nb" if self.language == "se" else self.language


class Unit(Noun):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    name: str = Field(min_length=1, max_length=120)
    leader: str
    deputy: str | None = None


class TargetGroup(Noun):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    name: str = Field(min_length=1, max_length=120)


class TemplateVersion(Noun):
    """The template in another language, with the same fields."""

    language: Language
    title: str
    body: str
    short: str | None = None


class Template(Noun):
    """`body`, `title` and `short` hold `{field}` placeholders; every one must be in `fields`.

    `preapproved` wording was agreed on a calm day. It is still approved by a second person, only faster.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    name: str = Field(min_length=1, max_length=120)
    kind: MessageKind = MessageKind.MESSAGE
    preapproved: bool = False
    fields: tuple[str, ...] = ()
    title: str
    body: str
    short: str | None = None
    versions: tuple[TemplateVersion, ...] = ()


class ApprovalTimetable(Noun):
    """After a submission: editors are reminded at each of `remind`, their deputies called at `escalate`."""

    remind: tuple[timedelta, ...] = (timedelta(minutes=5), timedelta(minutes=10))
    escalate: timedelta = timedelta(minutes=15)
    confirm: timedelta = timedelta(minutes=30)
    """A unit leader who has not confirmed the lock by then is reminded, and the deputy told."""


class AlarmTimetable(Noun):
    """What nobody has seen to (a channel that failed, a post that is not ours, a lock that did not hold, a promise) is told again."""

    remind: timedelta = timedelta(minutes=10)
    """After it began, to the editors."""
    escalate: timedelta = timedelta(minutes=20)
    """After it began, to their deputies too."""
    promise: timedelta = timedelta(minutes=10)
    """Before a promised update is due, to the editors; when it is broken, to their deputies too."""
    paused: timedelta = timedelta(minutes=15)
    """After a sending to many was paused, to the editors; after as long again, to their deputies too."""


class Patience(Noun):
    """How long a message is tried on a channel that does not take it, by the severity of its crisis."""

    extreme: timedelta = timedelta(hours=24)
    severe: timedelta = timedelta(hours=12)
    moderate: timedelta = timedelta(hours=6)
    minor: timedelta = timedelta(hours=3)
    unit_post: timedelta = timedelta(hours=1)
    """A unit's own post, outside of any crisis."""


class ManyRecipients(Noun):
    """Messages to many mobiles or mail addresses (`docs/ledger.md`, *Many recipients*)."""

    over: int = Field(default=20, ge=1)
    """Recipients that an account may have before they are taken in batches."""
    share_over: int = Field(default=1000, ge=1)
    """Recipients over which the other workers are called to help at once, by `drain` runs where Prefect has a pool."""
    send_again: tuple[Severity, ...] = (Severity.SEVERE, Severity.EXTREME)
    """Of these crises a batch of which nobody knows whether it was taken is sent again: twice is better than never."""
    quiet_hours: str | None = Field(default=None, pattern=QUIET)
    """What falls there waits for their end. `22:00-07:00` goes over midnight."""
    quiet_for: tuple[Severity, ...] = (Severity.MINOR, Severity.MODERATE)
    """Crises that keep them, and units' own posts; all others go at once."""
    failed_share: float = Field(default=0.05, ge=0, le=1)
    """Of the addressed. With more failed the whole counts as failed, and people are told."""


class RecipientRules(Noun):
    """The register of those it concerns (`docs/recipients.md`)."""

    ask_before: timedelta = Field(default=timedelta(days=30), ge=timedelta(days=1), le=timedelta(days=180))
    """Before an entry ends: residents are asked whether they go on, and the desk is told of a list."""


class ExercisePlan(Noun):
    """One recurring exercise, at a `cron` (five fields) or an `rrule` (RFC 5545) on the organisation's own clock.

    Either a `scenario` by its id, or title, what, where and template; what is given beside a scenario replaces its own.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    name: str = Field(min_length=1, max_length=120)
    cron: str | None = None
    rrule: str | None = None
    quiet_hours: str | None = Field(default=None, pattern=QUIET)
    """Never begins inside: what falls there begins when they end. `22:00-07:00` goes over midnight."""
    announced: bool = False
    lead_time: timedelta = timedelta(days=7)
    """An announced exercise is told of this long before."""
    scripted: bool = True
    """False: people take part; only then does it count as an exercise of theirs."""
    players: tuple[str, ...] = ()
    """Person ids who play residents, journalists and the like."""
    scenario: str | None = Field(default=None, pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    title: str = Field(default="", max_length=120)
    what: str = Field(default="", max_length=500)
    where: str = Field(default="", max_length=200)
    severity: Severity = Severity.MODERATE
    template: str | None = None
    fields: dict[str, str] = {}


class Municipality(Noun):
    organisation: Organisation
    people: tuple[Person, ...] = Field(min_length=1)
    units: tuple[Unit, ...] = Field(min_length=1)
    accounts: tuple[Account, ...] = Field(min_length=1)
    target_groups: tuple[TargetGroup, ...] = ()
    outline: Geometry | None = None
    """The municipality itself, drawn around its zones."""
    zones: tuple[Zone, ...] = ()
    """What “Where?” can be answered with; those of `layers` come after those that are written."""
    layers: tuple[ZoneLayer, ...] = ()
    map_tiles: MapTiles | None = None
    """What a map is drawn on, where the municipality wants one from outside."""
    templates: tuple[Template, ...] = ()
    exercises: tuple[ExercisePlan, ...] = ()
    approval: ApprovalTimetable = ApprovalTimetable()
    alarms: AlarmTimetable = AlarmTimetable()
    patience: Patience = Patience()
    many: ManyRecipients = ManyRecipients()
    recipients: RecipientRules = RecipientRules()
    dialogue: DialogueRules = DialogueRules()
    goals: Goals = Goals()
    words: Words = Words()
    """What we add to texts and say on the public page, in the municipality's own words."""
    staff: tuple[str, ...] = ()
    """Person ids called out when a crisis staff is set up."""
    operators: tuple[str, ...] = ()
    """Person ids of those who keep the system (IT); empty: the editorial desk hears of its troubles."""
    notices: str
    """Account id that carries notices to our own people (an e-mail or console account)."""
    notices_sms: str | None = None
    """Account id that carries the same notices as SMS, in a crisis, to those with a `mobile`."""

    def person(self, person_id: str) -> Person | None:
        return next((p for p in self.people if p.id == person_id), None)

    def unit(self, unit_id: str) -> Unit | None:
        return next((u for u in self.units if u.id == unit_id), None)

    def all_accounts(self) -> tuple[Account, ...]:
        """Official accounts and the sandbox account of each."""
        return tuple(self._accounts_by_id.values())

    def account(self, account_id: str) -> Account | None:
        return self._accounts_by_id.get(account_id)

    @cached_property
    def _accounts_by_id(self) -> dict[str, Account]:
        sandbox = (account.sandbox_account() for account in self.accounts)
        return {account.id: account for account in (*self.accounts, *sandbox)}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy makes its own index: its accounts may be others."""
        made = super().model_copy(update=update, deep=deep)
        made.__dict__.pop("_accounts_by_id", None)
        return made

    def template(self, template_id: str) -> Template | None:
        return next((t for t in self.templates if t.id == template_id), None)
