"""When a message is put right, on the municipality's clock and in its words."""

from zoneinfo import ZoneInfo

from config.texts import read
from policy.drafts import corrections
from schemas.content import Content, MessageKind
from schemas.sentence import say
from store.context import AppContext


def stamped(ctx: AppContext, original: Content | None, content: Content, before: Content | None = None) -> Content:
    """A correction with its time, as `policy.drafts.corrections.stamped`; whatever else unchanged."""
    if original is None or content.kind is not MessageKind.CORRECTION:
        return content
    ours = ctx.municipality.organisation
    now = ctx.clock().astimezone(ZoneInfo(ours.timezone))
    return corrections.stamped(content, read(say("at {time}", time=f"{now:%H.%M}"), ours.language), before)
