"""The ids that a channel gave a batch's recipients, in one text: a line each, or one line where all have the same."""

from collections.abc import Sequence


def written(ids: Sequence[str | None]) -> str:
    lines = [each or "" for each in ids]
    return lines[0] if len(set(lines)) == 1 else "\n".join(lines)


def read(text: str, count: int) -> list[str | None]:
    lines = text.split("\n")
    return [each or None for each in (lines * count if len(lines) == 1 else lines)]
