"""Modules of ours are executed when something in them is first used, not when they are named: for a command line that answers at once.

`from store.crises import find` then costs nothing until `find.listing(...)`; `from store.context import AppContext` costs what it did.
Only in a process that is the command line: `begin` does nothing where the house is there already (adr 0025).
"""

import gc
import os
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from threading import RLock
from types import ModuleType
from typing import Any

_OURS = ("config", "desk", "flows", "notifiers", "policy", "schemas", "store")
_KNOWN_BEFORE = ("__spec__", "__class__")
"""What Python itself asks of a module that is named once more."""
_one_at_a_time = RLock()
_not_begun: dict[str, Loader] = {}


class _Named(ModuleType):
    """Executed at the first question, by the thread that asks it first; others wait, and find it whole."""

    def __getattribute__(self, name: str) -> Any:
        if name not in _KNOWN_BEFORE:
            with _one_at_a_time:
                _execute(self, ModuleType.__getattribute__(self, "__name__"))
        return ModuleType.__getattribute__(self, name)


def _execute(module: ModuleType, name: str) -> None:
    """Asked by itself while it is executed, it answers with what it has. One that failed is tried again at the next question."""
    loader = _not_begun.pop(name, None)
    if loader is None:
        return
    try:
        loader.exec_module(module)
    except BaseException:
        _not_begun[name] = loader
        raise
    module.__class__ = ModuleType


class _Later(Loader):
    def __init__(self, real: Loader) -> None:
        self._real = real

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._real.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = self._real
        if module.__spec__ is not None:
            module.__spec__.loader = self._real
        _not_begun[module.__name__] = self._real
        module.__class__ = _Named


class _Finder(MetaPathFinder):
    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if path is None or name.partition(".")[0] not in _OURS:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Later(spec.loader)
        return spec


_FINDER = _Finder()


_SELDOM = 50_000
"""New objects between two looks for garbage. Python's 700 has it look some hundred times while modules are imported, and find none."""


def begin() -> None:
    if "store" not in sys.modules and _FINDER not in sys.meta_path:
        sys.meta_path.insert(0, _FINDER)
        gc.set_threshold(_SELDOM)
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "true")  # it would read what every package here declares
