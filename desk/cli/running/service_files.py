"""What systemd needs to run Krisekanal: one unit for each program, a user of its own, folders with their rights."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config.machine.settings import PREFIX, PROGRAM
from config.machine.settings_file import OF_THE_MACHINE

DATA, PUBLIC = Path("/var/lib/krisekanal"), Path("/var/www/krisekanal")
PROGRAMS = {
    "worker": ("carries messages to their channels", "flows.runtime.worker"),
    "desk": ("the web desk", "desk.server"),
    "page": ("the public page on this machine", "desk.page"),
    "signup": ("the page on which residents sign up for warnings", "desk.signup.server"),
    "prefect": ("Prefect's own server", "flows.runtime.prefect_server"),
    "schedules": ("exercises and the safety net, in Prefect", "flows.schedules"),
}
UNITS = Path("etc/systemd/system")
_TEMPLATES = Path(__file__).parent / "units"
_USERS = 'u krisekanal - "Krisekanal" {data} /usr/sbin/nologin\n'
_FOLDERS = (
    "d {data} 0700 krisekanal krisekanal -\n"
    "d {public} 0755 krisekanal krisekanal -\n"
    "d {folder} 0755 root root -\n"
    "z {settings} 0640 root krisekanal -\n"
)
"""sysusers.d(5), tmpfiles.d(5)."""
_SETTINGS = "# Krisekanal's settings: docs/settings.md\nKRISEKANAL_DATA={data}\nKRISEKANAL_PUBLIC_DIR={public}\n"


@dataclass(frozen=True)
class File:
    """`path` is below the root of the machine. What people change is `theirs`, and never written over."""

    path: Path
    text: str
    theirs: bool = False


def files(*, prefect: bool = True, root: Path = Path("/")) -> Iterator[File]:
    """With the folders that the machine's settings name, where they are there already (below `root`)."""
    said = _said(root / OF_THE_MACHINE.relative_to("/"))
    data, public = (Path(said.get(name) or usual) for name, usual in (("DATA", DATA), ("PUBLIC_DIR", PUBLIC)))
    others = [Path(said[name]) for name in ("BACKUP_DIR", "MIRROR") if said.get(name, "").startswith("/")]
    places = {"data": data, "public": public, "settings": OF_THE_MACHINE, "folder": OF_THE_MACHINE.parent}
    yield File(OF_THE_MACHINE.relative_to("/"), _SETTINGS.format(**places), theirs=True)
    yield File(Path("usr/lib/sysusers.d/krisekanal.conf"), _USERS.format(**places))
    yield File(Path("usr/lib/tmpfiles.d/krisekanal.conf"), _FOLDERS.format(**places))
    without = [*([] if prefect else ["prefect", "schedules"]), *([] if said.get("SIGNUP_URL") else ["signup"])]
    chosen = [name for name in PROGRAMS if name not in without]
    where = {"data": data, "public": public, "others": others}
    yield _unit("krisekanal-setup.service", "setup.j2", **where)
    for name in chosen:
        about, module = PROGRAMS[name]
        yield _unit(f"krisekanal-{name}.service", "service.j2", about=about, module=module, **where)
    yield _unit("krisekanal.target", "target.j2", services=[f"krisekanal-{name}.service" for name in chosen])


def _said(settings: Path) -> dict[str, str]:
    """What the file says, by the names of settings without their beginning."""
    try:
        found = dotenv_values(settings, interpolate=False) if settings.exists() else {}
    except OSError:  # whoever may not read it may not write the units either, and is told so there
        return {}
    return {name.removeprefix(PREFIX): value for name, value in found.items() if value}


def _unit(name: str, template: str, **more: object) -> File:
    environment = Environment(  # noqa: S701  # systemd's own form, of our words alone
        loader=FileSystemLoader(_TEMPLATES), undefined=StrictUndefined, keep_trailing_newline=True
    )
    text = environment.get_template(template).render(
        python=sys.executable,
        krisekanal=Path(sys.executable).with_name("krisekanal"),
        program=PROGRAM,
        settings=OF_THE_MACHINE,
        home="read-only" if str(PROGRAM).startswith(("/home/", "/root/")) else "yes",
        **more,
    )
    return File(UNITS / name, text)
