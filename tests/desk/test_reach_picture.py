"""Channels and time as a picture: every delivery is one mark, in its channel's row and its message's column."""

from datetime import timedelta

from desk.reach_picture import MOST, picture
from schemas.accounts.account import Platform
from schemas.drafts.rendering import PublishAction
from schemas.messages.delivery import Delivery
from schemas.messages.message import Message
from schemas.states import DeliveryStatus, MessageStatus
from tests.cast import account, content
from tests.fakes import FakeClock

NOW = FakeClock().now
SIDE, POST, NEVER = account("side", Platform.PUBLIC_PAGE), account("post", Platform.EMAIL), account("x", Platform.X)


def message(number: int, **went: DeliveryStatus) -> Message:
    at = NOW + timedelta(minutes=number)
    text = content()
    rows = tuple(
        Delivery(
            id=f"d-{number}-{name}",
            message_id=f"m-{number}",
            account_id=name,
            exercise=False,
            action=PublishAction.PUBLISH,
            status=status,
            attempts=1,
            due_at=at,
            queued_at=at,
        )
        for name, status in went.items()
    )
    return Message(
        id=f"m-{number}",
        kind=text.kind,
        status=MessageStatus.PUBLISHED,
        exercise=False,
        content=text,
        content_hash="",
        author="anne",
        approved_at=at,
        publish_at=at,
        deliveries=rows,
    )


def test_each_channel_has_its_row_and_each_message_its_column() -> None:
    older = message(1, side=DeliveryStatus.DELIVERED, post=DeliveryStatus.FAILED)
    newer = message(2, side=DeliveryStatus.UNCERTAIN, post=DeliveryStatus.SENDING, x=DeliveryStatus.CANCELLED)
    drawn = picture([newer, older], [NEVER, SIDE, POST])
    assert drawn is not None
    assert [(row.account.id, [mark.kind for mark in row.marks]) for row in drawn.rows] == [
        ("side", ["out", "unknown"]),
        ("post", ["failed", "coming"]),
    ]
    assert [at for _, at in drawn.columns] == [older.approved_at, newer.approved_at], "in the order of time"
    for row in drawn.rows:
        assert [mark.x for mark in row.marks] == [x for x, _ in drawn.columns]
        assert 0 < row.y < drawn.height and all(0 < mark.x < drawn.width for mark in row.marks)
    assert drawn.rows[0].count("out") == 1


def test_nothing_out_is_no_picture_and_many_are_the_newest() -> None:
    assert picture([], [SIDE]) is None
    many = [message(number, side=DeliveryStatus.DELIVERED) for number in range(20, 0, -1)]
    drawn = picture(many, [SIDE])
    assert drawn is not None and len(drawn.columns) == MOST and drawn.columns[-1][1] == many[0].approved_at
