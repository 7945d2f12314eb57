"""The worker process: `python -m flows.runtime.worker`. Stops cleanly on SIGTERM or Ctrl-C, safely on kill -9."""

import os
import signal
import sys
import threading
import time
from types import FrameType

from config.language import texts
from config.machine.own_folder import keep_to_ourselves
from config.machine.settings import load_settings
from config.process import log, memory
from flows.runtime import prefect_settings
from flows.runtime.relay import Dispatcher
from flows.steps import another_life
from flows.work.context import WorkerContext, open_worker, set_worker
from schemas.errors import AlreadyRunning, KrisekanalError
from store.outbox import workers

_THREADS_END_WITHIN = 2.0


def main() -> int:
    """Exit codes as in `schemas.errors`."""
    log.configure()
    memory.few_arenas()
    try:
        settings = load_settings()
        log.configure(settings.log)
        keep_to_ourselves(settings)
        prefect_settings.apply_to_worker(settings)
        worker = set_worker(open_worker(settings, mode="plain"))
        _must_be_the_last_life(worker)
    except KrisekanalError as error:
        print(texts.read(error.sentence), file=sys.stderr)  # noqa: T201  # the process' own last word
        return error.exit_code
    dispatcher = Dispatcher(worker)
    _stop_on_signal(dispatcher)
    dispatcher.run()
    if dispatcher.ended_by:
        print(texts.read(another_life.sentence(dispatcher.ended_by)), file=sys.stderr)  # noqa: T201  # the process' own last word
    _end(AlreadyRunning.exit_code if dispatcher.ended_by else 0)
    return 0


def _must_be_the_last_life(worker: WorkerContext) -> None:
    """Raises `AlreadyRunning`."""
    found = another_life.later(worker)
    if found:
        workers.sign_out(worker.ctx, worker.name)
        raise AlreadyRunning(another_life.sentence(found))


def _end(code: int) -> None:
    """Now, also where a request hangs: a thread that the interpreter would wait for must not keep the process alive."""
    deadline = time.monotonic() + _THREADS_END_WITHIN
    while time.monotonic() < deadline and any(
        not t.daemon for t in threading.enumerate() if t is not threading.main_thread()
    ):
        time.sleep(0.05)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # the interpreter would also wait for an executor's threads, daemons or not


def _stop_on_signal(dispatcher: Dispatcher) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        dispatcher.stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


if __name__ == "__main__":
    sys.exit(main())
