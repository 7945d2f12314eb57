"""Where a text goes, as its form asks: everywhere, or the channels that are ticked. What is ticked is what is sent to."""

from dataclasses import dataclass

from starlette.datastructures import FormData

from desk.web.forms import several, words
from schemas.accounts.account import Account
from schemas.crises.crisis import Crisis
from schemas.drafts.content import Content
from schemas.drafts.media import Media
from schemas.errors import InvalidInput
from schemas.sentence import say
from store.context import AppContext
from store.messages import choosing

TO = "to"
"""`all` or `some`; a form without it (an interface of one's own) means what is ticked, and all where nothing is."""


@dataclass(frozen=True)
class WhereTo:
    """`everywhere` are the ids that “all” means for a text with these files; `passed_on` says who stands in for whom.

    What is ticked is offered though its channel is not connected (any more), so that it can be taken away.
    """

    rows: tuple[Account, ...]
    everywhere: tuple[str, ...]
    ticked: tuple[str, ...]
    all: bool
    passed_on: dict[str, str]
    unconnected: tuple[Account, ...]


def chosen(form: FormData) -> list[str]:
    """Account ids; none means everywhere."""
    return [] if words(form, TO) == "all" else list(several(form, "account"))


def asked(form: FormData) -> list[str]:
    """The same, to be stored. Raises `InvalidInput` where some were wanted and none is ticked."""
    if words(form, TO) == "some" and not several(form, "account"):
        raise InvalidInput(say("Tick at least one channel, or choose all of them."))
    return chosen(form)


def choice(ctx: AppContext, crisis: Crisis | None, form: FormData, media: tuple[Media, ...]) -> WhereTo:
    rows = [a for a in ctx.municipality.all_accounts() if a.sandbox == (crisis.exercise if crisis else False)]
    rows = [a for a in rows if not choosing.only_notices(ctx.municipality, a)]
    why = {a.id: ctx.channels.why_not(a) for a in rows}
    passed_on = {a.id: name for a in rows if (name := ctx.channels.redirected_to(a))}
    plain = Content(title="…", body="…", media=media)
    everywhere = tuple(
        a.id for a in rows if why[a.id] is None and not ctx.channels.declines(a, plain, has_original=False)
    )
    ticked = chosen(form)
    every = words(form, TO) == "all" or (words(form, TO) != "some" and set(ticked) in (set(), set(everywhere)))
    offered = {a.id for a in rows if why[a.id] is None or a.id in passed_on or a.id in ticked}
    return WhereTo(
        rows=tuple(a for a in rows if a.id in offered),
        everywhere=everywhere,
        ticked=everywhere if every else tuple(ticked),
        all=every,
        passed_on=passed_on,
        unconnected=tuple(a for a in rows if a.id not in offered),
    )
