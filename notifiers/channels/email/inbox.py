"""The mailbox of the sender's address: what people answer to our letters. Reading changes nothing there."""

from datetime import UTC, datetime
from urllib.parse import quote

from notifiers import mailbox
from notifiers.base.newest_first import FIRST
from notifiers.channels.email import heard
from policy.reach import is_this_machine
from schemas.dialogue.remark import RemarkPage
from schemas.errors import InvalidInput

PAGE = 25
"""Letters of one look."""
_LONGEST = 200_000
"""Bytes of a letter that are read."""


def read(where: mailbox.MailboxAddress, cursor: str | None, address: str) -> RemarkPage:
    """The cursor names the mailbox's validity and the last letter that was read. Raises `NotifierError`."""
    now = datetime.now(UTC)
    with mailbox.opened(where) as box:
        after = _after(cursor, box.validity)
        uids = box.uids(after, now - FIRST)
        letters = [box.letter(uid, _LONGEST) for uid in uids[:PAGE]]
        found = [heard.remark(raw, at or now, address) for at, raw in letters if raw]
        last = uids[:PAGE][-1] if uids else after
        return RemarkPage(
            remarks=tuple(one for one in found if one is not None),
            cursor=None if last is None else f"{box.validity}:{last}",
            more=len(uids) > PAGE,
        )


def _after(cursor: str | None, validity: str) -> int | None:
    """None where the mailbox has numbered its letters anew, too: then the latest are read again."""
    before, _, uid = (cursor or "").partition(":")
    return int(uid) if before == validity and uid.isdecimal() else None


def place(given: str, user: str, password: str) -> mailbox.MailboxAddress:
    """Of a host alone, with the name and password that letters are sent with; or a whole address. Raises `TypeError`."""
    scheme = "imap" if is_this_machine(given.partition(":")[0]) else "imaps"
    login = f"{quote(user, safe='')}:{quote(password, safe='')}"
    try:
        return mailbox.address(given if "://" in given else f"{scheme}://{login}@{given}/INBOX")
    except InvalidInput:
        raise TypeError("krisemail needs &imap=HOST, and a name and a password before the @") from None
