"""Prefect's own server with our settings: `python -m flows.prefect_server`."""

import os
import sys

from config.settings import load_settings
from flows.runtime import prefect_settings


def main() -> None:
    """Becomes the server; never returns."""
    settings = load_settings()
    prefect_settings.apply(settings)
    port = str(settings.prefect_port)
    command = ["-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port]
    os.execv(sys.executable, [sys.executable, *command])  # noqa: S606  # becomes the server


if __name__ == "__main__":
    main()
