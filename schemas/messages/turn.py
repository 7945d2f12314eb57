"""When a channel goes where many want to leave at once."""

from enum import IntEnum


class Turn(IntEnum):
    """As the channel's spec says. A sandbox account has its account's, so that an exercise shows what a crisis would."""

    PAGE = 0
    LIFE_SAVING = 1
    REST = 2
