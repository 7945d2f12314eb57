"""A correction is the whole message put right, under when and what was wrong: where it was, and where it can only follow."""

from dataclasses import replace
from pathlib import Path

import pytest

from config.machine.settings import Settings
from notifiers.facade import Channels, open_channels
from policy.evidence.hashing import content_hash
from schemas.accounts.account import Platform
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.rendering import PublishAction
from schemas.errors import Refused
from store.accounts import accounts
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.drafts import drafts, follow_ups
from store.messages import choosing
from tests.cast import account, content, request
from tests.fakes import FakeClock
from tests.store.test_lifecycle import send_all

ADVICE = "Gå inn, lukk vinduer og dører. Ikke kom ut før vi sier fra."
WAS = f"{ADVICE}\n\nDet gjelder Lånke."
IS = f"{ADVICE}\n\nDet gjelder Lånke og Hell."
WRONG = "Det gjelder også Hell."
SHORT = "Gå inn i Lånke."
SOME = (
    account("nett", Platform.PUBLIC_PAGE),
    account("fjes", Platform.FACEBOOK),
    account("lenke", Platform.LINKEDIN),
    account("tut", Platform.MASTODON),
    account("kvitter", Platform.X),
    account("post", Platform.EMAIL, recipients=("a@kk.example",)),
)


@pytest.fixture
def town(ctx: AppContext, tmp_path: Path) -> AppContext:
    """With channels that edit in place and channels that cannot, and their own words for it."""
    channels: Channels = open_channels(Settings.model_validate({"data": tmp_path}), lambda _: "krisekonsoll://")
    made = replace(
        ctx,
        channels=channels,
        municipality=ctx.municipality.model_copy(update={"accounts": (*SOME, *ctx.municipality.accounts)}),
    )
    accounts.sync(made)
    return made


def published(ctx: AppContext, clock: FakeClock, **more: object) -> str:
    crisis = lifecycle.establish(ctx, "kari", request())
    text = Content.model_validate({"title": "Giftig røyk", "body": WAS, "short": SHORT, "next_update": "kl. 14"} | more)
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis.id, text, [a.id for a in SOME]).id)
    message = approvals.approve(ctx, "ola", draft.id, draft.revision.seen)
    send_all(ctx, message.id)
    clock.forward(minutes=14)
    return message.id


def put_right(**changes: object) -> Content:
    fields = {"title": "Giftig røyk", "body": IS, "short": "Gå inn i Lånke og Hell.", "next_update": "kl. 14"}
    return Content.model_validate(fields | {"kind": MessageKind.CORRECTION, "wrong": WRONG} | changes)


def test_the_advice_stands_in_every_channel_as_long_as_the_danger_does(town: AppContext, clock: FakeClock) -> None:
    message_id = published(town, clock)
    draft = follow_ups.submit(town, "anne", message_id, put_right())
    shown = {r.account_id: r for r in draft.revision.renderings}
    assert shown.keys() == {a.id for a in SOME}
    when = draft.revision.content.corrected
    assert when and when.startswith("kl. ")
    for name, rendering in shown.items():
        assert rendering.title == "Rettelse: Giftig røyk", "the headline keeps its subject"
        assert f"Rettet {when}: {WRONG}" in rendering.text, name
        assert rendering.text.index(WRONG) < rendering.text.index(IS), name
        assert "Neste oppdatering: kl. 14" in rendering.text
    actions = {name: rendering.action for name, rendering in shown.items()}
    assert {PublishAction.EDIT, PublishAction.FOLLOW_UP} <= set(actions.values()), "both ways were tried"
    assert IS in shown["nett"].facts["description"] and WRONG in shown["nett"].facts["description"]


def test_what_was_wrong_gives_way_before_the_advice_does(town: AppContext, clock: FakeClock) -> None:
    message_id = published(town, clock)
    draft = follow_ups.submit(town, "anne", message_id, put_right(wrong="Feil. " * 50))
    (brief,) = [r for r in draft.revision.renderings if r.account_id == "kvitter"]
    assert "Feil. Feil." not in brief.text
    assert f"Rettet {draft.revision.content.corrected}." in brief.text and IS in brief.text


@pytest.mark.parametrize(
    "given",
    [put_right(wrong=None), put_right(body=WAS, short=SHORT)],
    ids=["says-not-what-was-wrong", "puts-nothing-right"],
)
def test_half_a_correction_is_refused(town: AppContext, clock: FakeClock, given: Content) -> None:
    message_id = published(town, clock)
    with pytest.raises(Refused):
        follow_ups.submit(town, "anne", message_id, given)
    draft = follow_ups.submit(town, "anne", message_id, put_right())
    with pytest.raises(Refused):
        drafts.edit(town, "anne", draft.id, given)


def test_the_time_is_that_of_the_last_change(town: AppContext, clock: FakeClock) -> None:
    message_id = published(town, clock)
    draft = follow_ups.submit(town, "anne", message_id, put_right())
    first = draft.revision.content.corrected
    clock.forward(minutes=9)
    assert drafts.edit(town, "anne", draft.id, put_right()).revision.number == 1, "nothing was changed"
    changed = drafts.edit(town, "anne", draft.id, put_right(body=f"{IS} Ring 110.")).revision
    assert changed.number == 2 and changed.content.corrected not in (None, first)


def test_while_it_is_written_it_shows_the_same(town: AppContext, clock: FakeClock) -> None:
    message_id = published(town, clock)
    shown = choosing.preview(town, None, put_right(), ["nett"], message_id)
    rendering = shown[0][1]
    assert rendering and rendering.text.startswith("Rettet kl. ") and IS in rendering.text


def test_a_correction_can_be_corrected_again(town: AppContext, clock: FakeClock) -> None:
    message_id = published(town, clock)
    draft = follow_ups.submit(town, "anne", message_id, put_right())
    second = approvals.approve(town, "ola", draft.id, draft.revision.seen)
    send_all(town, second.id)
    again = follow_ups.submit(town, "anne", second.id, put_right(body=f"{IS} Og Skatval.", wrong="Også Skatval."))
    page = next(r for r in again.revision.renderings if r.account_id == "nett")
    assert WRONG not in page.text and "Og Skatval." in page.text and ADVICE in page.text


def test_hashes_of_what_was_written_before_stay(ctx: AppContext) -> None:
    """Of a text as the first release stored it, by the first release's own sum."""
    old = content("Kok vannet i ett minutt.", next_update="kl. 14")
    assert {"wrong", "corrected"} <= old.model_dump().keys()
    assert content_hash(old, ["side"], []) == OLD_HASH


OLD_HASH = "12323774e554fc59eebffe20483fbf70577b22a920cfb3146d5aa3ad10e0b8d1"
