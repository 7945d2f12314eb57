"""`krisekanal db`."""

import typer

from desk.cli.command import command
from desk.cli.desk import Desk
from schemas.sentence import Sentence, say
from store.opening import set_up

app = typer.Typer()


@command(app, "upgrade", say("Make the database, or bring it to this version."))
def upgrade(desk: Desk) -> Sentence:
    version = set_up(desk.settings)
    accounts = len(desk.ctx.municipality.accounts)
    return say("The database is at version {version}, with {accounts} accounts.", version=version, accounts=accounts)
