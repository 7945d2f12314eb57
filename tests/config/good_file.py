"""A small municipality file without a mistake, and ways to make one."""

from pathlib import Path
from textwrap import dedent

import pytest

from config.town.municipality import load_municipality
from notifiers.platforms import PLATFORMS
from schemas.errors import ConfigInvalid, Problem

GOOD = dedent("""\
    organisation:
      name: Prøve kommune
      number: "9999"
      homepage: https://kk.example
      sender: kk.example
      timezone: Europe/Oslo
    people:
      - id: kari
        name: Kari Rådmann
        roles: [chief_executive]
        deputies: [per]
        email: kari@kk.example
        mobile: "+4790000000"
      - id: per
        name: Per Assisterende
        active: true
      - id: ola
        name: Ola Redaktør
        roles: [editor]
      - id: ingrid
        name: Ingrid Redaktør
        roles: [editor]
      - id: liv
        name: Liv Leder
        roles: [unit_leader]
    units:
      - id: info
        name: Kommunikasjon
        leader: liv
        deputy: per
    accounts:
      - id: side
        platform: public_page
        handle: Kriseside
        unit: info
        opened: 2011-01-15
        url: krisepage://
      - id: tut
        platform: mastodon
        handle: "@kk"
        unit: info
        opened: 2011-01-16
        secret: mastodon
        fallback: side
        max_length: 500
      - id: post
        platform: email
        handle: Post
        unit: info
        opened: 2011-01-17
        secret: smtp
        recipients: [alle@kk.example]
    target_groups:
      - id: alle
        name: Alle
    templates:
      - id: generell
        name: Generell
        fields: [what, next_update]
        title: "Viktig"
        body: "{what}"
    exercises:
      - id: kvartal
        name: Kvartal
        cron: "0 10 1 3 *"
        title: Øvelse
        what: Bakterier
        where: Lånke
        template: generell
        fields:
          what: Bakterier
          next_update: kl. 14
    approval:
      remind: ["00:05:00"]
      escalate: "00:15:00"
    staff: [kari, ola]
    notices: post
    """)


def problems(path: Path, text: str) -> tuple[Problem, ...]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigInvalid) as caught:
        load_municipality(path, PLATFORMS)
    assert all(problem.file == str(path) for problem in caught.value.problems)
    return caught.value.problems


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def line_of(text: str, mark: str) -> int:
    return text[: text.index(mark)].count("\n") + 1
