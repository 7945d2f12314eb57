"""The watch: once a minute at least, only in a real crisis, every post that is not ours, each told once. On both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from config.machine.settings import load_settings
from flows.steps import watch_accounts as steps
from flows.steps.watch_accounts import read
from flows.work.context import WorkerContext
from schemas.accounts.account import LockMode
from schemas.drafts.content import MessageKind
from schemas.errors import NotFound, NotifierError, Refused, RetryClass
from schemas.event import EventKind
from schemas.messages.delivery import SendResult
from schemas.messages.message import Message
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import say
from schemas.states import DraftStatus, ForeignStatus
from store.accounts import accounts
from store.approvals import approvals
from store.context import AppContext
from store.crises import find, lifecycle
from store.db.tables import NoticeRow
from store.deliveries import deliveries, unit_posts
from store.drafts import drafts, follow_ups, foreign_drafts
from store.evidence import audit
from store.identity.vault import Vault
from store.messages import messages
from store.monitoring import foreign_posts, looks
from store.outbox import outbox
from tests import one_hand
from tests.cast import content, request
from tests.fakes import FakeClock
from tests.fakes.platform import Died, DyingContext, FakePlatform, Points
from tests.one_worker import Deeds, work_until

pytestmark = pytest.mark.one_database

LEASE = timedelta(seconds=10)
OUTSIDE = RemotePost(
    remote_id="99", remote_url="https://side.example/99", title="", text="Alt er bare bra!\nIngen fare."
)


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform(lockable=(), watched=("side", "tavle"))


@pytest.fixture
def town(ctx: AppContext, platform: FakePlatform) -> AppContext:
    return replace(ctx, channels=platform)


def work(ctx: AppContext, platform: FakePlatform, clock: FakeClock, seconds: float = 0) -> None:
    """A worker for that long."""
    until = clock.now + timedelta(seconds=seconds)
    deeds: Deeds = {
        EventKind.WATCH_DUE: lambda worker, payload: steps.watch(worker, payload["tick"]),
        EventKind.FOREIGN_RETRACTION_DUE: lambda worker, payload: steps.retract(worker, payload["foreign_id"]),
    }
    work_until(replace(ctx, channels=platform), clock, until, deeds)
    clock.now = max(clock.now, until)


def told(ctx: AppContext, word: str) -> list[tuple[str, str]]:
    with Session(ctx.engine) as session:
        return sorted((row.person_id, row.text) for row in session.exec(select(NoticeRow)) if word in row.subject)


def reads(platform: FakePlatform, account: str = "side") -> int:
    return platform.calls.count(("read", account))


def publish(ctx: AppContext, result: SendResult, text: str = "Kok vannet i ett minutt.") -> Message:
    crisis = find.current(ctx)
    assert crisis
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis.id, content(text), ["side"]).id)
    message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    for delivery_id in deliveries.waiting(ctx, message.id):
        claimed = one_hand.claim(ctx, delivery_id, "w", LEASE)
        assert claimed and one_hand.finish(ctx, claimed, result, "w") is None
    return messages.show(ctx, message.id)


def failed() -> NotifierError:
    return NotifierError(
        say("The channel failed in an unforeseen way ({error}).", error="prøve"), RetryClass.RETRY_BACKOFF
    )


def test_every_account_is_read_once_a_minute_as_long_as_the_crisis_lasts(
    town: AppContext, platform: FakePlatform, clock: FakeClock
) -> None:
    work(town, platform, clock, 300)
    assert platform.calls == [], "on a normal day nobody is watched"
    crisis = lifecycle.establish(town, "kari", request())
    work(town, platform, clock, 600)
    assert reads(platform) >= 10 and reads(platform, "tavle") >= 10
    assert {s.locks[0].mode for s in accounts.statuses(town) if s.account.id in ("side", "tavle")} == {LockMode.WATCHED}
    assert accounts.status(town, "facebook").locks[0].mode is LockMode.HERE
    lifecycle.stand_down(town, "kari", crisis.id)
    before = list(platform.calls)
    work(town, platform, clock, 600)
    assert platform.calls == before
    lifecycle.establish(town, "kari", request())
    work(town, platform, clock, 60)
    assert len(platform.calls) > len(before), "the next crisis is watched again"


def test_an_exercise_is_not_watched(town: AppContext, platform: FakePlatform, clock: FakeClock) -> None:
    lifecycle.establish(town, "kari", request(exercise=True))
    work(town, platform, clock, 120)
    assert platform.calls == []


def test_two_crises_are_one_watch(town: AppContext, platform: FakePlatform, clock: FakeClock) -> None:
    first = lifecycle.establish(town, "kari", request(title="Flom"))
    work(town, platform, clock, 100)
    lifecycle.establish(town, "kari", request(title="Brann"))
    assert [e.kind for e in outbox.pending(town)].count(EventKind.WATCH_DUE) == 1
    before = reads(platform)
    work(town, platform, clock, 450)
    assert reads(platform) - before <= 11, "the quota is not read twice"
    lifecycle.stand_down(town, "kari", first.id)
    before = reads(platform)
    work(town, platform, clock, 300)
    assert reads(platform) > before + 4


def test_a_post_of_others_is_an_alarm_once(town: AppContext, platform: FakePlatform, clock: FakeClock) -> None:
    crisis = lifecycle.establish(town, "kari", request())
    work(town, platform, clock, 10)
    platform.posts["side"].append(OUTSIDE)
    work(town, platform, clock, 60)
    (found,) = foreign_posts.listing(town)
    assert (found.account_id, found.remote_id, found.status) == ("side", "99", ForeignStatus.FOUND)
    notices = told(town, "ALARM")
    assert [person for person, _ in notices] == ["ingrid", "ola"]
    assert all(f"«{OUTSIDE.title or OUTSIDE.text}»" in text for _, text in notices)
    work(town, platform, clock, 600)
    assert len(foreign_posts.listing(town)) == 1 and len(told(town, "ALARM")) == 2
    events = [event for event in audit.events(town, crisis.id) if event.action == "foreign_post.found"]
    assert [event.data["text"] for event in events] == [OUTSIDE.text]
    assert audit.verify(town).first_bad is None


def test_our_own_posts_are_none(town: AppContext, platform: FakePlatform, clock: FakeClock) -> None:
    """Known by id, or by text while nobody knows the id yet; a unit's post of before the crisis is ours too."""
    unit = unit_posts.post(town, "liv", "side", content("Velkommen til åpen dag."))
    claimed = one_hand.claim(town, deliveries.waiting(town, unit.id)[0], "w", LEASE)
    assert claimed
    one_hand.finish(town, claimed, SendResult(receipt=Receipt(remote_id="7")), "w")
    lifecycle.establish(town, "kari", request())
    publish(town, SendResult(receipt=Receipt(remote_id="8")))
    publish(town, SendResult(kind=RetryClass.AMBIGUOUS, error="?"), "Ingen vet om denne kom fram.")
    platform.posts["side"] = [
        RemotePost(remote_id="7", text="Kok drikkevannet\n\nVelkommen til   åpen dag."),
        RemotePost(remote_id="8", title="Kok drikkevannet", text="Kok vannet i ett minutt."),
        RemotePost(remote_id="9", text="Kok drikkevannet\n\nIngen vet om denne kom fram."),
    ]
    work(town, platform, clock, 60)
    assert foreign_posts.listing(town) == []
    platform.posts["tavle"] = [RemotePost(remote_id="8", text="En annens på en annen konto")]
    work(town, platform, clock, 60)
    assert [(f.account_id, f.remote_id) for f in foreign_posts.listing(town)] == [("tavle", "8")]


