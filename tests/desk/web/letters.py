"""How a test comes by a link of somebody's: it reads that person's own letter, or makes the ticket itself."""

import re

from sqlmodel import select

from flows.steps.notify import send_notice
from schemas.messages.notice import NoticeStatus
from store.db.tables import NoticeRow
from store.logins import links
from tests.desk.web.inside import Inside
from tests.servers.smtp import SmtpServer

_LINK = re.compile(r"https?://\S+(/start/\S+)")


def invitation(inside: Inside, person: str, by: str = "kari", agreed_by: str | None = None) -> str:
    """The word of `person`'s newest invitation, without a letter."""
    with inside.ctx.write() as session:
        ticket = links.invitation(session, inside.ctx, by, person, agreed_by)
    return links.word(inside.ctx, inside.opened.vault, ticket)


def connect(inside: Inside, smtp: SmtpServer) -> None:
    address = f"krisemail://127.0.0.1:{smtp.port}/?from=kommune@kk.example"
    inside.opened.vault.put(inside.ctx, "kari", "smtp", address)


def carry(inside: Inside) -> None:
    """What waits to be told leaves, as the worker would send it."""
    with inside.ctx.read() as session:
        waiting = session.exec(select(NoticeRow.id).where(NoticeRow.status == NoticeStatus.QUEUED)).all()
    for notice_id in waiting:
        send_notice(inside.worker(), notice_id)


def links_to(smtp: SmtpServer, recipient: str) -> list[str]:
    """Paths of the links in the letters to one address, oldest first."""
    texts = [str(message.get_body(("plain",)).get_content()) for message in smtp.to(recipient)]  # type: ignore[union-attr]  # every letter has a body
    return [found for text in texts for found in _LINK.findall(text)]
