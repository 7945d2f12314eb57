"""Before entries end: residents are asked once, by their own way and by day; the desk is told of lists; nobody in a crisis or an exercise."""

from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from flows.steps.sweep import sweep_register
from notifiers.facade import Channels
from schemas.accounts.account import Platform
from schemas.municipality import ManyRecipients
from schemas.recipients.imported import ListForm
from schemas.recipients.signup import SignupForm
from store.crises import lifecycle
from store.db.tables import AuditRow, NoticeRow, RegisterWayRow
from store.lists import importing
from store.recipients import consents, register, signups
from tests.cast import ACCOUNTS, MUNICIPALITY, account, request
from tests.fakes.sms import FakeElks
from tests.flows.conftest import opened
from tests.flows.stage import Stage
from tests.servers.smtp import SmtpServer
from tests.store.test_signups import code

OURS = (
    account("sms", Platform.SMS, url=None, secret="sms"),
    account("epost", Platform.EMAIL, url=None, secret="epost", recipients=("presse@kk.example",)),
)
TOWN = MUNICIPALITY.model_copy(
    update={"accounts": (*ACCOUNTS, *OURS), "many": ManyRecipients(quiet_hours="19:00-10:00")}
)
MOBILE, LETTERS = "+4791234567", "ase@kk.example"


@pytest.fixture
def fake() -> Iterator[FakeElks]:
    with FakeElks() as running:
        yield running


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


@pytest.fixture
def stage(small: Path, tmp_path: Path, fake: FakeElks, smtp: SmtpServer) -> Iterator[Stage]:
    """It is 13 o'clock in Oslo, and a page to sign up is there."""
    engine = opened(small)
    made = Stage(engine, tmp_path, TOWN)
    made.worker.settings = made.worker.settings.model_copy(update={"signup_url": "https://varsling.kk.example"})
    assert isinstance(made.ctx.channels, Channels)
    known = {"sms": fake.url, "epost": f"krisemail://127.0.0.1:{smtp.port}/?from=kommune@kk.example"}
    made.ctx.channels._secret = known.get
    yield made
    engine.dispose()


def sign_up(stage: Stage, address: str, **chosen: object) -> str:
    begun = signups.begin(stage.ctx, address, SignupForm.model_validate(chosen).language)
    word = code(stage.ctx, begun.id)
    prove = signups.prove_by_link if "@" in address else lambda ctx, given: signups.prove_by_code(ctx, begun.id, given)
    opened_as = signups.opened(stage.ctx, prove(stage.ctx, word))
    return consents.save(stage.ctx, opened_as, SignupForm.model_validate(chosen)).id


def days_pass(stage: Stage, days: float) -> None:
    """Only the look is made: what a day holds besides is others' tests."""
    stage.clock.now += timedelta(days=days)
    look(stage)


def look(stage: Stage) -> None:
    sweep_register(stage.worker)
    stage.forward(seconds=30)


def by_sms(fake: FakeElks) -> list[str]:
    return [sms["message"] for sms in fake.sent if "koden din" not in sms["message"]]


def by_mail(smtp: SmtpServer) -> list[str]:
    return [str(m.get_content()) for m in smtp.to(LETTERS) if "Bekreft" not in str(m["Subject"])]


def test_fake_each_is_asked_once_by_their_own_way_in_their_language(
    stage: Stage, fake: FakeElks, smtp: SmtpServer
) -> None:
    sign_up(stage, MOBILE, language="nn")
    sign_up(stage, LETTERS)
    days_pass(stage, 699)
    assert (by_sms(fake), by_mail(smtp)) == ([], [])
    days_pass(stage, 2)
    for _ in range(3):
        look(stage)
    (sms,), (mail,) = by_sms(fake), by_mail(smtp)
    assert "Varsla dine frå Prøve kommune på SMS sluttar 22.11.2028" in sms
    assert "https://varsling.kk.example/?lang=nn" in sms and len(sms) <= 160
    assert "slettes det vi har om deg" in mail and "https://varsling.kk.example/?lang=nb" in mail
    assert "Varslene dine fra Prøve kommune slutter 22.11.2028" in [str(m["Subject"]) for m in smtp.to(LETTERS)]
    days_pass(stage, 40)
    assert len(by_sms(fake)) == 1 and register.counts(stage.ctx, "ola").entries == 0, "whoever did nothing is gone"


def test_fake_who_renews_is_asked_again_two_years_later_and_not_before(stage: Stage, fake: FakeElks) -> None:
    first = sign_up(stage, MOBILE)
    days_pass(stage, 705)
    assert len(by_sms(fake)) == 1
    assert sign_up(stage, MOBILE) == first
    days_pass(stage, 100)
    assert len(by_sms(fake)) == 1
    days_pass(stage, 605)
    assert len(by_sms(fake)) == 2


def test_fake_nobody_is_asked_at_night_nor_in_the_quiet_hours(stage: Stage, fake: FakeElks) -> None:
    """By the municipality's own clock, also when it has been put back."""
    sign_up(stage, MOBILE)
    day = (stage.clock.now + timedelta(days=705)).astimezone(ZoneInfo("Europe/Oslo"))
    for hour, asked in ((3, 0), (8, 0), (9, 0), (10, 1)):
        stage.clock.now = day.replace(hour=hour).astimezone(UTC)
        look(stage)
        assert len(by_sms(fake)) == asked, hour


