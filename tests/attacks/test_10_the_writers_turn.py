"""Line 10: a text that takes long to shape, or to look through, holds up nobody who wants to write meanwhile."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from policy.drafts.personal_data import personal_data
from schemas.check import Check
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.rendering import Rendering, RenderJob
from schemas.states import ForeignStatus
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.db.columns import new_id
from store.db.database import turn
from store.db.tables import ForeignPostRow
from store.deliveries import unit_posts
from store.drafts import drafts, follow_ups, foreign_drafts
from store.monitoring import foreign_posts
from tests.cast import content, request
from tests.desk.web.inside import Inside
from tests.desk.web.test_interface import Machine
from tests.fakes import FakeChannels
from tests.store.test_lifecycle import send_all


class Watched(FakeChannels):
    """Knows of everything it shaped, and every check it saw made, whether somebody held the writer's turn."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._turn = turn(ctx.engine)
        self.shaped: list[bool] = []
        self.checked: list[bool] = []

    def render(self, job: RenderJob) -> Rendering:
        self.shaped.append(self._turn.locked())
        return super().render(job)

    def check(self, text: str, ours: tuple[str, ...]) -> Iterator[Check]:
        self.checked.append(self._turn.locked())
        return personal_data(text, ours)


@pytest.fixture
def watched(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> Watched:
    made = Watched(inside.ctx)
    monkeypatch.setattr("policy.drafts.checks.personal_data", made.check)
    inside.opened = replace(inside.opened, ctx=replace(inside.ctx, channels=made))
    inside.reopen()
    return made


def text(words: str, **extra: object) -> Content:
    """One that no other test has had checked."""
    return content(f"{words} {new_id('x')}", **extra)


def found_elsewhere(ctx: AppContext, crisis_id: str) -> str:
    with ctx.write() as session:
        session.add(
            ForeignPostRow(
                id=new_id("f"),
                crisis_id=crisis_id,
                account_id="side",
                remote_id="1",
                title="Vann",
                text="Ikke vår",
                text_hash="",
                status=ForeignStatus.FOUND,
                found_at=ctx.clock(),
            )
        )
    return foreign_posts.listing(ctx)[0].id


def test_everybodys_turn_by_the_pages_and_the_command_line(inside: Inside, watched: Watched) -> None:
    ctx = inside.ctx
    unit_posts.post(ctx, "liv", "side", text("Sommerfest"))
    crisis = lifecycle.establish(ctx, "kari", request())
    draft = drafts.new(ctx, "anne", crisis.id, text("Kok vannet"), ["side"])
    drafts.edit(ctx, "anne", draft.id, text("Kok vannet lenge"), ["side"])
    draft = drafts.submit(ctx, "anne", draft.id)
    message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    send_all(ctx, message.id)
    follow_ups.submit(ctx, "ola", message.id, text("Ikke kok", kind=MessageKind.CORRECTION, wrong="Feil tall."))
    foreign_drafts.take_over(ctx, "ola", found_elsewhere(ctx, crisis.id), ["side"])
    assert watched.shaped == [False] * 5 and watched.checked == [False]


def test_everybodys_turn_by_a_token(inside: Inside, watched: Watched) -> None:
    liv, kari, anne, ola = (Machine(inside, name) for name in ("liv", "kari", "anne", "ola"))
    liv.post("/accounts/side/posts", {"content": said("Sommerfest")})
    crisis = kari.post("/crises", request().model_dump(mode="json", exclude={"plan"}))
    draft = anne.post("/drafts", {"content": said("Kok vannet"), "accounts": ["side"]})
    anne.post(f"/drafts/{draft['id']}/edit", {"content": said("Kok vannet lenge"), "accounts": ["side"]})
    draft = anne.post(f"/drafts/{draft['id']}/submit")
    seen = f"{draft['revision']['number']}:{draft['revision']['content_hash']}"
    message = ola.post(f"/drafts/{draft['id']}/approve", {"seen": seen})
    send_all(inside.ctx, message["id"])
    ola.post(
        f"/messages/{message['id']}/follow-ups",
        {"content": said("Ikke kok") | {"kind": "correction", "wrong": "Feil tall."}},
    )
    ola.post(f"/foreign-posts/{found_elsewhere(inside.ctx, crisis['id'])}/take-over")
    assert watched.shaped and not any(watched.shaped) and watched.checked == [False]


def said(words: str) -> dict[str, str]:
    return {"title": "Vann", "body": f"{words} {new_id('x')}", "next_update": "om to timer"}


def test_a_text_shaped_for_what_is_no_longer_so(inside: Inside, watched: Watched) -> None:
    """What was made before the turn is taken in it only for the same text, account and crisis."""
    ctx = inside.ctx
    crisis = lifecycle.establish(ctx, "kari", request())
    words = text("Kok vannet")
    drafts.before_start(ctx, "anne", crisis.id, words, ["side"])
    renamed = ctx.municipality.organisation.model_copy(update={"name": "En annen kommune"})
    changed = replace(ctx, municipality=ctx.municipality.model_copy(update={"organisation": renamed}))
    with changed.write() as session:
        drafts.start(session, changed, "anne", crisis.id, words, ["side"], None)
    with ctx.write() as session:
        drafts.start(session, ctx, "anne", crisis.id, words, ["side"], None)
    assert watched.shaped == [False, True]
