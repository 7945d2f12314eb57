"""A run in our own process needs no heartbeat: Prefect's thread for it keeps every run from ending for up to a second."""

from functools import cache

from prefect.context import SettingsContext, get_settings_context
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings


def no_heartbeat() -> SettingsContext:
    """Entered around a run. Made once: Prefect takes a tenth of a second to change a setting."""
    return _settings().model_copy()


@cache
def _settings() -> SettingsContext:
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        return get_settings_context().model_copy()
