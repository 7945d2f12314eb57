"""What residents of the tests write, and a channel that reads it out in any order."""

from datetime import UTC, datetime
from typing import Any

from schemas.accounts.account import Account
from schemas.dialogue.remark import Remark, RemarkDeed, RemarkPage, RemoteRemark
from schemas.sentence import Sentence
from schemas.states import RemarkStatus
from store.context import AppContext
from store.remarks import inbox, recording, remarks
from tests.fakes import FakeChannels

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
ACCOUNT = "side"


def wrote(name: str = "r1", text: str = "Når kommer vannet?", **changes: Any) -> RemoteRemark:
    return RemoteRemark.model_validate({"remote_id": name, "author": "Per", "text": text, "written_at": AT} | changes)


def kept(found: RemoteRemark, **changes: Any) -> Remark:
    """As we keep it: new, on a real account."""
    ours = {"id": f"c-{found.remote_id}", "account_id": ACCOUNT, "hash": "a" * 64, "first_seen_at": found.written_at}
    more = {"exercise": False, "status": RemarkStatus.NEW, "unit": "info"}
    return Remark.model_validate(found.model_dump() | ours | more | changes)


def read(ctx: AppContext, *found: RemoteRemark, account: str = ACCOUNT, cursor: str = "1") -> recording.Recorded:
    """As a worker that has read this page."""
    return inbox.seen(ctx, account, RemarkPage(remarks=found, cursor=cursor))


def one(ctx: AppContext, text: str = "Når kommer vannet?", account: str = ACCOUNT, **changes: Any) -> str:
    """Id of a remark that has just been read."""
    (found,) = read(ctx, wrote(changes.pop("remote_id", "r1"), text, **changes), account=account).new
    return remarks.show(ctx, found).id


class FakeInboxes(FakeChannels):
    """A fake: accounts with what stands there; each read gives the next page of what was put in `pages`."""

    def __init__(self, readable: tuple[str, ...] = (ACCOUNT,)) -> None:
        super().__init__()
        self.readable = readable
        self.pages: dict[str, list[RemarkPage | Exception]] = {}
        self.reads: list[tuple[str, str | None]] = []

    def unable(self, account: Account, deed: RemarkDeed) -> Sentence | None:
        return None if account.id in self.readable else Sentence(msgid="–")

    def remarks(self, account: Account, cursor: str | None, own_posts: list[str]) -> RemarkPage:
        self.reads.append((account.id, cursor))
        pages = self.pages.get(account.id, [])
        page = pages.pop(0) if pages else RemarkPage(cursor=cursor)
        if isinstance(page, Exception):
            raise page
        return page
