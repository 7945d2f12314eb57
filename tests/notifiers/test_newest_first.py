"""Which of many listings one look reads: the newest, those in which something is new, and others in turn."""

from datetime import UTC, datetime

import pytest

from notifiers.base.newest_first import Found, Listed, look
from schemas.dialogue.remark import RemoteRemark
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

POSTS = [f"p{number}" for number in range(30)]


class Platform:
    """`marks` is what it tells of each post; a refusal in its place is raised."""

    def __init__(self) -> None:
        self.marks: dict[str, str] | NotifierError = {}
        self.asked: list[str] = []

    def told(self) -> dict[str, str]:
        if isinstance(self.marks, NotifierError):
            raise self.marks
        return self.marks

    def page(self, post: str, _page: str | None, _since: datetime) -> Listed:
        self.asked.append(post)
        remark = RemoteRemark(remote_id=f"{post}-1", author="Per", text="Når?", written_at=datetime.now(UTC))
        return Listed([Found.by_age(remark)], None)

    def look(self, cursor: str | None) -> str:
        """One whole look; its cursor."""
        self.asked.clear()
        while True:
            page = look(cursor, self.page, POSTS, marks=self.told)
            cursor = page.cursor
            if not page.more:
                return str(cursor)


def refused(kind: RetryClass) -> NotifierError:
    return NotifierError(say("{channel}'s answer cannot be read.", channel="Prøve"), kind)


def test_where_a_mark_has_changed_is_read_in_this_look() -> None:
    platform = Platform()
    platform.marks = dict.fromkeys(POSTS, "1")
    cursor = platform.look(None)
    assert set(platform.asked) == set(POSTS), "nothing is known of any of them"
    platform.marks |= {"p20": "2", "p29": "2"}
    cursor = platform.look(cursor)
    assert platform.asked[:7] == [*POSTS[:5], "p20", "p29"] and len(platform.asked) == 12
    platform.look(cursor)
    assert len(platform.asked) == 10 and not {"p20", "p29"} & set(platform.asked)


@pytest.mark.parametrize("kind", [RetryClass.PERMANENT, RetryClass.AMBIGUOUS])
def test_a_platform_that_does_not_tell_is_read_in_turn(kind: RetryClass) -> None:
    platform, seen = Platform(), set()
    platform.marks = refused(kind)
    cursor: str | None = None
    for _ in range(6):
        cursor = platform.look(cursor)
        assert len(platform.asked) == 10
        seen |= set(platform.asked)
    assert seen == set(POSTS)
    platform.marks = dict.fromkeys(POSTS, "1")
    cursor = platform.look(cursor)
    for told in (refused(kind), {"p3": "1"}):
        platform.marks = told
        cursor = platform.look(cursor)
        assert len(platform.asked) == 10, "what is not told of is nothing new"


def test_one_that_is_asked_again_later_reads_nothing_now() -> None:
    platform = Platform()
    platform.marks = refused(RetryClass.RETRY_BACKOFF)
    with pytest.raises(NotifierError):
        platform.look(None)
    assert platform.asked == []
