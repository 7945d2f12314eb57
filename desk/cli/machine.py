"""The programs of this machine, asked whether they answer: `krisekanal doctor`."""

from collections.abc import Iterator

from config.settings import Settings
from notifiers import published
from notifiers.base.abilities import Diagnosis
from schemas.sentence import Sentence, say


def programs(settings: Settings) -> Iterator[Diagnosis]:
    """A warning where one does not: a machine may have been given workers alone."""
    yield _one(published.answers(settings.desk_port, "/health"), say("the web desk"), settings.desk_port)
    yield _one(published.answers(settings.page_port, "/"), say("the public page"), settings.page_port)
    if settings.prefect != "off" and settings.prefect_is_ours:
        yield _one(published.answers(settings.prefect_port, "/api/health"), say("Prefect"), settings.prefect_port)


def _one(answers: bool, name: Sentence, port: int) -> Diagnosis:
    if answers:
        return Diagnosis(level="ok", sentence=say("{name} answers on port {port}.", name=name, port=str(port)))
    sentence = say(
        "{name} does not answer on port {port} of this machine. Start it: krisekanal up", name=name, port=str(port)
    )
    return Diagnosis(level="warning", sentence=sentence)
