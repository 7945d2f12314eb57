"""Settings: defaults that follow each other, and mistakes told by the variable's name without its value."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from config.language.texts import read
from config.machine import settings_file
from config.machine.settings import PREFIX, PROGRAM, SHIPPED, Settings, load_settings
from schemas.errors import ConfigInvalid


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No setting from outside, and a folder of its own. What a file sets for this process is gone with the test."""
    monkeypatch.setattr(os, "environ", dict(os.environ))
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(settings_file, "OF_THE_MACHINE", tmp_path / "etc" / "settings.env")
    return tmp_path


def test_the_defaults() -> None:
    made, data = load_settings(), PROGRAM / "data"
    assert made.data == data, "wherever one stands"
    assert made.database_url == f"sqlite:///{data}/krisekanal.db"
    assert made.municipality == SHIPPED
    assert SHIPPED.is_file()
    assert (made.lang, made.prefect, made.prefect_port, made.page_port) == ("nb", "on", 4200, 8080)
    assert made.prefect_api_url == "http://127.0.0.1:4200/api"
    assert (made.public_dir, made.public_url) == (data / "public", "http://127.0.0.1:8080")
    assert (made.sandbox_dir, made.key_file) == (data / "sandbox", data / "secret.key")
    assert (made.lease_seconds, made.busy_timeout_ms) == (10, 5000)


def test_defaults_follow_what_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {"DATA": str(tmp_path / "krise"), "PAGE_PORT": "9001", "PREFECT_PORT": "9002"}.items():
        monkeypatch.setenv(PREFIX + name, value)
    made = load_settings()
    assert made.database_url == f"sqlite:///{tmp_path}/krise/krisekanal.db"
    assert made.key_file == tmp_path / "krise/secret.key"
    assert made.public_url == "http://127.0.0.1:9001"
    assert made.prefect_api_url == "http://127.0.0.1:9002/api"


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgresql://kk:hunter2@db/kk", "postgresql+psycopg://kk:hunter2@db/kk"),
        ("postgres://db/kk", "postgresql+psycopg://db/kk"),
        ("postgresql+psycopg://db/kk", "postgresql+psycopg://db/kk"),
        ("sqlite:////srv/kk.db", "sqlite:////srv/kk.db"),
    ],
)
def test_database_addresses(monkeypatch: pytest.MonkeyPatch, given: str, used: str) -> None:
    monkeypatch.setenv("KRISEKANAL_DATABASE_URL", given)
    made = load_settings()
    assert made.database_url == used
    assert "hunter2" not in repr(made) + str(made)


def test_addresses_lose_the_slash_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KRISEKANAL_PUBLIC_URL", "https://krise.stjordal.example/")
    assert load_settings().public_url == "https://krise.stjordal.example"


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KRISEKANAL_PAGE_PORT", "")
    assert load_settings().page_port == 8080


DESK = (
    "KRISEKANAL_DESK_URL cannot be used. Write an https address, for example https://krisedesk.stjordal.example; http is for this "
    "machine alone, since passwords go over it."
)
DATABASE = (
    "KRISEKANAL_DATABASE_URL is no address of a database that can be used. Write sqlite:///path or "
    "postgresql://user:password@host/name."
)


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("DATABASE_URL", "mysql://kk:hunter2@db/kk", DATABASE),
        ("DATABASE_URL", "hunter2", DATABASE),
        ("DATABASE_URL", "sqlite:///", DATABASE),
        (
            "PREFECT_API_URL",
            "hunter2:4200",
            "KRISEKANAL_PREFECT_API_URL cannot be used. Write an https address without a password in it, like "
            "https://prefect.stjordal.example/api; http is for this machine alone.",
        ),
        ("DESK_URL", "http://hunter2.example.no", DESK),
        ("DESK_URL", "hunter2", DESK),
        (
            "PUBLIC_URL",
            "hunter2",
            "KRISEKANAL_PUBLIC_URL is no web address. Write for example https://krise.stjordal.example.",
        ),
        ("LANG", "de", "KRISEKANAL_LANG cannot be de. Write one of: nb, nn, en."),
        ("PREFECT", "true", "KRISEKANAL_PREFECT cannot be true. Write one of: on, pool, off."),
        ("PAGE_PORT", "hunter2", "KRISEKANAL_PAGE_PORT must be a whole number, for example 500."),
        ("PREFECT_PORT", "70000", "KRISEKANAL_PREFECT_PORT must be at most 65535."),
        ("LEASE_SECONDS", "0", "KRISEKANAL_LEASE_SECONDS must be above 0.0."),
        ("LEASE_SECONDS", "inf", "KRISEKANAL_LEASE_SECONDS must be at most 3600.0."),
        ("LEASE_SECONDS", "hunter2", "KRISEKANAL_LEASE_SECONDS must be a number, for example 10."),
        ("BUSY_TIMEOUT_MS", "-1", "KRISEKANAL_BUSY_TIMEOUT_MS must be at least 0."),
        ("DATABSE_URL", "hunter2", "There is no setting KRISEKANAL_DATABSE_URL. Did you mean KRISEKANAL_DATABASE_URL?"),
    ],
)
def test_a_wrong_setting(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, sentence: str) -> None:
    monkeypatch.setenv(PREFIX + variable, value)
    with pytest.raises(ConfigInvalid) as caught:
        load_settings()
    error = caught.value
    assert [(p.where, str(p.sentence)) for p in error.problems] == [(PREFIX + variable, sentence)]
    assert str(error) == sentence
    assert read(error.sentence, "nb") != sentence
    assert "hunter2" not in repr(error) + str(error.problems)
    assert error.__context__ is None


