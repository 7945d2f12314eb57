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
    unfinished,
    unit,
    write,
)

ALL = (
    situation,
    login,
    crisis,
    write,
    approve,
    unfinished,
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
