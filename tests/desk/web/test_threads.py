"""A thread as its platform draws it: where each remark of it stands, and under what."""

from datetime import timedelta
from typing import Any

import pytest

from desk.web.shown.threads import ThreadLook, look, placed
from schemas.accounts.account import Platform
from schemas.dialogue.remark import Remark, RemarkKind
from schemas.messages.delivery import SendResult
from schemas.messages.receipt import Receipt
from store.approvals import approvals
from store.crises import lifecycle
from store.drafts import drafts
from tests import one_hand
from tests.cast import content, request
from tests.desk.web.inside import Inside
from tests.remark_cast import kept, read, wrote


def remark(name: str, parent: str | None = None, kind: RemarkKind = RemarkKind.COMMENT) -> Remark:
    return kept(wrote(name, name, parent_id=parent, kind=kind))


THREAD = [
    remark("a"),
    remark("b", "ute-1"),
    remark("a1", "a"),
    remark("a2", "a"),
    remark("a11", "a1"),
    remark("x", "a11"),
]


def stands(thread: list[Remark], drawn: ThreadLook) -> list[tuple[str, int]]:
    return [(one.remark.remote_id, one.deep) for one in placed(thread, drawn)]


def test_replies_stand_under_what_they_answer_and_no_deeper_than_a_screen_is_wide() -> None:
    wanted = [("a", 0), ("a1", 1), ("a11", 2), ("x", 2), ("a2", 1), ("b", 0)]
    assert stands(THREAD, ThreadLook.UNDER) == wanted


@pytest.mark.parametrize("drawn", [ThreadLook.LINE, ThreadLook.TALK])
def test_a_line_and_a_talk_are_in_the_order_of_time(drawn: ThreadLook) -> None:
    assert stands(THREAD, drawn) == [(one.remote_id, 0) for one in THREAD]


def test_what_answers_itself_or_in_a_ring_is_left_out_nowhere() -> None:
    ring = [remark("a", "b"), remark("b", "a"), remark("c", "c"), remark("d")]
    assert {name for name, _ in stands(ring, ThreadLook.UNDER)} == {"a", "b", "c", "d"}


@pytest.mark.parametrize(
    ("platform", "kind", "wanted"),
    [
        (Platform.FACEBOOK, RemarkKind.COMMENT, ThreadLook.UNDER),
        (Platform.HOMEPAGE, RemarkKind.REPLY, ThreadLook.UNDER),
        (Platform.X, RemarkKind.MENTION, ThreadLook.LINE),
        (Platform.MASTODON, RemarkKind.DIRECT, ThreadLook.TALK),
        (Platform.TELEGRAM, RemarkKind.COMMENT, ThreadLook.TALK),
        (Platform.SMS, RemarkKind.SMS, ThreadLook.TALK),
        (Platform.EMAIL, RemarkKind.MAIL, ThreadLook.TALK),
    ],
)
def test_each_platform_has_its_look(platform: Platform, kind: RemarkKind, wanted: ThreadLook) -> None:
    assert look(platform, remark("a", kind=kind)) is wanted


def test_our_post_stands_above_what_was_written_under_it(inside: Inside) -> None:
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    draft = drafts.submit(inside.ctx, "anne", drafts.new(inside.ctx, "anne", crisis.id, content(), ["skjerm"]).id)
    message = approvals.approve(inside.ctx, "ola", draft.id, draft.revision.seen)
    claimed: Any = one_hand.claim(inside.ctx, message.deliveries[0].id, "w", timedelta(seconds=30))
    one_hand.finish(inside.ctx, claimed, SendResult(receipt=Receipt(remote_id="ute-1")), "w")
    told = (wrote("r1", "Når?", post_id="ute-1"), wrote("r2", "<i>Ja</i>, når?", post_id="ute-1", parent_id="r1"))
    first, second = read(inside.ctx, *told, account="skjerm").new
    page = inside.client("ola").get(f"/remarks/{second}").text
    assert page.index(content().body.split(".")[0]) < page.index("Når?") < page.index("&lt;i&gt;Ja&lt;/i&gt;, når?")
    assert f'<a class="ds-link" href="/remarks/{first}">' in page and page.count('aria-current="true"') >= 1
