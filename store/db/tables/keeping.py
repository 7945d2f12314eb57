"""Housekeeping: encrypted credentials and who is at work."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from schemas.event import RunMode
from store.db.columns import enum_column, utc_column


class CredentialRow(SQLModel, table=True):
    """`ciphertext` is Fernet (AES-128-CBC + HMAC-SHA256) under the key file, never the plain secret."""

    __tablename__ = "credential"

    name: str = Field(primary_key=True)
    ciphertext: str
    updated_at: datetime = utc_column()
    updated_by: str


class EpochRow(SQLModel, table=True):
    """A life of the database that began when it was restored from a backup. Before the first restore there is none."""

    __tablename__ = "epoch"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    began_at: datetime = utc_column()
    began_by: str


class PressedFormRow(SQLModel, table=True):
    """`mark` is SHA-256 (hex) of session, address and everything in the form; `answer` is where it led."""

    __tablename__ = "pressed_form"

    mark: str = Field(primary_key=True)
    pressed_at: datetime = utc_column(index=True)
    answer: str | None = None


class WorkerRow(SQLModel, table=True):
    __tablename__ = "worker"

    id: str = Field(primary_key=True)
    host: str
    pid: int
    started_at: datetime = utc_column()
    seen_at: datetime = utc_column()
    mode: RunMode = enum_column(RunMode)
    """`prefect` while Prefect answers."""
