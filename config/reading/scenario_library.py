"""Where scenarios lie: the municipality's own beside its file, and those that come with the product."""

from collections.abc import Iterable
from pathlib import Path

SHIPPED = Path(__file__).parent.parent / "scenarios"


def folders(municipality_file: Path) -> tuple[Path, ...]:
    """Own ones first: a copy with the same name replaces ours."""
    return tuple(dict.fromkeys((municipality_file.resolve().parent / "scenarios", SHIPPED)))


def files(places: Iterable[Path]) -> dict[str, Path]:
    """Scenario id (the file's name) to the file."""
    found: dict[str, Path] = {}
    for folder in places:
        for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
            found.setdefault(path.stem, path)
    return found
