"""Debian's nginx with the file that the docs give, on ports and with certificates of the test's own."""

import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.ports import until_it_listens
from tests.servers.recorder import self_signed

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "nginx.conf"
DESK_NAME, PAGE_NAME = "krisedesk.stjordal.example", "krise.stjordal.example"
SIGNUP_NAME = "varsling.stjordal.example"
_MAIN = """\
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    types {{ text/html html; }}
    include {folder}/krisekanal.conf;
}}
"""


@contextmanager
def nginx(
    folder: Path, port: int, desk_port: int, public: Path, behind: tuple[str, str] | None = None
) -> Iterator[ssl.SSLContext]:
    """What trusts it. On `port` of loopback. Only ports, certificates and the public folder are changed in the file.

    `behind`: the proxy that the file gives as an example, and the one to put in its place.
    """
    folder.mkdir()
    (folder / "tls.pem").write_bytes(self_signed(DESK_NAME, PAGE_NAME, SIGNUP_NAME))
    text = _changed(folder, port, desk_port, public)
    if behind:
        text = _behind(text, *behind)
    (folder / "krisekanal.conf").write_text(text)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(_MAIN.format(folder=folder, user=user))
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen(
            [program, "-p", str(folder), "-c", str(folder / "nginx.conf")], stdout=out, stderr=out
        )
        try:
            until_it_listens(process, port, folder / "out")
            yield ssl.create_default_context(cafile=str(folder / "tls.pem"))
        finally:
            process.terminate()
            process.wait(20)


def _changed(folder: Path, port: int, desk_port: int, public: Path) -> str:
    text = EXAMPLE.read_text(encoding="utf-8")
    for ours, theirs in (
        ("listen 443 ", f"listen 127.0.0.1:{port} "),
        ("127.0.0.1:8000", f"127.0.0.1:{desk_port}"),
        ("127.0.0.1:8090", f"127.0.0.1:{desk_port}"),
        ("/var/www/krisekanal", str(public)),
        *(
            (f"/etc/ssl/{name}", str(folder / "tls.pem"))
            for name in ("krisedesk.pem", "krisedesk.key", "krise.pem", "krise.key", "varsling.pem", "varsling.key")
        ),
    ):
        assert ours in text, ours
        text = text.replace(ours, theirs)
    return text


def _behind(text: str, example: str, proxy: str) -> str:
    for line in (f"#set_real_ip_from {example};", "#real_ip_header X-Forwarded-For;"):
        assert text.count(line) == 1, line
        text = text.replace(line, line[1:].replace(example, proxy))
    return text


__all__ = ["DESK_NAME", "PAGE_NAME", "SIGNUP_NAME", "nginx"]
