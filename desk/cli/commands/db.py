"""`krisekanal db`."""

from typing import Annotated

import typer

from desk.cli.command import command, words
from desk.cli.desk import Desk
from desk.cli.running import preparing
from schemas.sentence import Sentence, say
from store import opening
from store.backups import new_life
from store.notices import troubles

app = typer.Typer()


@command(app, "upgrade", say("Make the database, or bring it to this version."))
def upgrade(desk: Desk) -> Sentence:
    version = opening.set_up(desk.settings)
    preparing.prepare(desk)
    accounts = len(desk.ctx.municipality.accounts)
    return say("The database is at version {version}, with {accounts} accounts.", version=version, accounts=accounts)


@command(
    app,
    "restored",
    say("Say that the database was restored from a backup: what was on its way then is looked for before it is sent."),
)
def restored(desk: Desk) -> Sentence:
    number = new_life.begin(desk.ctx, desk.actor).number
    return say("Life {number} of the database has begun. Nothing that may have been sent is sent again.", number=number)


@command(app, "again", say("Have work done after all that was given up because it failed too often."))
def again(
    desk: Desk, work: Annotated[str, typer.Argument(help=words(say("Its id, as the letter about it says.")))]
) -> Sentence:
    troubles.begin_again(desk.ctx, desk.actor, work)
    return say("The work {id} is tried again now.", id=work)
