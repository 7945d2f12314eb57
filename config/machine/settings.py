"""Settings: what differs between machines, from environment variables that start with `KRISEKANAL_`."""

import os
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.machine import settings_file
from config.machine.setting_types import (
    Address,
    DatabaseUrl,
    DeskAddress,
    File,
    Mirror,
    Networks,
    Port,
    PrefectAddress,
    ReportsAddress,
    SignupAddress,
)
from config.reading.explain import explain, joined
from policy.reach import Network, read_networks
from schemas.errors import ConfigInvalid, Problem
from schemas.sentence import Sentence, say

PREFIX = "KRISEKANAL_"
ENVIRONMENT = "environment"
"""Where a problem with a setting lies, in the place of a file."""
SHIPPED = Path(__file__).parent.parent / "stjordal.yaml"
PROGRAM = Path(__file__).resolve().parent.parent.parent
"""Where Krisekanal itself lies."""


def _own_or_shipped(data: Path) -> Path:
    own = data / "municipality.yaml"
    return own if own.exists() else SHIPPED


class Settings(BaseSettings):
    """Paths are absolute, addresses have no slash at the end. The database address may hold a password: no repr."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, validate_default=True, hide_input_in_errors=True, env_ignore_empty=True
    )

    data: File = Field(PROGRAM / "data", description="Folder for everything Krisekanal writes itself")
    database_url: DatabaseUrl = Field(
        default_factory=lambda made: f"sqlite:///{made['data'] / 'krisekanal.db'}",
        repr=False,
        description="sqlite:///path or postgresql://user:password@host/name",
    )
    municipality: File = Field(
        default_factory=lambda made: _own_or_shipped(made["data"]), description="The municipality file (YAML)"
    )
    lang: Literal["nb", "nn", "en"] = Field("nb", description="Language of what people read: nb, nn or en")
    prefect: Literal["on", "pool", "off"] = Field(
        "on",
        description="Whether flows run through Prefect: in the worker that has the event (on), in any worker by its work pool "
        "(pool), or plainly (off)",
    )
    prefect_port: Port = Field(4200, description="Port of the Prefect server that is started along")
    prefect_api_url: PrefectAddress = Field(
        default_factory=lambda made: f"http://127.0.0.1:{made['prefect_port']}/api",
        description="Prefect's API; name another to use a server of your own",
    )
    prefect_auth_file: File | None = Field(
        None, description="File that holds what opens a Prefect of your own; ours has one beside the key"
    )
    prefect_deadline: float = Field(
        2,
        ge=0.5,
        le=60,
        description="Seconds that Prefect has to begin an event's work; then the worker does it without. All that a Prefect that "
        "hangs can cost",
    )
    pdf: Literal["weasyprint", "twin"] = Field(
        "weasyprint", description="What draws a report's PDF; twin: its words only, for development and tests"
    )
    page_port: Port = Field(8080, description="Port that shows the public page on this machine")
    public_dir: File = Field(
        default_factory=lambda made: made["data"] / "public", description="Folder the public page is written to"
    )
    mirror: Mirror = Field(
        "",
        description="Where the public page is copied to whenever it has changed: HOST:FOLDER (rsync) or s3://BUCKET; empty for none",
    )
    public_url: Address = Field(
        default_factory=lambda made: f"http://127.0.0.1:{made['page_port']}",
        description="Address the public page is read at",
    )
    desk_port: Port = Field(8000, description="Port of the web desk on this machine")
    desk_url: DeskAddress = Field(
        default_factory=lambda made: f"http://127.0.0.1:{made['desk_port']}",
        description="Address people open the web desk at; https anywhere but on this machine",
    )
    reports_url: ReportsAddress = Field(
        "",
        description="Address at which SMS providers reach the desk with delivery reports (https); empty: none are asked for",
    )
    signup_url: SignupAddress = Field(
        "",
        description="Address at which residents sign up for warnings (https), a name of its own; empty: there is no such page",
    )
    signup_port: Port = Field(8090, description="Port of the page to sign up on this machine")
    oidc_issuer: str = Field("", description="Issuer of the municipality's own login (OpenID Connect); empty for none")
    oidc_client_id: str = Field("", description="What the issuer calls Krisekanal; its secret is stored as `oidc`")
    oidc_claim: str = Field(
        "email", description="Claim that says who it is: email, or one kept as `login` for each person"
    )
    oidc_email_trusted: bool = Field(
        False,
        description="The issuer sends no `email_verified`, and its addresses are the municipality's own (Entra ID)",
    )
    sandbox_dir: File = Field(
        default_factory=lambda made: made["data"] / "sandbox", description="Folder the sandbox accounts write to"
    )
    key_file: File = Field(
        default_factory=lambda made: made["data"] / "secret.key", description="Key that opens the stored secrets"
    )
    files_mb_a_day: int = Field(
        1000, ge=500, le=1_000_000, description="Megabytes of files that one person may send in within 24 hours"
    )
    files_unused_days: int = Field(
        7, ge=1, le=3650, description="Days until a file is removed that no draft, message or planned post came to use"
    )
    outbox_days: int = Field(
        90,
        ge=7,
        le=3650,
        description="Days until finished work is removed from the outbox; the log keeps what happened",
    )
    webhook_networks: Networks = Field(
        "", description="Networks of our own that webhooks may reach, also by http, like 10.2.0.0/24; empty for none"
    )
    log_head_minutes: int = Field(
        60,
        ge=1,
        le=1440,
        description="Minutes between two heads of the log that are written outside, where it has grown",
    )
    log: Literal["text", "json"] = Field(
        "text", description="How the programs write their own log: text, or json with one object a line"
    )
    lease_seconds: float = Field(
        10, gt=0, le=3600, description="Seconds until another worker takes over from one that died"
    )
    backup_dir: File | None = Field(
        None,
        description="Folder that a backup is written to by itself; on another disk or machine. None: nobody makes one",
    )
    backup_hours: int = Field(24, ge=1, le=168, description="Hours between two backups that are made by themselves")
    backup_keep: int = Field(
        14, ge=2, le=1000, description="Newest backups that are kept there; of older ones the last of each month stays"
    )
    busy_timeout_ms: int = Field(5000, ge=0, description="Milliseconds a writer waits for its turn at the database")

    @property
    def database_file(self) -> Path | None:
        """Of SQLite; None for PostgreSQL, and for one in memory."""
        name = self.database_url.partition("sqlite:///")[2].partition("?")[0]
        return Path(name).absolute() if name and name != ":memory:" else None

    @property
    def media(self) -> Path:
        """Where files that go with messages lie."""
        return self.data / "media"

    @property
    def files_a_day(self) -> int:
        """Bytes."""
        return self.files_mb_a_day * 10**6

    @property
    def reachable(self) -> tuple[Network, ...]:
        return read_networks(self.webhook_networks)

    @property
    def prefect_is_ours(self) -> bool:
        """Whether it is the server that is started along, on this machine."""
        return self.prefect_api_url == f"http://127.0.0.1:{self.prefect_port}/api"

    @property
    def own_prefect_auth_file(self) -> Path:
        """What opens the server that is started along: beside the key, made at its first start."""
        return self.key_file.with_name("prefect.auth")


def load_settings() -> Settings:
    """Raises `ConfigInvalid` naming each wrong variable and what to write instead, never what it holds."""
    settings_file.into_environment()
    problems = list(_misspelt())
    try:
        settings = Settings()
    except ValidationError as error:
        faults = error.errors(include_url=False)
        problems += [_problem(dict(fault)) for fault in faults if fault["type"] != "default_factory_not_called"]
    if problems:
        raise ConfigInvalid(joined(p.sentence for p in problems), tuple(problems))
    return settings


def _problem(fault: dict[str, Any]) -> Problem:
    variable = PREFIX + str(fault["loc"][0]).upper()
    sentence = _FORMS.get(str(fault["loc"][0])) if fault["type"] == "value_error" else None
    if sentence is None:
        return _of(variable, explain(fault, variable))
    return _of(variable, sentence)


_FORMS: dict[str, Sentence] = {
    "database_url": say(
        "KRISEKANAL_DATABASE_URL is no address of a database that can be used. Write sqlite:///path or "
        "postgresql://user:password@host/name."
    ),
    "prefect_api_url": say(
        "KRISEKANAL_PREFECT_API_URL cannot be used. Write an https address without a password in it, like "
        "https://prefect.stjordal.example/api; http is for this machine alone."
    ),
    "desk_url": say(
        "KRISEKANAL_DESK_URL cannot be used. Write an https address, for example https://krisedesk.stjordal.example; http is for "
        "this machine alone, since passwords go over it."
    ),
    "reports_url": say(
        "KRISEKANAL_REPORTS_URL cannot be used. Write an https address, for example https://krisedesk.stjordal.example; the "
        "secret that lets a provider report is a part of the address."
    ),
    "signup_url": say(
        "KRISEKANAL_SIGNUP_URL cannot be used. Write an https address of its own without a path, for example "
        "https://varsling.stjordal.example; http is for this machine alone."
    ),
    "webhook_networks": say(
        "KRISEKANAL_WEBHOOK_NETWORKS names no networks. Write them with commas between, for example 10.2.0.0/24, fd12::/64."
    ),
    "mirror": say(
        "KRISEKANAL_MIRROR is no place to copy to. Write HOST:FOLDER as rsync has it, s3://BUCKET/FOLDER, or a folder from /."
    ),
    "public_url": say("KRISEKANAL_PUBLIC_URL is no web address. Write for example https://krise.stjordal.example."),
}


def _misspelt() -> Iterator[Problem]:
    """A variable almost like one of ours would else be passed over in silence."""
    known = [PREFIX + name.upper() for name in Settings.model_fields] + [settings_file.NAMED_BY]
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known and (near := get_close_matches(name, known, 1, 0.9)):
            yield _of(name, say("There is no setting {name}. Did you mean {near}?", name=name, near=near[0]))


def _of(variable: str, sentence: Sentence) -> Problem:
    return Problem(file=ENVIRONMENT, where=variable, sentence=sentence)
