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
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.servers.ports import free_port

EMPTY = "template0"
"""PostgreSQL's own template with nothing in it."""
VERSION = "alembic_version"
_SHAPE = f"""
    SELECT md5(string_agg(line, '|' ORDER BY line)) FROM (
        SELECT concat_ws(' ', tgrelid::regclass, tgenabled, pg_get_triggerdef(oid)) AS line
            FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT concat_ws(' ', attrelid::regclass, attname, atttypid, attnotnull, attisdropped)
            FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', relname, relkind, relowner, relacl, reloptions, relrowsecurity, relforcerowsecurity)
            FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', adrelid::regclass, adnum, pg_get_expr(adbin, adrelid)) FROM pg_attrdef
        UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
            WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', ev_class::regclass, rulename, ev_enabled, pg_get_ruledef(oid)) FROM pg_rewrite
        UNION ALL SELECT concat_ws(' ', evtname, evtevent, evtenabled) FROM pg_event_trigger
        UNION ALL SELECT concat_ws(' ', proname, prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', setrole, setconfig) FROM pg_db_role_setting
            JOIN pg_database ON pg_database.oid = setdatabase WHERE datname = current_database()
        UNION ALL SELECT version_num FROM {VERSION}
    ) AS lines
"""


def shape(connection: "psycopg.Connection[Any]") -> str:
    """Tables, columns, indexes, triggers, rules, functions, constraints, settings and version, as one digest."""
    return str(connection.execute(_SHAPE.encode()).fetchone())


def empty(connection: "psycopg.Connection[Any]") -> None:
    """No row but the version's, whatever guards the rows have; numbers begin at one again."""
    connection.execute("SET session_replication_role = replica")
    for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
        if name != VERSION:
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
    for (name,) in connection.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'").fetchall():
        connection.execute(sql.SQL("ALTER SEQUENCE {} RESTART").format(sql.Identifier(name)))


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
        self._like: dict[str, str] = {}
        self._spare: dict[str, list[str]] = {}
        self._shape: dict[str, str] = {}

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
        connection.execute(f"ALTER DATABASE {spare.pop()} RENAME TO {name}".encode())
        return True

    def _emptied(self, name: str, template: str) -> bool:
        if template not in self._shape:
            with psycopg.connect(self._url(template)) as connection:
                self._shape[template] = shape(connection)
        with psycopg.connect(self._url(name)) as connection:
            if shape(connection) != self._shape[template]:
                return False
            empty(connection)
        return True

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

    def _start(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="kk-pg-"))
        self._folder.chmod(0o777)
        port = free_port()
        self._run("initdb", "-D", str(self._folder / "db"), "-A", "trust", "-U", "postgres", "--no-sync")
        options = f"-p {port} -h 127.0.0.1 -k {self._folder} -c fsync=off -c full_page_writes=off"
        self._run(
            "pg_ctl", "-D", str(self._folder / "db"), "-o", options, "-l", str(self._folder / "log"), "-w", "start"
        )
        self.admin = f"postgresql://postgres@127.0.0.1:{port}/postgres"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(_binaries() / program), *arguments]
        if getpass.getuser() == "root":  # the server refuses to run as root
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
        subprocess.run(command, check=True, capture_output=True, cwd=self._folder)
