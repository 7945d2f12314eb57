"""A platform as people call it."""

from config.language.texts import read
from notifiers.platforms import PLATFORMS
from schemas.accounts.account import Platform


def platform(value: Platform) -> str:
    spec = PLATFORMS[value]
    return read(spec.named) if spec.named else spec.name
