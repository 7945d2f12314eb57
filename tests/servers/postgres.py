"""A PostgreSQL server for the tests: the one a setting names, or one of our own on loopback.

`KRISEKANAL_TEST_POSTGRES` names an administrator's address (`postgresql://user@127.0.0.1:5432/postgres`).
Without it a private cluster is made in a temporary folder and removed afterwards.
"""

import getpass
import os
import re
import shutil
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from tests.servers.ports import free_port
from tests.servers.shape import empty, shape, written

SETTINGS = Path(__file__).parents[2] / "docs" / "settings.md"
EMPTY = "template0"
"""PostgreSQL's own template with nothing in it."""


def _documented(setting: str, kept: Path) -> str:
    """`name = value` as the document for the machine's keeper gives it, for this folder."""
    said = re.search(rf"`({setting} = [^`]+)`", SETTINGS.read_text())
    assert said, f"{SETTINGS.name} names no {setting}"
    return said[1].replace("/mnt/backup", str(kept))


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise RuntimeError("PostgreSQL is missing: run `make test`, which installs it, or set KRISEKANAL_TEST_POSTGRES")
    return found[-1].parent if found else Path(str(on_path)).parent


class Postgres:
    """Use as a context manager; `fresh()` gives the address of a new, empty database."""

    def __init__(self) -> None:
        self.admin = os.environ.get("KRISEKANAL_TEST_POSTGRES", "")
        self._folder: Path | None = None
        self._options = ""
        self._like: dict[str, str] = {}
        self._spare: dict[str, list[str]] = {}
        self._shape: dict[str, str] = {}
        self._written: dict[str, list[tuple[str, ...]]] = {}

    def __enter__(self) -> "Postgres":
        if not self.admin:
            self._start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._folder:
            self._run("pg_ctl", "-D", str(self._folder / "db"), "-m", "immediate", "-w", "stop")
            shutil.rmtree(self._folder, ignore_errors=True)

    def fresh(self, template: str = EMPTY) -> str:
        """A database like the template, under a name that nobody has heard of."""
        name = f"kk_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self.admin, autocommit=True) as connection:
            if not self._taken_from_the_spare(connection, template, name):
                connection.execute(f'CREATE DATABASE {name} TEMPLATE "{template}"'.encode())
        self._like[name] = template
        return self._url(name, "postgresql+psycopg")

    def drop(self, url: str) -> None:
        """Whose shape is still the template's is emptied and kept for the next one: making one takes a hundred times as long."""
        name = make_url(url).database or ""
        template = self._like.pop(name, EMPTY)
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            if template != EMPTY and self._emptied(name, template):
                self._spare.setdefault(template, []).append(name)
            else:
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())

    def _taken_from_the_spare(self, connection: "psycopg.Connection[Any]", template: str, name: str) -> bool:
        """Under a new name, so that whoever is left of the last test finds nothing."""
        if not (spare := self._spare.get(template)):
            return False
        before = spare.pop()
        connection.execute(f"ALTER DATABASE {before} RENAME TO {name}".encode())
        self._written[name] = self._written.pop(before)
        return True

    def _emptied(self, name: str, template: str) -> bool:
        with psycopg.connect(self._url(name)) as connection:
            if not self._unchanged(connection, name, template):
                return False
            empty(connection)
        return True

    def _unchanged(self, connection: "psycopg.Connection[Any]", name: str, template: str) -> bool:
        """Looked at whole once, and again when anything was written that says what the database is."""
        if (now := written(connection)) == self._written.pop(name, None):
            self._written[name] = now
            return True
        if template not in self._shape:
            with psycopg.connect(self._url(template)) as like:
                self._shape[template] = shape(like)
        self._written[name] = now
        return shape(connection) == self._shape[template]

    def _url(self, database: str, driver: str = "postgresql") -> str:
        return make_url(self.admin).set(drivername=driver, database=database).render_as_string(False)

    def restart(self) -> None:
        """Our own cluster only: every connection is cut, as after a crash of the machine."""
        if self._folder is None:
            raise RuntimeError("a server that a setting names is not ours to restart")
        self._run(
            "pg_ctl",
            "-D",
            str(self._folder / "db"),
            "-l",
            str(self._folder / "log"),
            "-m",
            "immediate",
            "-w",
            "restart",
        )

    def pids(self) -> list[int]:
        """Our own cluster only: the server and every process that it has now."""
        if self._folder is None:
            raise RuntimeError("a server that a setting names is not ours to kill")
        first = int((self._folder / "db" / "postmaster.pid").read_text().splitlines()[0])
        return [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]

    def start_again(self) -> None:
        """After a `kill -9` of all of it. Its locks go first: who is dead and not buried yet passes for alive."""
        assert self._folder is not None
        for lock in (self._folder / "db" / "postmaster.pid", *self._folder.glob(".s.PGSQL.*.lock")):
            lock.unlink()
        self._run(
            "pg_ctl",
            "-D",
            str(self._folder / "db"),
            "-o",
            self._options,
            "-l",
            str(self._folder / "log"),
            "-w",
            "start",
        )

    @property
    def folder(self) -> Path:
        """Of our own cluster."""
        assert self._folder is not None
        return self._folder

    def archive_into(self, kept: Path) -> None:
        """Settings and commands are those of docs/settings.md, but for the folder."""
        self._as_its_user("mkdir", "-p", str(kept / "wal"))
        for setting in ("archive_mode", "archive_timeout", "archive_command"):
            with psycopg.connect(self.admin, autocommit=True) as connection:
                connection.execute(f"ALTER SYSTEM SET {_documented(setting, kept)}".encode())
        self.restart()

    def base_backup(self, place: Path) -> None:
        self._run("pg_basebackup", "-c", "fast", "-D", str(place), "-d", self.admin)

    def until_archived(self, wal: Path) -> None:
        """All that was written until now."""
        deadline = time.monotonic() + 120
        with psycopg.connect(self.admin) as connection:
            row = connection.execute("SELECT pg_walfile_name(pg_current_wal_lsn() - 1)").fetchone()
        while not (wal / str(row and row[0])).exists():
            assert time.monotonic() < deadline, sorted(path.name for path in wal.iterdir())
            with psycopg.connect(self.admin, autocommit=True) as connection:
                connection.execute("SELECT pg_switch_wal()")
            time.sleep(0.1)

    def lost_and_recovered_from(self, kept: Path) -> None:
        """The data folder is gone for good; base and archive become the new one."""
        self._run("pg_ctl", "-D", str(self.folder / "db"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder / "db")
        self._as_its_user("cp", "-a", str(kept / "base"), str(self.folder / "db"))
        self._as_its_user("touch", str(self.folder / "db" / "recovery.signal"))
        with (self.folder / "db" / "postgresql.auto.conf").open("a") as settings:
            settings.write(_documented("restore_command", kept) + "\n")
        self._run(
            "pg_ctl", "-D", str(self.folder / "db"), "-o", self._options, "-l", str(self.folder / "log"), "-w", "start"
        )
        self._until_writable()

    def _until_writable(self) -> None:
        """A server that recovers answers what is read before it takes what is written."""
        deadline = time.monotonic() + 120
        while True:
            with psycopg.connect(self.admin) as connection:
                row = connection.execute("SELECT pg_is_in_recovery()").fetchone()
            if row == (False,):
                return
            assert time.monotonic() < deadline, self._last_words()
            time.sleep(0.1)

    def _start(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="kk-pg-"))
        self._folder.chmod(0o777)
        port = free_port()
        self._run("initdb", "-D", str(self._folder / "db"), "-A", "trust", "-U", "postgres", "--no-sync")
        self._options = f"-p {port} -h 127.0.0.1 -k {self._folder} -c fsync=off -c full_page_writes=off"
        self._run(
            "pg_ctl",
            "-D",
            str(self._folder / "db"),
            "-o",
            self._options,
            "-l",
            str(self._folder / "log"),
            "-w",
            "start",
        )
        self.admin = f"postgresql://postgres@127.0.0.1:{port}/postgres"

    def _run(self, program: str, *arguments: str) -> None:
        self._as_its_user(str(_binaries() / program), *arguments)

    def _as_its_user(self, *command: str) -> None:
        words = list(command)
        if getpass.getuser() == "root":  # the server refuses to run as root
            words = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *words]
        done = subprocess.run(words, check=False, capture_output=True, text=True, cwd=self._folder)
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)}: {done.stdout}{done.stderr}{self._last_words()}")

    def _last_words(self) -> str:
        log = self._folder / "log" if self._folder else None
        return log.read_text()[-2000:] if log and log.exists() else ""
