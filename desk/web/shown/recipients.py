"""Whom a draft goes to, for who decides on it: numbers, kroner, the place on the map, and what changed since the last look."""

from typing import Any

from desk.web.visitor import Visitor
from policy.crises import areas
from policy.drafts.versions import who_reads_what
from schemas.drafts.draft import Draft, Revision
from schemas.language import Language
from schemas.recipients.recipient import ChosenSet
from store.drafts import audiences
from store.recipients import sets


def shown(visitor: Visitor, draft: Draft) -> dict[str, Any] | None:
    """None where it goes to the lists of the accounts."""
    content, town = draft.revision.content, visitor.app_state.ctx.municipality
    if content.audience is None:
        return None
    return {
        "audience": content.audience,
        "zones": [zone.name for zone in areas.chosen(town, content.audience.zones)],
        "groups": [group.name for group in town.target_groups if group.id in content.audience.groups],
        "set": content.recipients,
        "read": who_reads_what(content, Language(town.organisation.language)),
        "kroner": kroner(draft.revision),
        "drawing": areas.of_audience(town, content.audience),
        "current": audiences.is_current(visitor.app_state.ctx, draft),
    }


def kroner(revision: Revision) -> str | None:
    """Of all its SMS accounts; None where no price is known."""
    texts = [text for made in revision.renderings for text in (made, *made.versions)]
    prices = [float(text.facts["price"]) for text in texts if "price" in text.facts]
    return f"{sum(prices):.2f}".replace(".", ",") if prices else None


def changed(visitor: Visitor, before: ChosenSet | None, now: ChosenSet | None) -> sets.Difference | None:
    """None where it is the same, or either went to nobody of the register."""
    if before is None or now is None or before.set_id == now.set_id:
        return None
    return sets.difference(visitor.app_state.ctx, before.set_id, now.set_id)
