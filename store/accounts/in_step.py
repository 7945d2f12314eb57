"""Whether file and database know the same accounts: asked by every command, so it brings nothing else with it."""

from sqlmodel import col, select

from store.context import AppContext
from store.db.tables import AccountRow


def in_step(ctx: AppContext) -> bool:
    """True when every account of the file is known to the database."""
    with ctx.read() as session:
        known = set(session.exec(select(AccountRow.id).where(col(AccountRow.retired).is_(False))))
    return known == {account.id for account in ctx.municipality.all_accounts()}
