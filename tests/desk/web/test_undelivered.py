"""The first page says at the top what did not get out, in a crisis and on a normal day, until somebody has seen to it."""

from datetime import timedelta

from schemas.delivery import SendResult
from schemas.errors import RetryClass
from store.crises import lifecycle
from store.drafts import approvals, drafts
from store.messages import deliveries, messages, unit_posts
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
    assert inside.post(editor, deed, verdict="arrived", back="/").headers["location"] == "/"
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