def test_every_wrong_setting_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"DATA": "/tmp/kk", "PAGE_PORT": "x", "LANG": "de"}.items():  # noqa: S108  # never written to
        monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(ConfigInvalid) as caught:
        load_settings()
    assert {p.where for p in caught.value.problems} == {"KRISEKANAL_PAGE_PORT", "KRISEKANAL_LANG"}
    assert all(str(p.sentence) in str(caught.value) for p in caught.value.problems)


def test_other_variables_with_the_prefix_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KRISEKANAL_TEST_POSTGRES", "postgresql://db")
    assert load_settings().page_port == 8080


def test_settings_are_frozen_and_described() -> None:
    with pytest.raises(ValidationError):
        load_settings().lang = "en"  # type: ignore[misc]  # that it is refused is what is tried
    assert all(field.description for field in Settings.model_fields.values())


def test_one_file_is_read_wherever_one_stands(clean: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine, user, named = settings_file.OF_THE_MACHINE, settings_file.of_the_user(), clean / "named.env"
    for file, port in ((machine, 9001), (user, 9002), (named, 9003)):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# as systemd reads it\nKRISEKANAL_DESK_PORT={port}\nKRISEKANAL_DATA={clean}/$krise\n")
    monkeypatch.setenv("KRISEKANAL_SETTINGS", str(named))
    assert _port(monkeypatch) == 9003
    monkeypatch.delenv("KRISEKANAL_SETTINGS")
    assert _port(monkeypatch) == 9002
    user.unlink()
    assert _port(monkeypatch) == 9001
    monkeypatch.setenv("KRISEKANAL_DESK_PORT", "9004")
    made = load_settings()
    assert made.desk_port == 9004, "what is set wins"
    assert made.data == clean / "$krise", "and nothing is filled in"


def _port(monkeypatch: pytest.MonkeyPatch) -> int:
    """As a new process finds it."""
    with monkeypatch.context() as process:
        process.setattr(os, "environ", dict(os.environ))
        return load_settings().desk_port


def test_a_settings_file_that_is_not_there_and_a_slip_in_one_are_told(
    clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KRISEKANAL_SETTINGS", str(clean / "none.env"))
    with pytest.raises(ConfigInvalid, match="no such file"):
        load_settings()
    (clean / "none.env").write_text("KRISEKANAL_DESK_PROT=9001\n")
    with pytest.raises(ConfigInvalid, match="KRISEKANAL_DESK_PORT"):
        load_settings()


def test_a_home_that_may_not_be_entered_is_passed_over(clean: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after `runuser -u krisekanal`, with root's HOME."""
    settings_file.OF_THE_MACHINE.parent.mkdir(parents=True)
    settings_file.OF_THE_MACHINE.write_text("KRISEKANAL_DESK_PORT=9001\n")
    whole = Path.is_file

    def is_file(path: Path) -> bool:
        if path == settings_file.of_the_user():
            raise PermissionError(13, "Permission denied")
        return whole(path)

    monkeypatch.setattr(Path, "is_file", is_file)
    assert _port(monkeypatch) == 9001
