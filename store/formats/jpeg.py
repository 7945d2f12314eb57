"""A JPEG inside a document, without what it says beside its picture; its pixels stay as they are."""

_KEPT = {0xE0, 0xE2, 0xEE}
"""Of the application segments: density, colours (ICC), and how Adobe has coded them. Positions and names are in others."""
_COMMENT, _PICTURE = 0xFE, 0xDA


def without_descriptions(data: bytes) -> bytes:
    """As it was where it cannot be read: a reader of documents will not show it either."""
    if data[:2] != b"\xff\xd8":
        return data
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != _PICTURE:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if not _describes(data[at + 1]):
            kept.append(data[at:end])
        at = end
    return b"".join([*kept, data[at:]])


def _describes(marker: int) -> bool:
    return marker == _COMMENT or (0xE0 <= marker <= 0xEF and marker not in _KEPT)
