"""What became of the one HTTP request that an Apprise plugin made; Apprise itself answers with a bare bool.

Its plugins ask the library `requests` by that name in their module. The plugin that is ours gets functions of its own in which
the name is a `Line`: it passes everything on, and remembers. What others see of Apprise and of the library stays as it is.
"""

import inspect
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FunctionType, ModuleType
from typing import Any

from apprise import NotifyBase

_ASKING = ("request", "get", "post", "put", "patch", "delete", "head", "options")
_NAME = "requests"
_NOBODY = ("NewConnectionError", "ConnectTimeoutError")
"""urllib3's words for a connection that was never there: refused, no such host, no answer to the first packet."""


class Observed:
    """The requests of one message in their order. `headers` go with each of them."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.headers = headers
        self.calls = 0
        self.answers: list[Any] = []
        """Redirects too."""
        self.error: Exception | None = None

    def answer(self) -> Any:
        """The one answer to the one request; None where there were more, or another, or none."""
        return self.answers[0] if self.calls == len(self.answers) == 1 and self.error is None else None

    def never_left(self) -> bool:
        """The one request found nobody, or ended while TLS was agreed on, before a byte of it was written."""
        return self.calls == 1 and not self.answers and self.error is not None and _not_connected(self.error)


class Line:
    """Stands where the library stood in the functions of one plugin. Safe to use from many threads."""

    def __init__(self, library: ModuleType) -> None:
        self._library = library
        self._here = threading.local()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._library, name)
        return self._watched(found) if name in _ASKING else found

    @contextmanager
    def watching(self, headers: dict[str, str]) -> Iterator[Observed]:
        """What this thread asks in here."""
        self._here.seen = seen = Observed(headers)
        try:
            yield seen
        finally:
            del self._here.seen

    def _watched(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def ask(*args: Any, **kwargs: Any) -> Any:
            seen: Observed | None = getattr(self._here, "seen", None)
            if seen is None:
                return call(*args, **kwargs)
            seen.calls += 1
            kwargs["headers"] = _replaced(kwargs.get("headers") or {}, seen.headers)
            kwargs["hooks"] = {"response": lambda answer, **_: seen.answers.append(answer)}
            try:
                return call(*args, **kwargs)
            except Exception as error:
                seen.error = error
                raise

        return ask


def watch(service: NotifyBase) -> Line | None:
    """From now on this one plugin's requests can be watched. None where they cannot all be seen: it is left as it is."""
    kind = type(service)
    module = inspect.getmodule(kind)
    library = getattr(module, _NAME, None)
    if kind.__mro__[1] is not NotifyBase or not isinstance(library, ModuleType) or _asks_elsewhere(module, kind):
        return None
    line = Line(library)
    own = {name: _with(line, found) for name, found in vars(kind).items() if isinstance(found, FunctionType)}
    service.__class__ = type(kind.__name__, (kind,), own)
    return line


def _with(line: Line, function: FunctionType) -> FunctionType:
    names = function.__globals__ | {_NAME: line}
    made = FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)
    made.__kwdefaults__ = function.__kwdefaults__
    return made


def _asks_elsewhere(module: ModuleType | None, kind: type) -> bool:
    """Whether something but the plugin's own plain functions names the library: requests that nobody would see."""
    held = [found for found in vars(module).values() if getattr(found, "__module__", "") == kind.__module__]
    others = [found for found in held if found is not kind] + [
        getattr(found, "__func__", None) for found in vars(kind).values() if not isinstance(found, FunctionType)
    ]
    inside = [part for one in others for part in (vars(one).values() if isinstance(one, type) else (one,))]
    return any(_names_it(found.__code__) for found in inside if isinstance(found, FunctionType))


def _names_it(code: CodeType) -> bool:
    return _NAME in code.co_names or any(_names_it(one) for one in code.co_consts if isinstance(one, CodeType))


def _replaced(headers: dict[str, str], ours: dict[str, str]) -> dict[str, str]:
    lower = {name.lower() for name in ours}
    return {name: value for name, value in headers.items() if name.lower() not in lower} | ours


def _not_connected(error: BaseException) -> bool:
    """By the errors underneath, down to the one that Python's own TLS raised while hands were shaken."""
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:
        chain.append(one)
        one = (
            getattr(one, "reason", None) if isinstance(getattr(one, "reason", None), BaseException) else one.__context__
        )
    return any(type(one).__name__ in _NOBODY or _shaking_hands(one) for one in chain)


def _shaking_hands(error: BaseException) -> bool:
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_name == "do_handshake":
            return True
        trace = trace.tb_next
    return False
