"""What is decided about is drawn for every platform, connected or not, real and exercise, with and without optional settings.

And a part that cannot be drawn takes nothing with it, least of all the decision.
"""

from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from markupsafe import escape

from notifiers.platforms import PLATFORMS
from schemas.accounts.account import Account, Platform
from schemas.crises.crisis import CrisisRequest, Severity
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.draft import Draft
from schemas.sentence import Sentence
from store.accounts import accounts
from store.approvals import approvals
from store.crises import lifecycle
from store.drafts import drafts
from store.files.incoming import take_in
from tests.cast import account
from tests.desk.web.inside import Inside
from tests.documents import document

WORDS = "Kok alt vann i ett minutt før du drikker det."
EVERYTHING = {"price": "0.39", "max_length": 400, "api_version": "v1", "fallback": "skjerm"}
NOT_DRAWN = "Denne delen kan ikke vises akkurat nå"


def town_with(inside: Inside, *accounts_: Account) -> None:
    """The desk with these beside its own, as a changed municipality file would have it."""
    town = inside.ctx.municipality
    ours = [one for one in town.accounts if one.id not in {more.id for more in accounts_}]
    changed = town.model_copy(update={"accounts": (*ours, *accounts_)})
    inside.opened = replace(inside.opened, ctx=replace(inside.ctx, municipality=changed))
    accounts.sync(inside.ctx)
    inside.reopen()


def one_of_each(*, connected: bool, full: bool) -> list[Account]:
    """`full`: with every setting that may be left out; without, those alone without which nothing is written to it."""
    made = []
    for platform, spec in PLATFORMS.items():
        extra: dict[str, Any] = dict(EVERYTHING) if full else {}
        extra |= {"recipients": ("+4791111100",)} if spec.addressed else {}
        extra |= {"url": "krisekonsoll://" if connected else None}
        made.append(account(f"den-{platform.value.replace('_', '-')}", platform, "info", **extra))
    return made


def open_crisis(inside: Inside, *, exercise: bool) -> str:
    asked = CrisisRequest(title="Vann", what="Bakterier", where="Lånke", severity=Severity.SEVERE, exercise=exercise)
    return lifecycle.establish(inside.ctx, "kari", asked).id


def submitted(inside: Inside, crisis: str, *, exercise: bool, wanted: list[str], picture: bool = False) -> Draft:
    mark = "ØVELSE ØVELSE ØVELSE " if exercise else ""
    folder = inside.settings.media.parent / "inn.pdf"
    folder.write_bytes(document("plan"))
    with folder.open("rb") as file:
        media = (take_in(inside.ctx, inside.settings, "anne", file, "Plan"),) if picture else ()
    text = Content(title=f"{mark}Kok vannet", body=WORDS, short="Kok vannet.", link="https://kk.example", media=media)
    draft = drafts.new(inside.ctx, "anne", crisis, text, wanted)
    return drafts.submit(inside.ctx, "anne", draft.id)


def names_of(accounts_: list[Account], *, exercise: bool) -> list[str]:
    """YouTube, Flickr and the like take a film or a picture only; they have a draft with nothing for them refused."""
    fitting = [one for one in accounts_ if PLATFORMS[one.platform].media.declines(()) is None]
    return [f"{one.id}-ovelse" if exercise else one.id for one in fitting]


@pytest.mark.parametrize("full", [True, False], ids=["all-settings", "no-settings"])
@pytest.mark.parametrize("connected", [True, False], ids=["connected", "not-any-more"])
@pytest.mark.parametrize("exercise", [True, False], ids=["exercise", "real"])
def test_the_approver_sees_and_decides_in_every_channel(
    inside: Inside, exercise: bool, connected: bool, full: bool
) -> None:
    """Nothing on the page asks whether the account is connected: it may have been when the draft was written."""
    every = one_of_each(connected=True, full=full)
    town_with(inside, *every)
    crisis = open_crisis(inside, exercise=exercise)
    draft = submitted(inside, crisis, exercise=exercise, wanted=names_of(every, exercise=exercise))
    if not connected:
        town_with(inside, *one_of_each(connected=False, full=full))
    page = inside.client("ola").get(f"/drafts/{draft.id}")
    assert page.status_code == 200 and NOT_DRAWN not in page.text
    for rendering in draft.revision.renderings:
        assert inside.ctx.account(rendering.account_id).handle in unescape(page.text)
    assert page.text.count('class="exact"') == len(draft.revision.renderings) + 1, (
        "the text once, and every channel's own"
    )
    assert len(draft.revision.renderings) >= len(PLATFORMS) - 3
    assert f'action="/drafts/{draft.id}/approve"' in page.text
    assert inside.client("anne").get(f"/drafts/{draft.id}/edit").status_code == 200
    assert inside.client("ola").get(f"/write?kind={MessageKind.ALL_CLEAR.value}").status_code == 200


