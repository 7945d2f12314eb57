"""A deadline for a whole request: a server that drips a byte at a time keeps no hand for longer.

The libraries count the seconds between two bytes. HTTP: every read and write of this thread gets what is left of the whole
(`within`). SMTP and SMPP: the connection is shut when the time is up (`cut_after`). What a library keeps to itself is left behind
(`leave_after`).
"""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from ssl import SSLContext
from typing import Any, TypeVar

import httpcore

WHOLE = 30.0
"""Seconds that a request and its answer have together, and in addition what its body takes on a slow line."""
SLOWEST = 50_000.0
"""Bytes a second of a line on which a large file may still go up."""
_AT_ONCE = 65_536
_here = threading.local()
T = TypeVar("T")


@contextmanager
def cut_after(seconds: float, connection: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Whatever waits for `connection` when the time is up sees it end, as if the server had hung up."""

    def cut() -> None:
        found = connection()
        if found is not None:
            with suppress(OSError):
                socket.socket.shutdown(found, socket.SHUT_RDWR)  # not TLS' own: that would be another thread's to end

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def leave_after(seconds: float, work: Callable[[], T]) -> T:
    """What `work` returns or raises. Raises `TimeoutError` when the time is up; it goes on by itself, and nobody waits for it."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # the caller's own thread raises it
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future.result(seconds)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Everything this thread sends and reads in here has so many seconds together."""
    before = getattr(_here, "until", None)
    _here.until = time.monotonic() + seconds
    try:
        yield
    finally:
        _here.until = before


def _left(timeout: float | None, error: type[Exception]) -> float | None:
    until = getattr(_here, "until", None)
    if until is None:
        return timeout
    left = until - time.monotonic()
    if left <= 0:
        raise error("the deadline of the whole request is over")
    return min(left, timeout) if timeout is not None else float(left)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for begin in range(0, len(buffer), _AT_ONCE):
            self._inner.write(buffer[begin : begin + _AT_ONCE], _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class DeadlineBackend(httpcore.NetworkBackend):
    """As the library's own, but its connections keep to `within`, and go where `allow` says (`notifiers.base.reach`)."""

    def __init__(self, allow: Callable[[str, int], str] | None = None) -> None:
        self._inner = httpcore.SyncBackend()
        self._allow = allow

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        host = self._allowed(host, port)
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.connect_tcp(host, port, left, local_address, socket_options))

    def _allowed(self, host: str, port: int) -> str:
        if self._allow is None:
            return host
        try:
            return self._allow(host, port)
        except OSError as error:
            raise httpcore.ConnectError(type(error).__name__) from None

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.connect_unix_socket(path, left, socket_options))

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)
