"""Debian's Caddy with the file that the docs give, on a port and with an authority of the test's own."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.nginx import DESK_NAME, PAGE_NAME
from tests.servers.ports import until_it_listens

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "Caddyfile"
_OURS = "{{\n\thttps_port {port}\n\tlocal_certs\n\tskip_install_trust\n\tadmin off\n\tgrace_period 1s\n\tauto_https disable_redirects\n\tdefault_bind 127.0.0.1\n"


@contextmanager
def caddy(folder: Path, port: int, desk_port: int, public: Path) -> Iterator[ssl.SSLContext]:
    """What trusts it. On `port` of loopback. Only port, authority and the public folder are changed in the file."""
    program = shutil.which("caddy")
    assert program, "run `make test-tools` first: Caddy is not installed"
    folder.mkdir()
    (folder / "Caddyfile").write_text(_changed(port, desk_port, public))
    environment = os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    words = [program, "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen(words, stdout=out, stderr=out, env=environment)
        try:
            until_it_listens(process, port, folder / "out")
            trust = ssl.create_default_context(cafile=str(folder / "caddy/pki/authorities/local/root.crt"))
            for name in (DESK_NAME, PAGE_NAME):
                _until_it_has_a_certificate(trust, port, name)
            yield trust
        finally:
            process.terminate()
            process.wait(20)


def _until_it_has_a_certificate(trust: ssl.SSLContext, port: int, name: str) -> None:
    """It listens before its own authority has signed for the name, and answers the handshake with an error until then."""
    deadline = time.monotonic() + 60
    while True:
        try:
            with (
                socket.create_connection(("127.0.0.1", port), 10) as plain,
                trust.wrap_socket(plain, server_hostname=name),
            ):
                return
        except (ssl.SSLError, OSError):
            if time.monotonic() > deadline:
                raise
        time.sleep(0.1)


def _changed(port: int, desk_port: int, public: Path) -> str:
    text = EXAMPLE.read_text(encoding="utf-8")
    for ours, theirs in (
        ("\n{\n", "\n" + _OURS.format(port=port)),
        ("127.0.0.1:8000", f"127.0.0.1:{desk_port}"),
        ("/var/www/krisekanal", str(public)),
    ):
        assert ours in text, ours
        text = text.replace(ours, theirs, 1 if ours == "\n{\n" else -1)
    return text
