"""Every command that acts, given twice by an impatient hand: the second answer is the first's, and nothing is there twice."""

from collections.abc import Callable
from inspect import unwrap
from pathlib import Path
from typing import Any

import pytest

from config.machine.settings import Settings
from desk.cli.command import CommandResult
from desk.cli.commands import account, crisis, draft, exercise, log, message
from desk.cli.desk import Desk
from policy.pressed_twice import WITHIN
from schemas.crises.proposal import ProposalRequest
from schemas.errors import KrisekanalError
from store.approvals import approvals
from store.context import AppContext
from store.crises import find, lifecycle, proposals
from store.drafts import drafts
from store.evidence import audit
from store.messages import messages
from tests.cast import content, request
from tests.fakes import FakeClock
from tests.store.test_lifecycle import send_all

Press = Callable[[], Any]


class Scene:
    """Who presses is told by the deed."""

    def __init__(self, ctx: AppContext, folder: Path) -> None:
        self.ctx, self.folder = ctx, folder

    def desk(self, person: str) -> Desk:
        desk = Desk(person, as_json=True)
        desk.__dict__["ctx"], desk.__dict__["settings"] = self.ctx, Settings(data=self.folder)
        return desk

    def crisis(self) -> str:
        return lifecycle.establish(self.ctx, "kari", request()).id

    def waiting(self) -> Any:
        made = drafts.new(self.ctx, "anne", self.crisis(), content(), ["side"])
        return drafts.submit(self.ctx, "anne", made.id)

    def published(self) -> str:
        made = self.waiting()
        message = approvals.approve(self.ctx, "ola", made.id, made.revision.seen)
        send_all(self.ctx, message.id)
        return message.id

    def proposed(self) -> str:
        asked = ProposalRequest(
            **request().model_dump(include=set(ProposalRequest.model_fields)), source="MET", identifier="a"
        )
        return proposals.propose(self.ctx, audit.SYSTEM, asked, "").id


def _new(scene: Scene, *, submit: bool) -> Press:
    scene.crisis()
    said: dict[str, Any] = {"title": "Kok", "text": "Kok vannet.", "account": ["side"], "submit": submit}
    return lambda: draft.new(scene.desk("anne"), **said)


def _submit(scene: Scene) -> Press:
    made = drafts.new(scene.ctx, "anne", scene.crisis(), content(), ["side"])
    return lambda: draft.submit(scene.desk("anne"), made.id)


def _decision(work: Callable[..., Any], **said: Any) -> Callable[[Scene], Press]:
    def deed(scene: Scene) -> Press:
        waiting = scene.waiting()
        return lambda: work(scene.desk("anne" if work is draft.withdraw else "ola"), waiting.id, **said)

    return deed


def _approve(scene: Scene) -> Press:
    waiting = scene.waiting()
    return lambda: draft.approve(scene.desk("ola"), waiting.id, seen=str(waiting.revision.seen), wait=0)


def _follow_up(work: str) -> Callable[[Scene], Press]:
    def deed(scene: Scene) -> Press:
        known = scene.published()
        said = {"wrong": "Tre minutter."} if work == "correct" else {}
        commands = {one.name: one.callback for one in message.app.registered_commands}
        made = unwrap(commands[work] or message.correct)
        return lambda: made(scene.desk("anne"), known, text="Kok vannet i tre minutter.", **said)

    return deed


def _post(at: str | None) -> Callable[[Scene], Press]:
    return lambda scene: lambda: account.post(scene.desk("liv"), "side", title="Hei", text="Velkommen.", at=at, wait=0)


def _to_desk(scene: Scene) -> Press:
    scene.crisis()
    return lambda: account.post(scene.desk("liv"), "side", title="Hei", text="Velkommen.", to_desk=True, wait=0)


def _establish(scene: Scene) -> Press:
    words = request().model_dump(include={"title", "what", "where", "severity"})
    return lambda: crisis.establish(scene.desk("kari"), **words)


def _confirm(scene: Scene) -> Press:
    known = scene.proposed()
    return lambda: crisis.confirm(scene.desk("kari"), known)


def _set_aside(scene: Scene) -> Press:
    known = scene.proposed()
    return lambda: crisis.set_aside(scene.desk("kari"), known)


def _stand_down(*, named: bool) -> Callable[[Scene], Press]:
    def deed(scene: Scene) -> Press:
        known = scene.crisis()
        return lambda: crisis.stand_down(scene.desk("kari"), known if named else None)

    return deed


def _entry(scene: Scene) -> Press:
    scene.crisis()
    return lambda: log.add(scene.desk("lars"), "Ordføreren er varslet.")


def _exercise(scene: Scene) -> Press:
    return lambda: exercise.run(scene.desk("kari"), "kvartal")


DEEDS: dict[str, Callable[[Scene], Press]] = {
    "draft new": lambda scene: _new(scene, submit=False),
    "draft new --submit": lambda scene: _new(scene, submit=True),
    "draft submit": _submit,
    "draft return": _decision(draft.give_back, reason="Skriv hvor."),
    "draft reject": _decision(draft.reject, reason="Gjelder ikke oss."),
    "draft withdraw": _decision(draft.withdraw),
    "draft approve": _approve,
    "message correct": _follow_up("correct"),
    "message retract": _follow_up("retract"),
    "message all-clear": _follow_up("all-clear"),
    "account post": _post(None),
    "account post --at": _post("2030-05-17T09:00:00+02:00"),
    "account post --to-desk": _to_desk,
    "crisis establish": _establish,
    "crisis confirm": _confirm,
    "crisis set-aside": _set_aside,
    "crisis stand-down": _stand_down(named=False),
    "crisis stand-down CRISIS": _stand_down(named=True),
    "log add": _entry,
    "exercise run": _exercise,
}


def there(ctx: AppContext) -> tuple[int, int, int, int]:
    """What is there: crises, drafts, messages, and lines of the log but refusals and who looked at what."""
    told = [event for event in audit.events(ctx) if not event.action.endswith("refused")]
    return len(find.listing(ctx)), len(drafts.listing(ctx)), len(messages.listing(ctx)), len(told)


@pytest.mark.parametrize("name", DEEDS)
def test_the_second_answer_is_the_firsts(ctx: AppContext, clock: FakeClock, tmp_path: Path, name: str) -> None:
    press = DEEDS[name](Scene(ctx, tmp_path))
    first = press()
    before = there(ctx)
    clock.forward(seconds=2)
    assert press() == first and not isinstance(first, CommandResult)
    assert there(ctx) == before


ONCE = {
    "draft submit",
    "draft return",
    "draft reject",
    "draft withdraw",
    "draft approve",
    "crisis establish",
    "crisis confirm",
}


@pytest.mark.parametrize("name", [*sorted(ONCE), "crisis stand-down", "crisis set-aside"])
def test_later_it_is_refused_as_ever(ctx: AppContext, clock: FakeClock, tmp_path: Path, name: str) -> None:
    press = DEEDS[name](Scene(ctx, tmp_path))
    press()
    clock.now += WITHIN
    with pytest.raises(KrisekanalError):
        press()


@pytest.mark.parametrize("name", ["draft new", "log add", "account post", "account post --at"])
def test_later_the_same_words_are_meant(ctx: AppContext, clock: FakeClock, tmp_path: Path, name: str) -> None:
    press = DEEDS[name](Scene(ctx, tmp_path))
    first = press()
    clock.now += WITHIN
    assert press() != first
