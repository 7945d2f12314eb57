"""The municipality file that comes with the product: complete, and true to the guidelines it is made from."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from config.machine.settings import SHIPPED
from config.reading.scenario_library import SHIPPED as SCENARIOS
from config.reading.templates import fill
from config.town.municipality import load_municipality
from config.town.read_scenario import find
from notifiers.platforms import PLATFORMS
from policy.exercises.times import next_start
from schemas.accounts.account import Platform
from schemas.drafts.content import MessageKind
from schemas.identity.person import Role
from schemas.municipality import Municipality, Template

MADE = load_municipality(SHIPPED, PLATFORMS)
NEEDED = {"what", "where", "who", "next_update", "link"}
ROOM_ON_MASTODON = 480


@pytest.fixture
def stjordal() -> Municipality:
    return MADE


def test_who_it_is(stjordal: Municipality) -> None:
    organisation = stjordal.organisation
    assert (organisation.name, organisation.number) == ("Stjørdal kommune", "5035")
    assert organisation.homepage == "https://www.stjordal.kommune.no"
    assert organisation.chief_executive_title == "rådmann"


@pytest.mark.parametrize(
    ("platform", "opened"),
    [
        (Platform.FACEBOOK, date(2011, 1, 15)),
        (Platform.LINKEDIN, date(2011, 2, 1)),
        (Platform.X, date(2011, 9, 1)),
        (Platform.SLIDESHARE, date(2011, 5, 1)),
        (Platform.FLICKR, date(2011, 5, 1)),
        (Platform.YOUTUBE, date(2011, 2, 11)),
        (Platform.BLOGGER, date(2026, 11, 23)),
        (Platform.HOMEPAGE, date(2026, 11, 23)),
    ],
)
def test_every_channel_of_the_guidelines_with_its_date(
    stjordal: Municipality, platform: Platform, opened: date
) -> None:
    (account,) = [account for account in stjordal.accounts if account.platform is platform]
    assert account.opened == opened
    assert (account.secret, account.url) == (None, None)


def test_every_platform_we_know_is_there(stjordal: Municipality) -> None:
    young = {Platform.BLUESKY, Platform.THREADS, Platform.TELEGRAM, Platform.TEAMS, Platform.SMS}
    assert {account.platform for account in stjordal.accounts} == set(Platform) - young, (
        "its register names none of the young ones"
    )


def test_the_channels_that_work(stjordal: Municipality) -> None:
    connected = {a.id: a.secret or a.url for a in stjordal.accounts if a.secret or a.url}
    assert connected == {
        "kriseside": "krisepage://",
        "epost": "smtp",
        "mastodon": "mastodon",
        "varsling": "webhook",
        "skjerm": "krisekonsoll://",
    }
    assert stjordal.notices == "skjerm"
    mastodon = stjordal.account("mastodon")
    assert mastodon is not None
    assert mastodon.fallback == "kriseside"


def test_every_account_has_a_sandbox_account(stjordal: Municipality) -> None:
    accounts = stjordal.all_accounts()
    assert len({account.id for account in accounts}) == 2 * len(stjordal.accounts)
    assert sum(account.sandbox for account in accounts) == len(stjordal.accounts)


def test_the_people(stjordal: Municipality) -> None:
    roles = [role for person in stjordal.people for role in person.roles]
    assert [roles.count(role) for role in (Role.CHIEF_EXECUTIVE, Role.EDITOR, Role.UNIT_LEADER, Role.LOG_KEEPER)] == [
        1,
        3,
        4,
        1,
    ]
    assert all(person.email and person.email.endswith("@stjordal.example") for person in stjordal.people)
    assert all(unit.deputy for unit in stjordal.units)


def test_the_target_groups_of_the_guidelines(stjordal: Municipality) -> None:
    assert [group.name for group in stjordal.target_groups] == [
        "Stjørdalingen",
        "Ansatte",
        "Førstegangselgere",
        "Småbarnsforeldre",
        "Arbeidssøkere",
    ]


@pytest.mark.parametrize("template", MADE.templates, ids=lambda template: template.id)
def test_a_template_asks_for_what_people_need(template: Template) -> None:
    if template.kind is MessageKind.MESSAGE:
        assert set(template.fields) >= NEEDED
        assert "Stjørdal kommune" in template.body
        assert "Dette gjør du nå:" in template.body
    else:
        assert template.preapproved


@pytest.mark.parametrize("template", MADE.templates, ids=lambda template: template.id)
def test_the_short_text_has_room_for_its_fields(template: Template) -> None:
    words = {name: "https://kk.example" if name == "link" else "x" * 60 for name in template.fields}
    made = fill(template, words)
    if template.kind is MessageKind.CORRECTION:
        assert len(made.body) <= 250, "it stands above the whole message"
        return
    assert made.short
    assert made.short.startswith("Stjørdal kommune: ")
    assert len(made.short) <= ROOM_ON_MASTODON


@pytest.mark.parametrize("kind", [MessageKind.CORRECTION, MessageKind.RETRACTION, MessageKind.ALL_CLEAR])
def test_mending_is_agreed_beforehand(stjordal: Municipality, kind: MessageKind) -> None:
    assert [template.preapproved for template in stjordal.templates if template.kind is kind] == [True]


def test_violence_is_the_police_s_to_lead(stjordal: Municipality) -> None:
    template = stjordal.template("pliv")
    assert template is not None
    assert "Politiet leder arbeidet" in template.body
    assert "Nødvarsel kommer fra politiet" in template.body


@pytest.mark.parametrize("plan", MADE.exercises, ids=lambda plan: plan.id)
def test_an_exercise_can_be_held(stjordal: Municipality, plan: object) -> None:
    chosen = next(p for p in stjordal.exercises if p is plan)
    found = find((SCENARIOS,), chosen.scenario, stjordal) if chosen.scenario else chosen
    template = stjordal.template(found.template or "")
    assert template is not None
    usual = {"what": found.what, "where": found.where, "link": stjordal.organisation.homepage}
    made = fill(template, {name: found.fields.get(name) or usual[name] for name in template.fields})
    assert len(made.short or "") <= 140, "X takes 280, and the exercise marks need their part"


def test_exercises_come_every_quarter_and_every_year(stjordal: Municipality) -> None:
    counts = {}
    for plan in stjordal.exercises:
        moment, counts[plan.id] = datetime(2027, 1, 1, tzinfo=UTC), 0
        while (moment := next_start(plan, ZoneInfo("Europe/Oslo"), moment)).year == 2027:
            counts[plan.id] += 1
    assert counts == {"kvartal": 4, "aarlig": 1}
