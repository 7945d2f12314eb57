"""Exercises cannot escape, whatever happens in them and whatever is broken; and a real crisis ends them at once."""

import itertools
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from policy.exercises.sandbox import MARK
from schemas.accounts.account import SANDBOX_SUFFIX
from schemas.errors import Refused
from schemas.event import EventKind
from schemas.exercises.fault import FaultKind
from schemas.exercises.scenario import Inject, InjectKind, Scenario
from schemas.states import AccountState, CrisisStatus, DeliveryStatus
from store.accounts import accounts
from store.crises import faults, find, lifecycle
from store.db.database import open_engine
from store.db.tables import DeliveryRow, FaultRow, NoticeRow
from store.deliveries import unit_posts
from store.evidence import audit
from store.exercises import injects, plans, runs
from store.messages import messages
from store.outbox import outbox
from tests.cast import ACCOUNTS, MUNICIPALITY, content, request
from tests.flows.stage import Stage

pytestmark = pytest.mark.one_database

PUBLIC = tuple(a.id for a in ACCOUNTS)
INJECTS = st.lists(
    st.builds(
        Inject,
        id=st.just("x"),
        at=st.integers(0, 400),
        kind=st.sampled_from(InjectKind),
        text=st.just("Det skjer"),
        account=st.sampled_from([None, *PUBLIC]),
        fault=st.sampled_from(FaultKind),
        lasts=st.integers(0, 900),
    ),
    max_size=5,
)
EVERY = tuple(
    Inject(id=f"i{n}", at=5 * n, kind=kind, text="Det skjer", fault=fault, lasts=90)
    for n, (kind, fault) in enumerate(itertools.product(InjectKind, FaultKind))
)
_number = itertools.count()


def play(stage: Stage, found: tuple[Inject, ...]) -> str:
    """A scripted exercise to its report, while a unit posts on its public account; returns its id."""
    numbered = [inject.model_copy(update={"id": f"i{n}"}) for n, inject in enumerate(found)]
    name = f"s{next(_number)}"
    scenario = Scenario(
        id=name,
        name="S",
        title="Øvelse",
        what="Vannet er borte",
        where="Lånke",
        template="generell",
        fields={"what_to_do": "Kok vannet"},
        injects=tuple(numbered),
        lasts=1800,
    )
    stage.scenario(name, _yaml(scenario))
    crisis = plans.start(stage.ctx, "kari", name, scripted=True)
    stage.forward(seconds=200)
    unit_posts.post(stage.ctx, "liv", "tavle", content("Hyggelig nytt fra oss"))
    stage.forward(seconds=2)
    stage.until(lambda: stage.report(crisis.id))
    return crisis.id


def _yaml(scenario: Scenario) -> str:
    """JSON is YAML; the id is written by the stage."""
    body = json.loads(scenario.model_dump_json(exclude={"id"}, exclude_none=True))
    return "\n".join(f"{key}: {json.dumps(value)}" for key, value in body.items()) + "\n"


def nothing_leaked(stage: Stage, crisis_id: str) -> None:
    with Session(stage.ctx.engine) as session:
        for row in session.exec(select(DeliveryRow)):
            assert row.account_id.endswith(SANDBOX_SUFFIX) == row.exercise
        for fault in session.exec(select(FaultRow)):
            assert fault.sandbox and (fault.account_id is None or fault.account_id.endswith(SANDBOX_SUFFIX))
        assert all(row.exercise for row in session.exec(select(NoticeRow).where(NoticeRow.crisis_id == crisis_id)))
    for name in PUBLIC:
        for line in stage.lines(name):
            assert not line["exercise"] and MARK not in line["text"] + line["title"]
    assert any("Hyggelig nytt" in line["text"] for line in stage.lines("tavle")), "a fault touched a public account"
    for path in (stage.folder / "sandbox").glob(f"*{SANDBOX_SUFFIX}.jsonl"):
        assert all(line["exercise"] for line in stage.lines(path.stem))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=INJECTS)
