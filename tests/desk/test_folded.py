"""The replies of one answer stand in the row of their question; what did not arrive keeps its own."""

from typing import Any

from desk.folded import folded
from schemas.drafts.content import MessageKind
from schemas.messages.message import Message
from schemas.states import MessageStatus


def message(name: str, kind: MessageKind = MessageKind.REPLY, **fields: Any) -> Message:
    many = {"question_id": "q", "reply_to": "r", "status": MessageStatus.PUBLISHED}
    return Message.model_construct(id=name, kind=kind, **(many | fields))


def rows(*messages: Message) -> list[tuple[str, int, int]]:
    return [(row.message.id, len(row.replies), row.there) for row in folded(messages)]


def test_replies_stand_in_the_row_of_the_newest_answer_and_those_that_did_not_arrive_by_themselves() -> None:
    listed = rows(
        message("r3", status=MessageStatus.PUBLISHING),
        message("r2", status=MessageStatus.PARTLY_PUBLISHED),
        message("r1"),
        message("a2", MessageKind.ANSWER, reply_to=None),
        message("a1", MessageKind.ANSWER, reply_to=None),
        message("alone", question_id=None),
        message("m", MessageKind.MESSAGE, question_id=None, reply_to=None),
    )
    assert listed == [("r2", 0, 0), ("a2", 2, 1), ("a1", 0, 0), ("alone", 0, 0), ("m", 0, 0)]


def test_without_an_answer_in_the_list_the_newest_reply_stands_for_all_of_its_question() -> None:
    assert rows(message("r2"), message("x", question_id="q2"), message("r1")) == [("r2", 2, 2), ("x", 0, 0)]
