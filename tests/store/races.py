"""How often a race is run."""

import os

from store.context import AppContext

HUNDRED, SOME = 100, 20


def rounds(ctx: AppContext) -> int:
    """A hundred. On PostgreSQL they take three times as long: there every run has some, and `make torture` all."""
    everywhere = bool(os.environ.get("EVERY_DATABASE"))
    return HUNDRED if everywhere or ctx.engine.dialect.name == "sqlite" else SOME
