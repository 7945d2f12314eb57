"""The card a workflow posts in a Teams channel (Adaptive Card 1.4): text as text, line by line, with no markup in it."""

import json
from typing import Any

from schemas.drafts.rendering import RenderJob
from schemas.errors import InvalidInput
from schemas.sentence import say

MOST = 28_000
"""Bytes of one message; Microsoft's connector takes about 28 kB."""
_MARKS = 64
"""Bytes that the title may grow by: “ØVELSE: Trukket tilbake: ”."""


def encoded(title: str, text: str, link: str | None) -> bytes:
    """As it is sent, and measured."""
    return json.dumps(message(title, text, link), ensure_ascii=False, separators=(",", ":")).encode()


def message(title: str, text: str, link: str | None) -> dict[str, Any]:
    lines = [_line(title, weight="Bolder", size="Large"), *(_line(line) for line in text.splitlines() if line.strip())]
    actions = [{"type": "Action.OpenUrl", "title": link, "url": link}] if link else []
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": lines,
        "actions": actions,
        "msteams": {"width": "Full"},
    }
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}],
    }


def facts(job: RenderJob, text: str) -> dict[str, str]:
    """Nothing to add; raises `InvalidInput` for a card that Teams would not take."""
    found = len(encoded(job.content.title, text, job.content.link)) + _MARKS
    if found > MOST:
        raise InvalidInput(
            say(
                "A Teams card takes {limit} bytes and this has {found}. Write a shorter version (--short), or leave "
                "{account} out.",
                limit=MOST,
                found=found,
                account=job.account.id,
            )
        )
    return {}


def _line(text: str, **looks: str) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **looks}]}
