"""Names of a package that are read from its files when somebody asks for them: `spec.py` beside them brings none of it (adr 0025)."""

from collections.abc import Callable
from importlib import import_module
from typing import Any


def named(package: str, **files: str) -> Callable[[str], Any]:
    """A package's `__getattr__`: each name with the file it stands in."""

    def look(name: str) -> Any:
        if name not in files:
            raise AttributeError(f"{package} has no {name}")
        return getattr(import_module(f"{package}.{files[name]}"), name)

    return look
