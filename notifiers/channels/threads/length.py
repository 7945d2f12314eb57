"""How Threads counts."""

import regex

from notifiers.base.lengths import is_emoji


def threads_length(text: str) -> int:
    """An emoji is its UTF-8 bytes, everything else one."""
    return sum(len(sign.encode()) if is_emoji(sign) else 1 for sign in regex.findall(r"\X", text))
