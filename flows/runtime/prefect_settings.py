"""Prefect's settings, set before Prefect is imported: our server or none, never one of its own accord."""

import os

from config.machine.settings import Settings
from flows.runtime import prefect_auth


def environment(settings: Settings) -> dict[str, str]:
    """For this process and the ones it starts. What IT has set wins, but for what keeps strangers out.

    Raises `ConfigInvalid` where the file that opens Prefect cannot be read.
    """
    ours = {
        "PREFECT_HOME": str(settings.data.resolve() / "prefect"),
        "PREFECT_UI_STATIC_DIRECTORY": str(settings.data.resolve() / "prefect" / "ui"),
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_LOGGERS_PREFECT_FLOW_RUNS_LEVEL": "INFO",
        "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "INFO",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
        "PREFECT_CLIENT_METRICS_ENABLED": "false",
        "PREFECT_WORKER_QUERY_SECONDS": "0.5",
        "DO_NOT_TRACK": "1",
    }
    return {name: os.environ.get(name, value) for name, value in ours.items()} | _guarded(settings)


def own_origins(settings: Settings) -> tuple[str, ...]:
    """Where a browser may have our server's pages from."""
    return tuple(f"http://{host}:{settings.prefect_port}" for host in OWN_HOSTS)


OWN_HOSTS = ("127.0.0.1", "localhost")


def _guarded(settings: Settings) -> dict[str, str]:
    """The auth string goes to the address it is for and nowhere else, so the address is not IT's to change here."""
    origins = ",".join(own_origins(settings))
    found = {
        "PREFECT_API_URL": settings.prefect_api_url,
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(settings.prefect_port),
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": origins,
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": origins,
    }
    auth = prefect_auth.of(settings)
    if auth is None:
        return found
    server = {"PREFECT_SERVER_API_AUTH_STRING": auth} if settings.prefect_is_ours else {}
    return found | server | {"PREFECT_API_AUTH_STRING": auth}


_NO_PATIENCE = {"PREFECT_API_REQUEST_TIMEOUT": "15", "PREFECT_CLIENT_MAX_RETRIES": "1"}
"""Seconds, and how often again; by itself a client waits a minute, six times over, and the hand that asks with it."""


def apply(settings: Settings) -> None:
    os.environ.update(environment(settings))


def apply_to_worker(settings: Settings) -> None:
    """Whoever has messages to send gives Prefect's client up soon."""
    os.environ.update({name: os.environ.get(name, value) for name, value in _NO_PATIENCE.items()})
    apply(settings)