def test_fake_what_was_begun_in_the_evening_waits_for_the_morning(stage: Stage, fake: FakeElks) -> None:
    sign_up(stage, MOBILE)
    day = (stage.clock.now + timedelta(days=705)).astimezone(ZoneInfo("Europe/Oslo"))
    stage.clock.now = day.replace(hour=18, minute=59).astimezone(UTC)
    sweep_register(stage.worker)
    stage.clock.now += timedelta(minutes=2)
    stage.forward(minutes=5)
    assert by_sms(fake) == []
    stage.clock.now += timedelta(hours=16)
    look(stage)
    assert len(by_sms(fake)) == 1


@pytest.mark.parametrize("exercise", [False, True])
def test_fake_while_a_crisis_or_an_exercise_is_open_nobody_is_asked(
    stage: Stage, fake: FakeElks, smtp: SmtpServer, *, exercise: bool
) -> None:
    sign_up(stage, MOBILE)
    sign_up(stage, LETTERS)
    a_list(stage, days=705 + 29)
    stage.clock.now += timedelta(days=705)
    crisis = lifecycle.establish(stage.ctx, "kari", request(exercise=exercise))
    for _ in range(2):
        sweep_register(stage.worker)
    stage.forward(minutes=5)
    assert (by_sms(fake), by_mail(smtp), told(stage)) == ([], [], [])
    lifecycle.stand_down(stage.ctx, "kari", crisis.id)
    look(stage)
    assert (len(by_sms(fake)), len(by_mail(smtp))) == (1, 1) and told(stage)


def test_fake_a_crisis_that_begins_between_look_and_letter_holds_it(stage: Stage, fake: FakeElks) -> None:
    sign_up(stage, MOBILE)
    stage.clock.now += timedelta(days=705)
    sweep_register(stage.worker)
    crisis = lifecycle.establish(stage.ctx, "kari", request())
    stage.forward(minutes=5)
    assert by_sms(fake) == []
    lifecycle.stand_down(stage.ctx, "kari", crisis.id)
    look(stage)
    assert len(by_sms(fake)) == 1


def test_fake_a_provider_that_is_away_is_asked_anew_by_a_later_look(stage: Stage, fake: FakeElks) -> None:
    sign_up(stage, MOBILE)
    channels = stage.ctx.channels
    assert isinstance(channels, Channels)
    there, channels._secret = channels._secret, lambda name: fake.url.replace(str(fake.port), "1")
    days_pass(stage, 705)
    assert by_sms(fake) == []
    channels._secret = there
    look(stage)
    assert len(by_sms(fake)) == 1


def test_fake_who_ended_it_is_reserved_or_has_a_dead_address_is_not_asked(stage: Stage, fake: FakeElks) -> None:
    sign_up(stage, MOBILE)
    sign_up(stage, "+4791234568")
    with stage.ctx.write() as session:
        consents.stop(session, stage.ctx, stage.ctx.sealed.mark(MOBILE), MOBILE)
    with stage.ctx.write() as session:
        for row in session.exec(select(RegisterWayRow)):
            row.dead_at = stage.clock()
    days_pass(stage, 705)
    assert by_sms(fake) == []


def a_list(stage: Stage, *, days: int) -> str:
    data = "Mobil;E-post\r\n" + "\r\n".join(f"9{n:07};" for n in range(13)) + "\r\n;ole@kk.example\r\n"
    asked = ListForm(purpose="Vannverkets abonnenter", until=stage.clock() + timedelta(days=days))
    laid = importing.lay(stage.ctx, "ola", "abonnenter.csv", data.encode(), asked)
    importing.take_in(stage.ctx, "ola", laid.id)
    return laid.id


def told(stage: Stage) -> list[tuple[str, str, str]]:
    with stage.ctx.read() as session:
        rows = session.exec(select(NoticeRow).where(NoticeRow.page == "/register")).all()
        return sorted((row.person_id, row.subject, row.text) for row in rows)


def test_the_keepers_of_the_register_are_told_once_what_goes_with_a_list(stage: Stage) -> None:
    list_id = a_list(stage, days=60)
    days_pass(stage, 29)
    assert told(stage) == []
    days_pass(stage, 2)
    for _ in range(3):
        look(stage)
    found = told(stage)
    assert {person for person, _, _ in found} == {"kari", "ola", "ingrid"}
    _, subject, words = found[0]
    assert subject == "abonnenter.csv går ut om 29 dager" and "13 mobiler og 1 e-postadresse" in words
    with stage.ctx.read() as session:
        (line,) = [row for row in session.exec(select(AuditRow)) if row.action == "list.told_of"]
    assert (line.subject, line.data["mobiles"]) == (list_id, 13)


def test_whoever_chose_a_day_so_near_knows_of_it_and_an_older_issue_is_not_spoken_of(stage: Stage) -> None:
    a_list(stage, days=20)
    look(stage)
    assert told(stage) == []


def test_fake_the_log_names_entries_and_no_address(stage: Stage, fake: FakeElks) -> None:
    entry_id = sign_up(stage, MOBILE)
    days_pass(stage, 705)
    with stage.ctx.read() as session:
        (line,) = [row for row in session.exec(select(AuditRow)) if row.action == "register.asked_to_renew"]
    assert line.data["entries"] == [entry_id] and "912" not in str(line.data)
    assert len(by_sms(fake)) == 1


def test_fake_without_a_page_to_renew_on_nobody_is_asked(stage: Stage, fake: FakeElks) -> None:
    sign_up(stage, MOBILE)
    stage.worker.settings = stage.worker.settings.model_copy(update={"signup_url": None})
    days_pass(stage, 705)
    assert by_sms(fake) == []
