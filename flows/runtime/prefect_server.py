"""Prefect's own server with our settings and our door: `python -m flows.runtime.prefect_server`.

Prefect asks for the auth string itself; what it does not do is look at the `Host` and `Origin` of who asks, so that a page
in a browser on this machine could come by another name (DNS rebinding).
"""

import sys
from typing import TYPE_CHECKING, Any

from config.language import texts
from config.machine import ports
from config.machine.own_folder import keep_to_ourselves
from config.machine.settings import Settings, load_settings
from config.process import log
from flows.runtime import prefect_settings
from schemas.errors import KrisekanalError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class OwnOrigin:
    """Whoever names an `Origin` names ours, be it for a request or a websocket; a program names none."""

    def __init__(self, app: "ASGIApp", origins: tuple[str, ...]) -> None:
        self._app = app
        self._origins = {origin.encode() for origin in origins}

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        named = [value for name, value in scope.get("headers", ()) if name == b"origin"]
        if all(value in self._origins for value in named):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await send({"type": "http.response.start", "status": 403, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})


def guarded(app: Any, settings: Settings) -> Any:
    """`app` for those who came to our own address, by its name."""
    from starlette.middleware.trustedhost import TrustedHostMiddleware  # noqa: PLC0415  # it comes with Prefect

    inside = OwnOrigin(app, prefect_settings.own_origins(settings))
    return TrustedHostMiddleware(inside, allowed_hosts=list(prefect_settings.OWN_HOSTS), www_redirect=False)


def main() -> int:
    """Returns when told to stop. Exit codes as in `schemas.errors`."""
    log.configure()
    try:
        settings = load_settings()
        log.configure(settings.log)
        keep_to_ourselves(settings)
        ports.must_be_free({ports.PREFECT: settings.prefect_port})
        prefect_settings.apply(settings)
    except KrisekanalError as error:
        print(texts.read(error.sentence), file=sys.stderr)  # noqa: T201  # the process' own last word
        return error.exit_code
    import uvicorn  # noqa: PLC0415  # once Prefect's settings are there
    from prefect.server.api.server import create_app  # noqa: PLC0415  # as above

    app = guarded(create_app(final=True), settings)
    port = settings.prefect_port
    uvicorn.run(app, host=ports.HOST, port=port, log_level="warning", proxy_headers=False, server_header=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