def test_no_inject_and_no_fault_leaks(small: Path, migrated_sqlite: bytes, found: list[Inject]) -> None:
    folder = small.parent / f"run{next(_number)}"
    folder.mkdir()
    (folder / "kk.db").write_bytes(migrated_sqlite)
    stage = Stage(open_engine(f"sqlite:///{folder / 'kk.db'}"), folder, MUNICIPALITY)
    usable = (InjectKind.CHANNEL_FAILS, InjectKind.LEADER_POSTS)
    fitting = tuple(i if i.kind in usable else i.model_copy(update={"account": None}) for i in found)
    nothing_leaked(stage, play(stage, fitting))


def test_every_inject_with_every_fault_in_one_exercise(stage: Stage) -> None:
    crisis_id = play(stage, EVERY)
    nothing_leaked(stage, crisis_id)
    happened = {e.data["kind"] for e in audit.events(stage.ctx, crisis_id) if e.action == "exercise.inject"}
    assert happened == {kind.value for kind in InjectKind}
    broken = {e.data["kind"] for e in audit.events(stage.ctx, crisis_id) if e.action == "exercise.fault"}
    assert broken == {kind.value for kind in FaultKind}


@pytest.mark.parametrize(("account", "real"), [("side", False), ("side-ovelse", True), ("side", True)])
def test_the_database_refuses_a_fault_outside_the_sandbox(
    stage: Stage, engine: Engine, account: str, real: bool
) -> None:
    crisis = lifecycle.establish(stage.ctx, "kari", request(exercise=not real))
    row = text(
        "INSERT INTO fault (id, crisis_id, sandbox, account_id, kind, begins_at, ends_at)"
        " VALUES ('f-leak', :crisis, :sandbox, :account, 'down', :now, :now)"
    )
    for sandbox in (True, False):
        values = {"crisis": crisis.id, "sandbox": sandbox, "account": account, "now": datetime(2026, 1, 1, tzinfo=UTC)}
        with pytest.raises(DBAPIError), engine.begin() as connection:
            connection.execute(row, values)


EFFECT = {
    FaultKind.DOWN: (False, "delivered"),
    FaultKind.BUSY: (False, "delivered"),
    FaultKind.NO_ANSWER: (True, "delivered"),
    FaultKind.REFUSES: (False, "failed"),
}


@pytest.mark.parametrize("kind", FaultKind)
def test_what_a_fault_does_to_a_delivery(stage: Stage, kind: FaultKind) -> None:
    """Down and busy are tried again, a refusal hands over to the fallback, a lost answer is read back and not repeated."""
    story = f"injects: [{{id: a, at: 0, kind: channel_fails, account: tavle, fault: {kind}, lasts: 50, text: Feil}}]"
    stage.scenario("feil", f"name: F\ntitle: T\nwhat: Vannet er borte\nwhere: Lånke\n{story}\n")
    crisis = plans.start(stage.ctx, "kari", "feil", scripted=True)
    landed, status = EFFECT[kind]
    stage.forward(seconds=10)
    assert bool(stage.lines("tavle-ovelse")) == landed
    stage.forward(seconds=120)
    first = messages.listing(stage.ctx, crisis.id)[-1]
    found = {d.account_id: d.status.value for d in first.deliveries}
    assert found["tavle-ovelse"] == status
    assert len([line for line in stage.lines("tavle-ovelse") if line["action"] == "publish"]) == (status == "delivered")
    assert found["side-ovelse"] == found["skole-ovelse"] == "delivered"


