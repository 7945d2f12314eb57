"""Which accounts a text goes to, and what each of them will make of it."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from policy.crises import areas
from policy.drafts.invisible import says_nothing
from policy.exercises.sandbox import may_reach
from schemas.accounts.account import OWN_ADDRESS, SANDBOX_SUFFIX, Account
from schemas.crises.crisis import Crisis
from schemas.drafts.content import Content, LanguageVersion
from schemas.drafts.rendering import Rendering, RenderJob
from schemas.errors import InvalidInput, KrisekanalError, Refused
from schemas.municipality import Municipality
from schemas.sentence import Sentence, say
from store.context import AppContext
from store.db.tables import MessageRow
from store.messages import corrections, many, same_words
from store.remarks import greetings


def choose(
    ctx: AppContext, crisis: Crisis, wanted: Sequence[str], content: Content, *, has_original: bool = False
) -> list[Account]:
    """The accounts named, as sandbox accounts in an exercise; with none named, every connected one that the message suits."""
    if not wanted:
        return _suiting(ctx, _all_connected(ctx, crisis), content, has_original=has_original)
    chosen = list({a.id: a for a in (_standing_in(ctx, _as_told(ctx, crisis, name)) for name in wanted)}.values())
    for account in chosen:
        may_reach(account, exercise=crisis.exercise).or_raise()
        why = ctx.channels.why_not(account)
        if why:
            raise Refused(why)
    return chosen


def render(
    ctx: AppContext, crisis: Crisis | None, content: Content, accounts: Sequence[Account], original: Content | None
) -> list[Rendering]:
    """Made once for the same text, account and crisis: what was made before a writer's turn is not made again in it.

    Raises `InvalidInput` for a text of blanks alone, and as `notifiers.render`.
    """
    if why := says_nothing(content):
        raise InvalidInput(why)
    return [_rendered(ctx.channels.render, _job(ctx, crisis, content, account, original)) for account in accounts]


@lru_cache(maxsize=256)
def _rendered(shape: Callable[[RenderJob], Rendering], job: RenderJob) -> Rendering:
    return shape(job)


def _job(
    ctx: AppContext, crisis: Crisis | None, content: Content, account: Account, original: Content | None
) -> RenderJob:
    """With a job for each version; who reads one of those is not counted with the message itself."""
    job = _in_one_language(ctx, crisis, content, account, original)
    if not content.versions:
        return job
    to = {each.language: _readers(job, content, each) for each in content.versions}
    versions = tuple(
        _in_one_language(ctx, crisis, each, account, original).model_copy(update={"addressed": to[each.language]})
        for each in content.in_other_languages
        if each.language
    )
    left = None if job.addressed is None else job.addressed - sum(filter(None, to.values()))
    return job.model_copy(update={"addressed": left, "versions": versions})


def _readers(job: RenderJob, content: Content, version: LanguageVersion) -> int | None:
    if job.addressed is None or content.recipients is None:
        return None
    return content.recipients.reading(version.language).of(many.way_of(job.account))


def _in_one_language(
    ctx: AppContext, crisis: Crisis | None, content: Content, account: Account, original: Content | None
) -> RenderJob:
    language = content.language or ctx.municipality.organisation.language
    where = areas.where(ctx.municipality, crisis) if crisis else []
    return RenderJob(
        content=content,
        account=account,
        crisis=crisis,
        municipality=ctx.municipality.organisation.name,
        sender=ctx.municipality.organisation.sender,
        number=ctx.municipality.organisation.number,
        language=language,
        own_words=ctx.municipality.words.of(language),
        area=areas.cap(where),
        outline=areas.cap([ctx.municipality.outline] if ctx.municipality.outline and where else []),
        original=original,
        recipients=account.recipients,
        addressed=_addressed(content, account),
        begins=greetings.room(ctx, account, content),
    )


def _addressed(content: Content, account: Account) -> int | None:
    """None: its own list. A sandbox has no other."""
    if content.recipients is None or account.sandbox or account.platform not in OWN_ADDRESS:
        return None
    return content.recipients.of(many.way_of(account))


def _all_connected(ctx: AppContext, crisis: Crisis) -> list[Account]:
    found = [
        account
        for account in ctx.municipality.all_accounts()
        if account.sandbox == crisis.exercise
        and ctx.channels.why_not(account) is None
        and not only_notices(ctx.municipality, account)
    ]
    if not found:
        raise InvalidInput(say("No channel is connected, so nothing can be published. See `krisekanal channel list`."))
    return found


def only_notices(town: Municipality, account: Account) -> bool:
    """Whether it writes to our own people alone: it carries the notices, and has nobody else to write to."""
    own = town.account(account.sandbox_of) if account.sandbox_of else account
    return own is not None and own.id in (town.notices, town.notices_sms) and not own.recipients


def _suiting(ctx: AppContext, accounts: Sequence[Account], content: Content, *, has_original: bool) -> list[Account]:
    found = [a for a in accounts if not ctx.channels.declines(a, content, has_original=has_original)]
    if not found:
        raise InvalidInput(say("The message suits none of the connected channels. Look at the preview for why."))
    return found


def _standing_in(ctx: AppContext, account: Account) -> Account:
    """A platform that takes nothing from programs any more passes on to the account the municipality names."""
    name = ctx.channels.redirected_to(account)
    return ctx.account(name) if name else account


def _as_told(ctx: AppContext, crisis: Crisis, account_id: str) -> Account:
    """In an exercise people name the account they know; its sandbox account is what they get."""
    if crisis.exercise and not account_id.endswith(SANDBOX_SUFFIX):
        ctx.account(account_id)
        return ctx.account(account_id + SANDBOX_SUFFIX)
    return ctx.account(account_id)


def fallbacks(ctx: AppContext, chosen: Sequence[Account]) -> list[Account]:
    """Accounts that may have to stand in; approved together with the rest."""
    ids = dict.fromkeys(a.fallback for a in chosen if a.fallback)
    missing = [ctx.account(i) for i in ids if i not in {a.id for a in chosen}]
    return [account for account in missing if ctx.channels.why_not(account) is None]


def preview(
    ctx: AppContext, crisis: Crisis | None, content: Content, accounts: Sequence[str], refers_to: str | None
) -> list[tuple[Account, Rendering | None, Sentence | None]]:
    """What each account would publish, or why it cannot. Stores nothing; with no `accounts`, every connected one."""
    with ctx.read() as session:
        row = session.get(MessageRow, refers_to) if refers_to else None
        original = Content.model_validate(row.content) if row else None
    content = corrections.stamped(ctx, original, content)
    try:
        chosen = _looked_at(ctx, crisis, content, accounts)
    except KrisekanalError as error:
        return [(ctx.account(a), None, error.sentence) for a in accounts]
    shown = [_shown(ctx, crisis, content, account, original) for account in chosen]
    with ctx.read() as session:
        return [
            (account, same_words.marked(session, ctx, [made])[0] if made else None, why) for account, made, why in shown
        ]


def _looked_at(ctx: AppContext, crisis: Crisis | None, content: Content, accounts: Sequence[str]) -> list[Account]:
    """Also those that the message does not suit: the preview says why."""
    if crisis is None:
        return [ctx.account(a) for a in accounts]
    return choose(ctx, crisis, accounts, content) if accounts else _all_connected(ctx, crisis)


def _shown(
    ctx: AppContext, crisis: Crisis | None, content: Content, account: Account, original: Content | None
) -> tuple[Account, Rendering | None, Sentence | None]:
    try:
        return account, render(ctx, crisis, content, [account], original)[0], None
    except KrisekanalError as error:
        return account, None, error.sentence
