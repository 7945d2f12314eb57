"""What YouTube takes no video with; found before anybody approves."""

from schemas.drafts.rendering import RenderJob
from schemas.errors import InvalidInput
from schemas.sentence import say

_TITLE = 100
"""Signs (Data API v3, `snippet.title`)."""
_FORBIDDEN = "<>"
NO_VIDEO = say("YouTube has no interface for posts without a video. Attach a prepared video, or publish one by hand.")


def facts(job: RenderJob, text: str) -> dict[str, str]:
    """Nothing to add; raises `InvalidInput` for a title that is too long, and for angle brackets."""
    title = job.content.title
    if len(title) > _TITLE - 20:  # room for our own mark before it
        raise InvalidInput(
            say(
                "YouTube takes {limit} signs in a headline and this has {found}. Write a shorter one, or leave "
                "{account} out.",
                limit=_TITLE - 20,
                found=len(title),
                account=job.account.id,
            )
        )
    if any(sign in text + title for sign in _FORBIDDEN):
        sentence = say(
            "YouTube takes no < and > in its texts. Write without, or leave {account} out.", account=job.account.id
        )
        raise InvalidInput(sentence)
    return {}
