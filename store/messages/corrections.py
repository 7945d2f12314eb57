"""When a message is put right, on the municipality's clock and in the words of the text's language."""

from zoneinfo import ZoneInfo

from config.language.own_times import clock_words
from policy.drafts import corrections
from schemas.drafts.content import Content, MessageKind
from schemas.language import Language
from store.context import AppContext


def stamped(ctx: AppContext, original: Content | None, content: Content, before: Content | None = None) -> Content:
    """A correction with its time, as `policy.drafts.corrections.stamped`; whatever else unchanged."""
    if original is None or content.kind is not MessageKind.CORRECTION:
        return content
    return corrections.stamped(content, lambda language: time_of(ctx, language), before)


def time_of(ctx: AppContext, language: Language | None = None) -> str:
    """Now, as a reader says it (“kl. 14.14”)."""
    town = ctx.municipality
    return clock_words(town, language, ctx.clock().astimezone(ZoneInfo(town.organisation.timezone)))
