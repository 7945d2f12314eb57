"""As long as nobody has ever logged in: a link each for the chief executive and two editors, on IT's own screen."""

from collections.abc import Iterator

from desk.cli.desk import Desk
from policy.roles import chief_executives, editors
from schemas.sentence import Sentence, say
from store.logins import links


def sentences(desk: Desk) -> Iterator[Sentence]:
    """Older ones end. Raises `Refused` as soon as anybody has a login."""
    town = desk.ctx.municipality
    first = [
        (person.name, links.first(desk.ctx, desk.opened.vault, person.id))
        for person in (*chief_executives(town)[:1], *editors(town)[:2])
    ]
    yield say("Nobody can log in yet. Give each person their own link (good for 24 hours, once):")
    for name, word in first:
        yield say("  {name}: {address}", name=name, address=f"{desk.settings.desk_url}/start/{word}")
    yield say("Everybody else gets a letter: `krisekanal person invite`, or the page People.")
