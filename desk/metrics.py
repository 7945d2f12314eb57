"""The figures in Prometheus' words (https://prometheus.io/docs/concepts/data_model/), made anew at each look."""

from collections.abc import Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from config.machine.settings import Settings
from store.backups import making
from store.context import AppContext
from store.evidence import audit
from store.evidence.heads import TAKEN
from store.upkeep import figures, health

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


def text(ctx: AppContext, settings: Settings) -> bytes:
    """Raises `StoreUnavailable`: then Prometheus itself says that the target is down."""
    found, now = figures.look(ctx), ctx.clock()
    page = _Page()
    page.by(
        "krisekanal_workers", "Workers seen within 15 seconds, by who carries out their work.", "mode", found.workers
    )
    page.one("krisekanal_events_waiting", "Events that are due and not done.", found.events_waiting)
    page.age("krisekanal_oldest_event_age_seconds", "Since when the oldest of them is due.", found.oldest_event, now)
    page.deliveries(found.deliveries)
    page.by("krisekanal_notices", "Notices to our own people, by status.", "status", found.notices)
    page.age("krisekanal_oldest_notice_age_seconds", "Of the oldest one that is not sent.", found.oldest_notice, now)
    page.by("krisekanal_platform_locks", "Locks at the platforms, by status.", "status", found.platform_locks)
    page.one("krisekanal_accounts_locked", "Accounts that a crisis holds locked.", found.locked_accounts)
    page.one("krisekanal_crises_open", "Crises that are open, exercises not among them.", found.crises_open)
    page.one("krisekanal_watching", "1 while accounts are watched.", int(found.watching))
    page.age(
        "krisekanal_watch_lag_seconds", "Since the account was read that was read longest ago.", found.oldest_look, now
    )
    page.one("krisekanal_log_lines", "Lines of the log.", found.log_lines)
    page.age("krisekanal_log_head_age_seconds", "Since a head of the log was last taken.", _head_at(ctx), now)
    page.age("krisekanal_backup_age_seconds", "Since the last backup by schedule.", _backup_at(settings), now)
    ahead = health.machine_ahead(ctx).total_seconds()
    page.one("krisekanal_clock_ahead_seconds", "How far this machine's clock is before the database's.", ahead)
    page.one("krisekanal_life", "Life of the database: how often it was restored.", found.life)
    return generate_latest(page.registry)


class _Page:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()

    def one(self, name: str, about: str, value: float) -> None:
        Gauge(name, about, registry=self.registry).set(value)

    def age(self, name: str, about: str, moment: datetime | None, now: datetime) -> None:
        """Nothing is said of the age of what there is none of."""
        if moment is not None:
            self.one(name, about, max(0.0, (now - moment).total_seconds()))

    def by(self, name: str, about: str, label: str, values: Mapping[str, int]) -> None:
        gauge = Gauge(name, about, [label], registry=self.registry)
        for each, value in values.items():
            gauge.labels(each).set(value)

    def deliveries(self, values: Mapping[tuple[str, str], int]) -> None:
        about = "Deliveries of real messages, by account and status."
        gauge = Gauge("krisekanal_deliveries", about, ["account", "status"], registry=self.registry)
        for (account, status), value in values.items():
            gauge.labels(account, status).set(value)


def _head_at(ctx: AppContext) -> datetime | None:
    found = audit.backwards(ctx, TAKEN, 1)
    return found[0].at if found else None


def _backup_at(settings: Settings) -> datetime | None:
    return making.newest(settings.backup_dir) if settings.backup_dir else None
