"""A follow-up goes where the message went, and nowhere else; and what becomes of it in each channel."""

from dataclasses import dataclass

from schemas.accounts.account import Account
from schemas.drafts.content import MessageKind
from schemas.drafts.rendering import PublishAction
from schemas.messages.message import Message
from store.context import AppContext
from store.messages import messages


@dataclass(frozen=True)
class FollowedUp:
    account: Account
    action: PublishAction


def reached(ctx: AppContext, message_id: str) -> list[str]:
    """Ids of the accounts that got the message, or may have."""
    with ctx.read() as session:
        return messages.reached(session, message_id)


def followed_up_accounts(ctx: AppContext, original: Message | None, kind: MessageKind) -> list[FollowedUp]:
    """In the order of the municipality file. None for what follows up nothing."""
    if original is None:
        return []
    ids = set(reached(ctx, original.id))
    return [
        FollowedUp(account, ctx.channels.plan_action(account, kind, has_original=True))
        for account in ctx.municipality.all_accounts()
        if account.id in ids
    ]
