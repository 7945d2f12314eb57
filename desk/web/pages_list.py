"""Every page there is."""

from desk.web.pages import (
    accounts,
    approve,
    channels,
    crisis,
    exercises,
    files,
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
    files,
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
