"""`python -m desk.server`: the web desk on its port."""

import gc
import sys

import uvicorn

from config.language.texts import read, use
from config.machine import ports
from config.machine.folder_lock import DESK, FolderLock
from config.machine.own_folder import keep_to_ourselves
from config.machine.settings import load_settings
from config.process import log
from desk.app import make
from notifiers.facade import open_channels
from notifiers.platforms import PLATFORMS
from schemas.errors import KrisekanalError
from store.opening import open_context

_CONNECTIONS = 1_000
"""At the same time; most of them are pages that wait for news."""


def main() -> None:
    try:
        settings = load_settings()
        log.configure(settings.log)
        keep_to_ourselves(settings)
        ports.must_be_free({ports.DESK: settings.desk_port})
        lock = FolderLock(settings.data, "desk.lock", DESK)
        use(settings.lang)
        opened = open_context(settings, lambda secret: open_channels(settings, secret), PLATFORMS)
    except KrisekanalError as error:
        sys.stderr.write(read(error.sentence) + "\n")
        sys.exit(error.exit_code)
    app = make(settings, opened)
    gc.freeze()  # what was loaded at the start lives for good: no page waits for a look through all of it
    uvicorn.run(
        app,
        host=ports.HOST,
        port=settings.desk_port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=3,
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1",
        server_header=False,
        timeout_keep_alive=15,
        limit_concurrency=_CONNECTIONS,
    )
    lock.release()


if __name__ == "__main__":
    main()
