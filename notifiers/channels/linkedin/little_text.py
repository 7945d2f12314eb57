"""LinkedIn's “little text”: signs with a meaning are written with a backslash, or they can cut the text short."""

import re

_BARE = re.compile(r"([\\|{}@\[\]()<>#*_~])")
_WRITTEN = re.compile(r"\\([\\|{}@\[\]()<>#*_~])")


def written(text: str) -> str:
    return _BARE.sub(r"\\\1", text)


def read(commentary: str) -> str:
    """The inverse of `written`; what others write may hold marks of its own, which stand as they are."""
    return _WRITTEN.sub(r"\1", commentary)
