"""What `krisekanal doctor` says of the mailbox that undeliverable letters come back to."""

from collections.abc import Iterator

from desk.cli.desk import Desk
from notifiers import mailbox
from notifiers.base.abilities import Diagnosis
from schemas.accounts.account import OWN_ADDRESS
from schemas.errors import KrisekanalError
from schemas.identity.secret import SecretKind
from schemas.sentence import say


def diagnose(desk: Desk) -> Iterator[Diagnosis]:
    """Nothing where no letters are sent."""
    if not any(OWN_ADDRESS.get(account.platform) == "email" for account in desk.ctx.municipality.accounts):
        return
    address = desk.opened.vault.get(SecretKind.BOUNCES.value)
    if address is None:
        sentence = say(
            "Nobody reads which letters come back. Store the mailbox of the sender's address: krisekanal secret set bounces"
        )
        yield Diagnosis(level="warning", sentence=sentence)
        return
    try:
        with mailbox.opened(address):
            yield Diagnosis(level="ok", sentence=say("The mailbox of undeliverable letters can be read."))
    except KrisekanalError as error:
        yield Diagnosis(level="error", sentence=error.sentence)
