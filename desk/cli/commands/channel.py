"""`krisekanal channel`."""

from typing import Annotated, Any

import typer

from config.language.texts import read
from config.language.vocabulary import word
from config.machine import report_address
from desk.cli.command import CommandResult, command, words
from desk.cli.desk import Desk
from desk.cli.input import connecting
from notifiers import platforms, registry
from notifiers.base.abilities import Ability
from policy.access import Action
from schemas.accounts.account import Account
from schemas.errors import InvalidInput, NotifierError
from schemas.sentence import say

app = typer.Typer()


Reasons = Annotated[bool, typer.Option("--reasons", help=words(say("Why a channel cannot do what it cannot do.")))]


@command(app, "list", say("Every channel: connected or not, and what it can do."))
def listing(desk: Desk, reasons: Reasons = False) -> list[dict[str, Any]]:
    rows = [_row(desk, account) for account in desk.ctx.municipality.accounts]
    if desk.as_json:
        return rows
    return [line for row in rows for line in _reasons(row)] if reasons else [_line(row) for row in rows]


@command(app, "test", say("Try the connection without publishing anything."))
def test(desk: Desk, account: Annotated[str | None, typer.Argument()] = None) -> CommandResult:
    chosen = [desk.ctx.account(account)] if account else list(desk.ctx.municipality.accounts)
    return _result([row for found in chosen for row in _findings(desk, found)])


Choose = Annotated[
    str | None, typer.Option("--choose", help=words(say("Which page or account, where access was given to several.")))
]
Port = Annotated[int, typer.Option("--port", help=words(say("Port on this machine that the browser comes back to.")))]
Paste = Annotated[
    bool, typer.Option("--paste", help=words(say("The browser is on another machine: paste where it ended.")))
]
At = Annotated[str, typer.Option("--at", help=words(say("A stand-in for the platform, on this machine.")))]


@command(app, "connect", say("Be let in by a platform: a visit in the browser, and the access is stored, encrypted."))
def connect(
    desk: Desk,
    account: Annotated[str, typer.Argument()],
    choose: Choose = None,
    port: Port = 8765,
    paste: Paste = False,
    at: At = "",
) -> CommandResult:
    desk.actor  # noqa: B018  # who does it is asked for before the browser is
    found = desk.ctx.account(account)
    choice = connecting.chosen(connecting.granted(desk, connecting.connector_for(found, at), port, paste=paste), choose)
    done = {"account": found.id, "level": "ok", "message": read(connecting.keep(desk, found, choice))}
    return _result([done, *_findings(desk, found)])


@command(
    app,
    "reports-at",
    say("Where an SMS account's provider reports what came of its messages. The address is a secret."),
)
def reports_at(desk: Desk, account: Annotated[str, typer.Argument()]) -> str:
    desk.ctx.authorize(Action.TOKENS, desk.actor)
    if not desk.settings.reports_url:
        raise InvalidInput(say("No reports are taken yet: set KRISEKANAL_REPORTS_URL."))
    return report_address.address(desk.settings.reports_url, desk.settings.key_file, desk.ctx.account(account).id)


@command(app, "apprise-path", say("The folder that lets plain Apprise use our channels: apprise -P FOLDER."))
def apprise_path(desk: Desk) -> str:
    return str(registry.APPRISE_PLUGINS)


def _findings(desk: Desk, account: Account) -> list[dict[str, str]]:
    return [
        {"account": account.id, "level": f.level, "message": read(f.sentence)} for f in desk.channels.check(account)
    ]


def _result(rows: list[dict[str, str]]) -> CommandResult:
    failed = any(row["level"] == "error" for row in rows)
    return CommandResult(rows, NotifierError.exit_code if failed else 0)


def _row(desk: Desk, account: Account) -> dict[str, Any]:
    spec, why = platforms.PLATFORMS[account.platform], desk.channels.why_not(account)
    abilities = {ability.value: spec.cannot(ability) for ability in Ability}
    return {
        "account": account.id,
        "platform": account.platform.value,
        "connected": why is None,
        "why_not": read(why) if why else None,
        "limit": account.max_length or spec.limit,
        "abilities": {name: read(no) if no else None for name, no in abilities.items()},
    }


def _line(row: dict[str, Any]) -> dict[str, str]:
    """Connected or not: what it could do is worth knowing before."""
    can = ", ".join(_word(name) for name, no in row["abilities"].items() if not no)
    cannot = ", ".join(_word(name) for name, no in row["abilities"].items() if no)
    return {
        "account": row["account"],
        "state": read(say("connected") if row["connected"] else say("not connected")),
        "can": "  ".join(f"{mark} {words_}" for mark, words_ in (("✓", can), ("–", cannot)) if words_),
    }


def _reasons(row: dict[str, Any]) -> list[dict[str, str]]:
    found = [{"account": row["account"], "about": "", "why": row["why_not"]}] if row["why_not"] else []
    return found + [
        {"account": row["account"], "about": _word(name), "why": no} for name, no in row["abilities"].items() if no
    ]


def _word(ability: str) -> str:
    spoken = word(Ability(ability))
    return read(spoken) if spoken else ability
