"""Every page there is."""

from desk.web.pages import (
    accounts,
    approve,
    channels,
    crisis,
    exercises,
    log,
    login,
    me,
    messages,
    people,
    preview,
    situation,
    unit,
    write,
)

ALL = (
    situation,
    login,
    crisis,
    write,
    approve,
    messages,
    accounts,
    unit,
    log,
    exercises,
    people,
    channels,
    preview,
    me,
)
