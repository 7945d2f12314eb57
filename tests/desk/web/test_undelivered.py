"""The first page says at the top what did not get out, in a crisis and on a normal day, until somebody has seen to it."""

from datetime import datetime, timedelta

from sqlmodel import select

from flows.steps import notify
from schemas.errors import RetryClass
from schemas.event import EventKind
from schemas.messages.delivery import SendResult
from schemas.messages.receipt import Receipt
from store.approvals import approvals
from store.crises import lifecycle
from store.db.tables import NoticeRow
from store.deliveries import deliveries, unit_posts
from store.deliveries.deliveries import Settlement
from store.drafts import drafts
from store.messages import messages
from store.outbox import outbox
from tests import one_hand
from tests.cast import content, request
from tests.desk.web.inside import Inside

LOST = SendResult(kind=RetryClass.AMBIGUOUS, error="timeout")
REFUSED = SendResult(kind=RetryClass.PERMANENT, error="550")
BUSY = SendResult(kind=RetryClass.RETRY_BACKOFF, error="503")


def end(inside: Inside, message_id: str, result: SendResult) -> str:
    """The delivery's id."""
    (delivery_id,) = deliveries.waiting(inside.ctx, message_id)
    claimed = one_hand.claim(inside.ctx, delivery_id, "w", timedelta(seconds=30))
    assert claimed is not None
    one_hand.finish(inside.ctx, claimed, result, "w")
    return delivery_id


def alert(inside: Inside) -> str:
    """What stands under the heading, on the first page of an editor."""
    page: str = inside.client("ola").get("/").text
    return page.partition('aria-labelledby="s-alarms"')[2].partition("</section>")[0]


def test_in_a_crisis(inside: Inside) -> None:
    inside.opened.vault.put(inside.ctx, "kari", "webhook", "json://127.0.0.1:9/hook")
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    draft = drafts.submit(
        inside.ctx, "anne", drafts.new(inside.ctx, "anne", crisis.id, content(title="Kok vannet"), ["varsling"]).id
    )
    message = approvals.approve(inside.ctx, "ola", draft.id, draft.revision.seen)
    assert alert(inside) == ""
    delivery_id = end(inside, message.id, LOST)
    found = alert(inside)
    assert f'href="/messages/{message.id}"' in found and "usikker" in found.lower()
    editor = inside.client("ola")
    deed = f"/messages/{message.id}/deliveries/{delivery_id}"
    assert f'action="{deed}"' in found and f'action="{deed}"' not in inside.client("anne").get("/").text
    assert inside.post(editor, deed, verdict="arrived", back="/").headers["location"] == "/?said=arrived"
    assert inside.post(editor, deed, verdict="retry", back="//evil.example").status_code != 303
    assert alert(inside) == ""


def test_on_a_normal_day_for_a_day(inside: Inside) -> None:
    post = unit_posts.post(inside.ctx, "liv", "skjerm", content(title="Biblioteket"))
    end(inside, post.id, REFUSED)
    assert "Biblioteket" in alert(inside)
    assert messages.unit_posts(inside.ctx)[0].id == post.id
    inside.clock.forward(hours=25)
    assert alert(inside) == ""


def test_what_is_tried_for_long(inside: Inside) -> None:
    post = unit_posts.post(inside.ctx, "liv", "skjerm", content(title="Biblioteket"))
    end(inside, post.id, BUSY)
    assert alert(inside) == ""
    inside.clock.forward(minutes=5)
    assert "Biblioteket" in alert(inside)


def test_a_units_own_post_is_told_of_again_to_the_unit_and_then_to_the_editors(inside: Inside) -> None:
    """Until somebody has seen to it, each step once."""
    begun = inside.clock.now
    post = unit_posts.post(inside.ctx, "liv", "skjerm", content(title="Biblioteket"))
    end(inside, post.id, REFUSED)
    found = told_again(inside)
    assert [(round((at - begun).total_seconds() / 60), people) for at, people, _ in found] == [
        (10, {"liv"}),
        (20, {"liv", "ola", "ingrid"}),
    ]
    for _, _, notice in found:
        assert notice.subject == "Ingen har tatt tak i det ennå: Biblioteket"
        assert "Prøv på nytt, eller publiser der for hånd." in notice.text


def test_a_units_own_post_that_was_seen_to_is_not_told_of_again(inside: Inside) -> None:
    post = unit_posts.post(inside.ctx, "liv", "skjerm", content(title="Biblioteket"))
    delivery_id = end(inside, post.id, REFUSED)
    deliveries.settle(inside.ctx, "ola", delivery_id, Settlement.RETRY, "")
    end(inside, post.id, SendResult(receipt=Receipt(remote_id="7")))
    assert told_again(inside) == []


def test_the_leader_settles_a_post_of_the_units_own_and_nobody_elses(inside: Inside) -> None:
    """Until a staff is set up: then the account is locked, and the desk alone decides."""
    post = unit_posts.post(inside.ctx, "liv", "skjerm", content(title="Biblioteket"))
    deed = f"/messages/{post.id}/deliveries/{end(inside, post.id, REFUSED)}"
    liv, anne = inside.client("liv"), inside.client("anne")
    assert f'action="{deed}"' in liv.get("/").text and f'action="{deed}"' in liv.get(f"/messages/{post.id}").text
    assert f'action="{deed}"' not in anne.get("/").text
    assert inside.post(anne, deed, verdict="retry").status_code == 403
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    assert f'action="{deed}"' not in liv.get(f"/messages/{post.id}").text
    assert inside.post(liv, deed, verdict="retry").status_code == 403
    lifecycle.stand_down(inside.ctx, "kari", crisis.id)
    assert inside.post(liv, deed, verdict="retry", back="/").headers["location"] == "/?said=retry"
    end(inside, post.id, SendResult(receipt=Receipt(remote_id="7")))
    assert alert(inside) == "" and messages.show(inside.ctx, post.id).status.value == "published"


def told_again(inside: Inside) -> list[tuple[datetime, set[str], NoticeRow]]:
    """Time, people and one notice of each round that the alarm clock brings."""
    found, worker = list[tuple[datetime, set[str], NoticeRow]](), inside.worker()
    while events := [e for e in outbox.pending(inside.ctx) if e.kind is EventKind.ALARM_DUE]:
        (event,) = events
        inside.clock.now = max(inside.clock.now, event.due_at)
        assert outbox.claim_due(inside.ctx, "w", timedelta(seconds=30), kinds=[EventKind.ALARM_DUE])
        known = {row.id for row in notices_of(inside)}
        notify.tell_alarms(worker, event.payload["ids"])
        outbox.finish(inside.ctx, event.id, "plain")
        new = [row for row in notices_of(inside) if row.id not in known]
        if new:
            found.append((event.due_at, {row.person_id for row in new}, new[0]))
    return found


def notices_of(inside: Inside) -> list[NoticeRow]:
    with inside.ctx.read() as session:
        return list(session.exec(select(NoticeRow)))