def test_a_real_crisis_ends_the_exercise_and_all_that_is_broken_in_it(stage: Stage) -> None:
    crisis_id = plans.start(stage.ctx, "kari", _story(stage), scripted=True).id
    stage.forward(seconds=20)
    assert faults.in_force(stage.ctx, "tavle-ovelse") is FaultKind.DOWN
    real = lifecycle.establish(stage.ctx, "kari", request())
    assert find.show(stage.ctx, crisis_id).status is CrisisStatus.STOOD_DOWN
    assert faults.in_force(stage.ctx, "tavle-ovelse") is None
    assert "exercise.interrupted" in [e.action for e in audit.events(stage.ctx, crisis_id)]
    report = stage.until(lambda: stage.report(crisis_id))
    before = set(runs.happened(stage.ctx, [crisis_id])[crisis_id])
    stage.forward(hours=2)
    assert set(runs.happened(stage.ctx, [crisis_id])[crisis_id]) == before == {"a"}, "nothing more happens in it"
    assert not injects.happen(stage.ctx, crisis_id, "b")
    assert report["crisis"]["stood_down_by"] == "system"
    assert accounts.status(stage.ctx, "side").state is AccountState.LOCKED
    with pytest.raises(Refused, match="real crisis is open"):
        plans.start(stage.ctx, "kari", "avbrutt")
    assert find.show(stage.ctx, real.id).status is CrisisStatus.ESTABLISHED


def _story(stage: Stage) -> str:
    stage.scenario(
        "avbrutt",
        (
            "name: A\ntitle: T\nwhat: Vannet er borte\nwhere: Lånke\ninjects:\n"
            "  - {id: a, at: 1, kind: channel_fails, account: tavle, text: Feil, lasts: 3000}\n"
            "  - {id: b, at: 600, kind: editor_silent, text: Borte, lasts: 3000}\n"
        ),
    )
    return "avbrutt"


def test_a_unit_leader_s_post_is_refused_by_the_lock_alone(stage: Stage) -> None:
    """The same try without an exercise is not refused: the test would fail if something else said no."""
    assert unit_posts.try_on_sandbox_account(stage.ctx, "tor", "skole-ovelse", "k-none") is False
    lifecycle.establish(stage.ctx, "kari", request(exercise=True))
    assert unit_posts.try_on_sandbox_account(stage.ctx, "tor", "skole-ovelse", "k-none") is True
    with pytest.raises(Refused):
        unit_posts.try_on_sandbox_account(stage.ctx, "tor", "skole", "k-none")
    assert messages.listing(stage.ctx) == []


def test_an_inject_happens_once(stage: Stage) -> None:
    crisis_id = plans.start(stage.ctx, "kari", _story(stage)).id
    assert injects.happen(stage.ctx, crisis_id, "a") and not injects.happen(stage.ctx, crisis_id, "a")
    assert len(faults.listing(stage.ctx, crisis_id)) == 1
    waiting = [e for e in outbox.pending(stage.ctx) if e.kind is EventKind.INJECT_DUE]
    assert [e.due_at - find.show(stage.ctx, crisis_id).established_at for e in waiting] == [
        timedelta(seconds=1),
        timedelta(seconds=600),
    ]


def test_role_players_get_the_words_instead_of_the_desk(stage: Stage) -> None:
    stage.scenario(
        "roller", "name: R\ntitle: T\nwhat: W\nwhere: H\ninjects: [{id: a, at: 1, kind: phone_call, text: Hei hallo}]\n"
    )
    with_players = plans.start(stage.ctx, "kari", "roller", players=("per",))
    without = plans.start(stage.ctx, "kari", "roller")
    stage.forward(seconds=5)
    with Session(stage.ctx.engine) as session:
        rows = session.exec(select(NoticeRow)).all()
    told = {
        c.id: {r.person_id for r in rows if r.crisis_id == c.id and "Hei hallo" in r.text}
        for c in (with_players, without)
    }
    assert told == {with_players.id: {"per"}, without.id: {"ola", "ingrid"}}


def test_the_sandbox_alone_asks_for_faults(stage: Stage) -> None:
    """A fault on the sandbox account, and on nothing else, whoever is asked."""
    stage.worker.channels.set_fault_injector(lambda account_id: FaultKind.REFUSES)
    unit_posts.post(stage.ctx, "liv", "tavle", content("Hei"))
    stage.forward(seconds=1)
    (delivery,) = messages.listing(stage.ctx)[0].deliveries
    assert delivery.status is DeliveryStatus.DELIVERED
    plans.start(stage.ctx, "kari", _story(stage), scripted=True)
    stage.forward(seconds=20)
    failed = messages.listing(stage.ctx)[0].deliveries
    assert {d.status for d in failed} == {DeliveryStatus.FAILED}
