"""The municipality's crest is one SVG, whole in the file: it goes with every copy of it, and nothing is fetched."""

from collections.abc import Iterator

from config.checks import svg
from config.reading.source import Source
from schemas.errors import Problem
from schemas.sentence import say


def is_a_drawing(source: Source) -> Iterator[Problem]:
    organisation = source.top().data.get("organisation")
    written = organisation.get("crest") if isinstance(organisation, dict) else None
    if isinstance(written, str) and not svg.is_svg(written):
        yield source.problem(
            ("organisation", "crest"), say("crest must be an SVG drawing with a viewBox, from <svg to </svg>.")
        )
