"""A PostgreSQL server for the tests: the one a setting names, or one of our own on loopback.

`KRISEKANAL_TEST_POSTGRES` names an administrator's address (`postgresql://user@127.0.0.1:5432/postgres`).
Without it a private cluster is made in a temporary folder and removed afterwards.
"""

import getpass
import os
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from tests.servers.ports import free_port


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

    def __enter__(self) -> "Postgres":
        if not self.admin:
            self._start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._folder:
            self._run("pg_ctl", "-D", str(self._folder / "db"), "-m", "immediate", "-w", "stop")
            shutil.rmtree(self._folder, ignore_errors=True)

    def fresh(self, template: str = "template0") -> str:
        name = f"kk_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE {name} TEMPLATE "{template}"'.encode())
        return make_url(self.admin).set(drivername="postgresql+psycopg", database=name).render_as_string(False)

    def drop(self, url: str) -> None:
        name = make_url(url).database or ""
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())

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

    def _start(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="kk-pg-"))
        self._folder.chmod(0o777)
        port = free_port()
        self._run("initdb", "-D", str(self._folder / "db"), "-A", "trust", "-U", "postgres", "--no-sync")
        options = f"-p {port} -h 127.0.0.1 -k {self._folder} -c fsync=off"
        self._run(
            "pg_ctl", "-D", str(self._folder / "db"), "-o", options, "-l", str(self._folder / "log"), "-w", "start"
        )
        self.admin = f"postgresql://postgres@127.0.0.1:{port}/postgres"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(_binaries() / program), *arguments]
        if getpass.getuser() == "root":  # the server refuses to run as root
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
        subprocess.run(command, check=True, capture_output=True, cwd=self._folder)
