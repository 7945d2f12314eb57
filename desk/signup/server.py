"""`python -m desk.signup.server`: the page to sign up, on a port of its own."""

import sys
import threading

import uvicorn

from config.language.texts import read, use
from config.machine import ports
from config.machine.own_folder import keep_to_ourselves
from config.machine.settings import load_settings
from config.process import log
from desk.signup.app import app
from desk.signup.state import SignupState
from notifiers.facade import open_channels
from notifiers.platforms import PLATFORMS
from schemas.errors import ConfigInvalid, KrisekanalError
from schemas.sentence import say
from store.opening import open_context

_CONNECTIONS = 300
"""At the same time."""


def main() -> int:
    """Exit codes as in `schemas.errors`."""
    try:
        settings = load_settings()
        log.configure(settings.log)
        keep_to_ourselves(settings)
        if not settings.signup_url:
            raise ConfigInvalid(say("KRISEKANAL_SIGNUP_URL is not set: there is no page to sign up."))
        ports.must_be_free({ports.SIGNUP: settings.signup_port})
        use(settings.lang)
        # No channel's secret is given to this program: the worker sends.
        opened = open_context(settings, lambda _: open_channels(settings, lambda _name: None), PLATFORMS)
    except KrisekanalError as error:
        sys.stderr.write(read(error.sentence) + "\n")
        return error.exit_code
    state = SignupState(settings, opened.ctx)
    threading.Thread(target=state.watch_the_file, name="municipality file", daemon=True).start()
    uvicorn.run(
        app(state),
        host=ports.HOST,
        port=settings.signup_port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1",
        timeout_keep_alive=5,
        timeout_graceful_shutdown=3,
        limit_concurrency=_CONNECTIONS,
    )
    state.stop.set()
    return 0


if __name__ == "__main__":
    sys.exit(main())
