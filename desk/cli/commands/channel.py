"""`krisekanal channel`."""

from typing import Annotated, Any

import typer

from config.texts import read
from desk.cli.command import Verdict, command
from desk.cli.desk import Desk
from notifiers.abilities import Ability
from notifiers.platforms import PLATFORMS
from schemas.account import Account
from schemas.errors import NotifierError
from schemas.sentence import say

app = typer.Typer()


@command(app, "list", say("Every channel: connected or not, and what it can do."))
def listing(desk: Desk) -> list[dict[str, Any]]:
    rows = [_row(desk, account) for account in desk.house.municipality.accounts]
    return rows if desk.as_json else [_line(row) for row in rows]


@command(app, "test", say("Try the connection without publishing anything."))
def test(desk: Desk, account: Annotated[str | None, typer.Argument()] = None) -> Verdict:
    chosen = [desk.house.account(account)] if account else list(desk.house.municipality.accounts)
    rows = [
        {"account": found.id, "level": finding.level, "message": read(finding.sentence)}
        for found in chosen for finding in desk.channels.check(found)
    ]  # fmt: skip
    failed = any(row["level"] == "error" for row in rows)
    return Verdict(rows, NotifierError.exit_code if failed else 0)


def _row(desk: Desk, account: Account) -> dict[str, Any]:
    spec, why = PLATFORMS[account.platform], desk.channels.why_not(account)
    abilities = {ability.value: spec.cannot(ability) for ability in Ability}
    return {
        "account": account.id, "platform": account.platform.value, "connected": why is None,
        "why_not": read(why) if why else None, "limit": account.max_length or spec.limit,
        "abilities": {name: read(no) if no else None for name, no in abilities.items()},
    }  # fmt: skip


def _line(row: dict[str, Any]) -> dict[str, str]:
    can = " ".join(("✓" if no is None else "–") + name for name, no in row["abilities"].items())
    state = read(say("connected")) if row["connected"] else row["why_not"]
    return {"account": row["account"], "state": state, "can": can if row["connected"] else ""}