@pytest.mark.parametrize("exercise", [True, False], ids=["exercise", "real"])
@pytest.mark.parametrize("platform", list(Platform))
def test_a_draft_for_one_platform_alone_is_drawn_while_written_and_after(
    inside: Inside, platform: Platform, exercise: bool
) -> None:
    """Also those that take files only: the preview says why they get nothing."""
    one = next(a for a in one_of_each(connected=True, full=False) if a.platform is platform)
    town_with(inside, one)
    open_crisis(inside, exercise=exercise)
    anne, name = inside.client("anne"), f"{one.id}-ovelse" if exercise else one.id
    given = {"kind": "message", "template": "own", "title": "Kok vannet", "body": WORDS, "account": name}
    shown = inside.post(anne, "/write/preview", **given)
    assert shown.status_code == 200 and NOT_DRAWN not in shown.text
    assert one.handle in shown.text
    sent = inside.post(anne, "/write", do="submit", **given)
    if PLATFORMS[platform].media.declines(()):
        assert sent.status_code in (200, 400, 409, 422) and WORDS in sent.text
        return
    assert sent.status_code == 303
    page = inside.client("ola").get(sent.headers["location"])
    assert page.status_code == 200 and NOT_DRAWN not in page.text


def broken(_facts: dict[str, str]) -> list[Sentence]:
    raise KeyError("price")


def test_a_channel_that_cannot_be_drawn_leaves_its_words_and_the_decision(
    inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a channel's own preview asked for a price that the municipality file does not have."""
    every = one_of_each(connected=True, full=False)
    town_with(inside, *every)
    crisis = open_crisis(inside, exercise=False)
    draft = submitted(inside, crisis, exercise=False, wanted=names_of(every, exercise=False), picture=True)
    spec = PLATFORMS[Platform.SMS]
    monkeypatch.setitem(PLATFORMS, Platform.SMS, spec.model_copy(update={"beside": broken}))
    ola = inside.client("ola")
    page = ola.get(f"/drafts/{draft.id}")
    assert page.status_code == 200
    assert page.text.count(NOT_DRAWN) == len(draft.revision.renderings) + 1
    for rendering in draft.revision.renderings:
        assert str(escape(f"{rendering.account_id}\n{rendering.title}\n{rendering.text}")) in page.text, "all the same"
    assert f'action="/drafts/{draft.id}/approve"' in page.text
    ola.get(f"/drafts/{draft.id}/files/{draft.revision.content.media[0].sha256}")
    answer = inside.post(ola, f"/drafts/{draft.id}/approve", seen=str(draft.revision.seen))
    assert answer.status_code == 303 and answer.headers["location"].startswith("/messages/")
    board = ola.get(answer.headers["location"])
    assert board.status_code == 200 and NOT_DRAWN in board.text
    given = {"kind": "message", "template": "own", "title": "Kok vannet", "body": WORDS}
    assert NOT_DRAWN in inside.post(inside.client("anne"), "/write/preview", **given).text


@pytest.mark.parametrize("name", ["checks_of", "lix", "differences"])
def test_what_stands_beside_the_draft_never_takes_the_decision_with_it(
    inside: Inside, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def fails(*_: object) -> object:
        raise ZeroDivisionError

    crisis = open_crisis(inside, exercise=False)
    draft = submitted(inside, crisis, exercise=False, wanted=["skjerm"])
    changed = Content(title="Kok vannet nå", body=WORDS)
    draft = drafts.edit(inside.ctx, "anne", draft.id, changed)
    monkeypatch.setattr(f"desk.web.pages.approve.{name}", fails)
    ola = inside.client("ola")
    page = ola.get(f"/drafts/{draft.id}")
    assert page.status_code == 200 and WORDS in page.text
    assert f'action="/drafts/{draft.id}/return"' in page.text
    assert (f'action="/drafts/{draft.id}/approve"' in page.text) == (name != "checks_of")
    back = inside.post(ola, f"/drafts/{draft.id}/return", reason="Skriv hvor lenge.")
    assert back.status_code == 303
    assert drafts.show(inside.ctx, draft.id).reason == "Skriv hvor lenge."


def test_a_message_is_drawn_for_every_platform(inside: Inside) -> None:
    every = one_of_each(connected=True, full=False)
    town_with(inside, *every)
    for exercise in (True, False):
        crisis = open_crisis(inside, exercise=exercise)
        draft = submitted(inside, crisis, exercise=exercise, wanted=names_of(every, exercise=exercise))
        message = approvals.approve(inside.ctx, "ola", draft.id, draft.revision.seen)
        page = inside.client("anne").get(f"/messages/{message.id}")
        assert page.status_code == 200 and NOT_DRAWN not in page.text
        lifecycle.stand_down(inside.ctx, "kari", crisis)
