"""Channels of which one part, `inbox`, reads what others write, and where it can answers it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from notifiers.base.dialogue import Dialogue
from schemas.dialogue.remark import RemarkPage, RemoteRemark
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost


class Inbox(Protocol):
    """As `Dialogue.remarks` and `Dialogue.remark`."""

    def page(self, cursor: str | None, own_posts: Sequence[str]) -> RemarkPage: ...

    def one(self, known: RemoteRemark) -> RemoteRemark | None: ...


class AnsweringInbox(Inbox, Protocol):
    """As `Dialogue.reply` and `Dialogue.replies`, too."""

    def reply(self, out: Outgoing) -> Receipt: ...

    def ours(self, remark: RemoteRemark, since: datetime) -> Iterable[RemotePost]: ...


class ReadByInbox(Dialogue):
    inbox: Inbox

    def remarks(self, cursor: str | None, own_posts: Sequence[str]) -> RemarkPage:
        return self.inbox.page(cursor, own_posts)

    def remark(self, known: RemoteRemark) -> RemoteRemark | None:
        return self.inbox.one(known)


class AnsweredByInbox(ReadByInbox):
    inbox: AnsweringInbox

    def reply(self, out: Outgoing) -> Receipt:
        return self.inbox.reply(out)

    def replies(self, remark: RemoteRemark, since: datetime) -> Iterable[RemotePost]:
        return self.inbox.ours(remark, since)