def test_our_post_in_other_words_is_an_alarm_where_words_come_back_to_the_letter(
    town: AppContext, platform: FakePlatform, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    lifecycle.establish(town, "kari", request())
    message = publish(town, SendResult(receipt=Receipt(remote_id="8")))
    platform.posts["side"] = [RemotePost(remote_id="8", text="Du kan drikke vannet.")]
    monkeypatch.setattr(platform, "gives_exact_text", lambda _: False)
    work(town, platform, clock, 60)
    assert foreign_posts.listing(town) == []
    monkeypatch.setattr(platform, "gives_exact_text", lambda _: True)
    work(town, platform, clock, 60)
    assert [found.text for found in foreign_posts.listing(town)] == ["Du kan drikke vannet."]
    draft = follow_ups.submit(
        town, "anne", message.id, content("Kok i tre minutter.", kind=MessageKind.CORRECTION, wrong="Feil tall.")
    )
    approvals.approve(town, "ingrid", draft.id, draft.revision.seen)
    platform.posts["side"] = [RemotePost(remote_id="8", text="Kok drikkevannet\n\nKok i tre minutter.")]
    work(town, platform, clock, 60)
    assert len(foreign_posts.listing(town)) == 1, "our own correction is ours, before its receipt is written down"


def test_a_changed_post_of_others_is_another_alarm(town: AppContext, platform: FakePlatform, clock: FakeClock) -> None:
    lifecycle.establish(town, "kari", request())
    platform.posts["side"] = [OUTSIDE]
    work(town, platform, clock, 60)
    foreign_posts.ignore(town, "ola", foreign_posts.listing(town)[0].id, "Gammel nyhet")
    platform.posts["side"] = [OUTSIDE.model_copy(update={"text": "Nå er det fare!"})]
    work(town, platform, clock, 60)
    assert [found.status for found in foreign_posts.listing(town)] == [ForeignStatus.FOUND, ForeignStatus.IGNORED]


def found_one(town: AppContext, platform: FakePlatform, clock: FakeClock) -> str:
    lifecycle.establish(town, "kari", request())
    platform.posts["side"] = [OUTSIDE]
    work(town, platform, clock, 60)
    return foreign_posts.listing(town)[0].id


def test_take_over_makes_a_draft_that_a_second_person_approves(
    town: AppContext, platform: FakePlatform, clock: FakeClock
) -> None:
    foreign = found_one(town, platform, clock)
    draft = foreign_drafts.take_over(town, "ola", foreign)
    assert (draft.status, draft.author, draft.revision.content.title) == (DraftStatus.DRAFT, "ola", "Alt er bare bra!")
    assert draft.revision.content.body == OUTSIDE.text and set(draft.revision.accounts) == {"side", "tavle", "skole"}
    found = foreign_posts.show(town, foreign)
    assert (found.status, found.draft_id, found.decided_by) == (ForeignStatus.TAKEN_OVER, draft.id, "ola")
    drafts.submit(town, "ola", draft.id)
    with pytest.raises(Refused, match="second person"):
        approvals.approve(town, "ola", draft.id, draft.revision.seen)
    with pytest.raises(Refused):
        foreign_drafts.take_over(town, "ola", foreign)


def test_retract_takes_it_down_by_the_worker(town: AppContext, platform: FakePlatform, clock: FakeClock) -> None:
    foreign = found_one(town, platform, clock)
    assert foreign_posts.retract(town, "siri", foreign).status is ForeignStatus.RETRACTING, "a deputy may"
    assert platform.posts["side"] == [OUTSIDE], "no request is made in the use case"
    work(town, platform, clock)
    assert platform.posts["side"] == [] and foreign_posts.show(town, foreign).status is ForeignStatus.RETRACTED
    assert ("remove", "side") in platform.calls


def test_a_retraction_that_fails_is_tried_again_and_then_told(
    town: AppContext, platform: FakePlatform, clock: FakeClock
) -> None:
    foreign = found_one(town, platform, clock)
    foreign_posts.retract(town, "ola", foreign)
    platform.errors = [failed(), failed()]
    work(town, platform, clock, 20)
    assert foreign_posts.show(town, foreign).status is ForeignStatus.RETRACTED
    platform.posts["side"] = [OUTSIDE.model_copy(update={"remote_id": "100"})]
    work(town, platform, clock, 60)
    other = foreign_posts.listing(town)[0].id
    foreign_posts.retract(town, "ola", other)
    platform.errors = [
        NotifierError(say("The channel failed in an unforeseen way ({error}).", error="403"), RetryClass.OPERATOR)
    ]
    work(town, platform, clock)
    assert foreign_posts.show(town, other).status is ForeignStatus.FOUND and len(told(town, "ikke tas ned")) == 2
    foreign_posts.retract(town, "ola", other)
    work(town, platform, clock)
    assert foreign_posts.show(town, other).status is ForeignStatus.RETRACTED


def test_what_the_platform_cannot_do_is_refused_in_its_words(
    town: AppContext, platform: FakePlatform, clock: FakeClock
) -> None:
    foreign = found_one(town, platform, clock)
    platform.unremovable = say("{account} is not connected yet.", account="side")
    with pytest.raises(Refused, match="not connected"):
        foreign_posts.retract(town, "ola", foreign)
    assert foreign_posts.show(town, foreign).status is ForeignStatus.FOUND


@pytest.mark.parametrize("person", ["kari", "liv", "lars", "anne", "nils"])
def test_only_the_desk_decides(town: AppContext, platform: FakePlatform, clock: FakeClock, person: str) -> None:
    foreign = found_one(town, platform, clock)
    for act in (
        lambda: foreign_drafts.take_over(town, person, foreign),
        lambda: foreign_posts.retract(town, person, foreign),
        lambda: foreign_posts.ignore(town, person, foreign, "fordi"),
    ):
        with pytest.raises(Refused):
            act()
    assert foreign_posts.show(town, foreign).status is ForeignStatus.FOUND


def test_ignoring_takes_a_reason(town: AppContext, platform: FakePlatform, clock: FakeClock) -> None:
    foreign = found_one(town, platform, clock)
    with pytest.raises(Refused, match="why"):
        foreign_posts.ignore(town, "ola", foreign, "  ")
    assert foreign_posts.ignore(town, "ola", foreign, "Ringte: harmløst").reason == "Ringte: harmløst"
    assert "Ringte: harmløst" in str([e.data for e in audit.events(town) if e.action == "foreign_post.ignored"])
    with pytest.raises(NotFound):
        foreign_posts.show(town, "f-finnes-ikke")


def test_a_blind_watch_says_so_and_sees_again(town: AppContext, platform: FakePlatform, clock: FakeClock) -> None:
    lifecycle.establish(town, "kari", request())
    work(town, platform, clock, 50)
    platform.errors = [failed() for _ in range(20)]
    work(town, platform, clock, 60)
    assert told(town, "kan ikke lenger") == [], "one miss is none"
    work(town, platform, clock, 400)
    assert len(told(town, "kan ikke lenger")) == 4, "two accounts, two editors, once"
    assert accounts.status(town, "side").locks[0].mode is LockMode.HERE
    platform.errors = []
    platform.posts["side"] = [OUTSIDE]
    work(town, platform, clock, 60)
    assert accounts.status(town, "side").locks[0].mode is LockMode.WATCHED
    assert len(foreign_posts.listing(town)) == 1, "what was posted meanwhile is found"


def test_a_platform_that_asks_for_time_gets_it(town: AppContext, platform: FakePlatform, clock: FakeClock) -> None:
    lifecycle.establish(town, "kari", request())
    platform.errors = [NotifierError(failed().sentence, RetryClass.RETRY_AFTER, retry_after=300.0) for _ in range(2)]
    work(town, platform, clock, 290)
    assert reads(platform) == 1
    work(town, platform, clock, 60)
    assert reads(platform) >= 2


def test_what_is_read_again_is_only_a_little(town: AppContext, platform: FakePlatform, clock: FakeClock) -> None:
    """Some platforms are paid by the post."""
    crisis = lifecycle.establish(town, "kari", request())
    assert crisis.established_at - looks.since(town, "side") >= timedelta(seconds=59)
    work(town, platform, clock, 3600)
    assert clock.now - looks.since(town, "side") <= timedelta(minutes=7)


def test_a_watch_that_dies_anywhere_goes_on(ctx: AppContext, clock: FakeClock) -> None:
    at, deaths = 0, 0
    while True:
        at += 1
        platform = FakePlatform(lockable=(), watched=("side",))
        town = replace(ctx, channels=platform)
        crisis = lifecycle.establish(town, "kari", request())
        platform.posts["side"] = [OUTSIDE.model_copy(update={"remote_id": f"utenfra-{at}"})]
        platform.points = Points(at)
        died = False
        try:
            work(DyingContext(**vars(town), points=platform.points), platform, clock)
        except Died:
            died = True
        platform.points.at = 0
        clock.forward(seconds=11)
        before = reads(platform)
        work(town, platform, clock, 120)
        assert [f.remote_id for f in foreign_posts.listing(town, crisis.id)] == [f"utenfra-{at}"], f"died at {at}"
        assert reads(platform) - before >= 2, f"died at {at}: the watch has ended"
        assert [e.kind for e in outbox.pending(town)].count(EventKind.WATCH_DUE) == 1, f"died at {at}: two watches"
        lifecycle.stand_down(town, "kari", crisis.id)
        work(town, platform, clock, 60)
        if not died:
            break
        deaths += 1
    assert deaths >= 12


def test_one_look_reads_only_what_is_due(town: AppContext, platform: FakePlatform, clock: FakeClock) -> None:
    lifecycle.establish(town, "kari", request())
    work(town, platform, clock)
    assert looks.begin(town, 1) is None, "overtaken"
    assert looks.begin(town, 2) == []
    clock.forward(seconds=46)
    assert looks.begin(town, 2) == ["side", "tavle"]
    worker = WorkerContext(load_settings(), town, platform, Vault(town.engine, load_settings().key_file), "w")  # type: ignore[arg-type]  # a fake
    assert read(worker, "side") == 0
    assert looks.begin(town, 2) == ["tavle"]
