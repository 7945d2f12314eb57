"""Accounts and a unit's own posts: one tap for all locks, a preview, planned posts moved, changed, cancelled and all of it undone."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from schemas.drafts.content import MessageKind
from schemas.states import DeliveryStatus
from store.accounts import accounts
from store.crises import lifecycle
from store.deliveries import unit_posts
from store.messages import messages
from tests.cast import content, request
from tests.desk.web.inside import Inside

OSLO = ZoneInfo("Europe/Oslo")


def plan(inside: Inside, title: str = "Sykkelsti", days: float = 1) -> str:
    text = content(title=title, kind=MessageKind.UNIT_POST)
    return unit_posts.post(inside.ctx, "liv", "skjerm", text, inside.clock.now + timedelta(days=days)).id


def status(inside: Inside, message_id: str) -> DeliveryStatus:
    return messages.show(inside.ctx, message_id).deliveries[0].status


def press(inside: Inside, client: httpx.Client, page: httpx.Response, path: str) -> httpx.Response:
    """A form that the page really has, sent; the page it leads to."""
    action = re.search(rf'action="({re.escape(path)}[^"]*)"', page.text)
    assert action, path
    answer = inside.post(client, action[1].replace("&amp;", "&"))
    assert answer.status_code == 303, answer.text
    return client.get(answer.headers["location"])


@pytest.mark.parametrize("exercise", [False, True])
def test_all_locks_are_known_with_one_tap(inside: Inside, exercise: bool) -> None:
    lifecycle.establish(inside.ctx, "kari", request(exercise=exercise))
    liv = inside.client("liv")
    page = liv.get("/accounts")
    count = len(accounts.statuses(inside.ctx, sandbox=exercise))
    assert f"Jeg vet at alle mine {count} kontoer er sperret" in page.text
    after = press(inside, liv, page, "/accounts/confirm")
    assert "Du vet at kontoene dine er sperret" in after.text and "Jeg vet at alle" not in after.text
    locks = [lock for one in accounts.statuses(inside.ctx, sandbox=exercise) for lock in one.locks]
    assert len(locks) == count and {lock.confirmed_by for lock in locks} == {"liv"}
    assert inside.post(liv, "/accounts/confirm").status_code == 404, "nothing is left to confirm"


def test_nobody_confirms_what_is_not_theirs(inside: Inside) -> None:
    lifecycle.establish(inside.ctx, "kari", request())
    anne = inside.client("anne")
    assert "/accounts/confirm" not in anne.get("/accounts").text
    assert inside.post(anne, "/accounts/confirm").status_code == 404
    assert not any(lock.confirmed_at for one in accounts.statuses(inside.ctx) for lock in one.locks)


def test_every_account_is_a_tile_with_its_channels_sign(inside: Inside) -> None:
    page = inside.client("ola").get("/accounts").text
    assert page.count('<li class="tile') == len(inside.ctx.municipality.accounts)
    assert page.count("icons.svg?v=") == page.count('<li class="tile')


def test_the_preview_shows_the_post_and_counts_it(inside: Inside) -> None:
    liv = inside.client("liv")
    given = {"account": "skjerm", "title": "Sykkelsti", "body": "Stien på Hell åpner."}
    shown = liv.post("/unit/preview", data={"csrf": inside.csrf(liv), **given}, headers={"hx-request": "true"})
    assert "Stien på Hell åpner." in shown.text and "tegn" in shown.text
    assert "Stien på Hell åpner." in inside.post(liv, "/unit", look="yes", **given).text, "without scripts"
    assert messages.unit_posts(inside.ctx) == [], "looking publishes nothing"
    empty = inside.post(liv, "/unit/preview", account="skjerm", title="", body="")
    assert "vises innlegget her" in empty.text


def test_a_planned_post_is_cancelled_and_brought_back(inside: Inside) -> None:
    first, liv = plan(inside), inside.client("liv")
    after = press(inside, liv, liv.get("/unit"), f"/unit/planned/{first}/cancel")
    assert "Avlyst: Det går ikke ut." in after.text and status(inside, first) is DeliveryStatus.CANCELLED
    again = press(inside, liv, after, f"/unit/planned/{first}/undo")
    assert "planlagt som før" in again.text
    (waiting,) = [m for m in messages.unit_posts(inside.ctx) if m.deliveries[0].status is DeliveryStatus.QUEUED]
    before = messages.show(inside.ctx, first)
    assert (waiting.content, waiting.publish_at) == (before.content, before.publish_at)


def test_a_planned_post_is_moved_and_the_move_undone(inside: Inside) -> None:
    first, liv = plan(inside), inside.client("liv")
    form = liv.get(f"/unit/planned/{first}")
    at = messages.show(inside.ctx, first).publish_at.astimezone(OSLO)
    assert (
        f'value="{at:%Y-%m-%dT%H:%M}"' in form.text
        and "Du endrer «Sykkelsti»" in form.text
        and "&lt;time" not in form.text
    )
    given = {"instead_of": first, "account": "skjerm", "title": "Sykkelsti", "body": "Åpner senere."}
    answer = inside.post(liv, "/unit", at=f"{at + timedelta(days=2):%Y-%m-%dT%H:%M}", **given)
    moved = liv.get(answer.headers["location"])
    assert "Endret. Det forrige er avlyst." in moved.text and status(inside, first) is DeliveryStatus.CANCELLED
    second = messages.unit_posts(inside.ctx)[0]
    assert (
        second.content.body == "Åpner senere."
        and second.publish_at.astimezone(OSLO).date() == (at + timedelta(days=2)).date()
    )
    press(inside, liv, moved, f"/unit/planned/{first}/undo")
    assert status(inside, second.id) is DeliveryStatus.CANCELLED
    assert "post.cancelled" in inside.actions()


def test_what_is_on_its_way_is_not_changed_and_nothing_is_lost(inside: Inside) -> None:
    first, liv = plan(inside, days=0.01), inside.client("liv")
    inside.clock.forward(minutes=20)
    given = {"instead_of": first, "account": "skjerm", "title": "Sykkelsti", "body": "For sent."}
    refused = inside.post(liv, "/unit", **given)
    assert refused.status_code == 403 and "ikke lenger planlagt" in refused.text and "For sent." in refused.text
    assert [m.id for m in messages.unit_posts(inside.ctx)] == [first], "neither is posted nor cancelled"
    assert inside.post(liv, f"/unit/planned/{first}/cancel").status_code == 403
    assert status(inside, first) is DeliveryStatus.QUEUED


def test_a_unit_changes_nothing_of_anothers(inside: Inside) -> None:
    first = plan(inside)
    for person in ("anne", "kari", "ola"):
        client = inside.client(person)
        assert client.get(f"/unit/planned/{first}").status_code == 404
        assert inside.post(client, f"/unit/planned/{first}/cancel").status_code == 404
        assert inside.post(client, f"/unit/planned/{first}/undo").status_code == 404
        given = {"instead_of": first, "account": "skjerm", "title": "Mitt", "body": "Mitt."}
        assert inside.post(client, "/unit", **given).status_code == 403
    assert status(inside, first) is DeliveryStatus.QUEUED


@pytest.mark.parametrize("span", ["week", "month"])
def test_the_calendar_has_each_day_once_and_each_post_on_its_own(inside: Inside, span: str) -> None:
    first, liv = plan(inside, days=3), inside.client("liv")
    cancelled = plan(inside, "Avlyst innlegg", days=3)
    unit_posts.cancel(inside.ctx, "liv", cancelled)
    day = messages.show(inside.ctx, first).publish_at.astimezone(OSLO).date()
    page = liv.get(f"/unit/calendar?span={span}&day={day}").text
    days = re.findall(r'data-day="(\d{4}-\d\d-\d\d)"', page)
    assert len(days) == len(set(days)) and len(days) % 7 == 0 and (span == "month") == (len(days) > 7)
    cell = page.partition(f'data-day="{day}"')[2].partition("</td>")[0]
    assert f"/unit/planned/{first}" in cell and "Avlyst innlegg" not in page
    assert 'aria-current="date"' in liv.get(f"/unit/calendar?span={span}").text


@pytest.mark.parametrize("day", ["i morgen", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_refused(inside: Inside, day: str) -> None:
    assert inside.client("liv").get(f"/unit/calendar?day={day}").status_code == 422


def test_no_address_says_what_nobody_has_done(inside: Inside) -> None:
    first, liv = plan(inside), inside.client("liv")
    assert 'data-color="success" role="status"' not in liv.get(f"/unit?done=hacked&post={first}").text
    assert 'data-color="success" role="status"' not in liv.get("/unit?done=planned&post=m-none").text
    assert f"/unit/planned/{first}/undo" not in liv.get(f"/unit?done=planned&post={first}").text
