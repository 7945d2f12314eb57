"""A clock time as a text for the public says it: in the text's language, by the municipality's own words where it has some."""

from datetime import datetime

from config.language.texts import read
from schemas.municipality import Municipality
from schemas.sentence import say


def clock_words(town: Municipality, language: str | None, moment: datetime, *, tomorrow: bool = False) -> str:
    """“kl. 14.30”, “i morgen kl. 14.30”, “at 14:30”. `moment` stands on the municipality's clock."""
    spoken = language or town.organisation.language
    own, clock = town.words.of(spoken), f"{moment:%H:%M}" if spoken == "en" else f"{moment:%H.%M}"
    ours = own.tomorrow if tomorrow else own.at
    if ours:
        return ours.format(time=clock)
    said = say("tomorrow at {time}", time=clock) if tomorrow else say("at {time}", time=clock)
    return read(said, spoken)
