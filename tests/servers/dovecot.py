"""A real IMAP server (Debian's Dovecot) on loopback, in a folder of its own: one mailbox for one user."""

import contextlib
import getpass
import grp
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

from tests.servers.ports import free_port

USER, PASSWORD = "bounces", "hem%melig"
_CONFIG = """
base_dir = {at}/run
state_dir = {at}/state
log_path = {at}/log
ssl = no
disable_plaintext_auth = no
protocols = imap
mail_location = maildir:{at}/mail
listen = 127.0.0.1
{ours}
passdb {{
  driver = static
  args = user={name} password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={at}/home
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


class Dovecot:
    """A context. `put` lays a letter into the mailbox, as a mail server would."""

    def __init__(self) -> None:
        self.port = free_port()

    def __enter__(self) -> "Dovecot":
        program = shutil.which("dovecot") or "/usr/sbin/dovecot"
        assert Path(program).exists(), "Dovecot is missing. Run: bash tests/tools.sh dovecot"
        self._at = Path(tempfile.mkdtemp(prefix="krisekanal-dovecot-"))
        self._at.chmod(0o755)
        for part in ("run", "state", "mail/new", "mail/cur", "mail/tmp", "home"):
            (self._at / part).mkdir(parents=True)
        (self._at / "dovecot.conf").write_text(self._config())
        command = [program, "-F", "-c", str(self._at / "dovecot.conf")]
        self._running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait()
        return self

    def _config(self) -> str:
        """It hands no mailbox to root, and needs users of its own where root starts it: Debian's package has made them."""
        user, group, ours = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name, ""
        if os.getuid() == 0:
            user, group = "nobody", "nogroup"
            for folder in (self._at / "mail", *(self._at / "mail").iterdir(), self._at / "home"):
                shutil.chown(folder, user, group)
        else:
            ours = f"default_internal_user = {user}\ndefault_internal_group = {group}\ndefault_login_user = {user}"
        password = PASSWORD.replace("%", "%%")
        return _CONFIG.format(
            at=self._at, user=user, group=group, ours=ours, password=password, name=USER, port=self.port
        )

    def _wait(self) -> None:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5) as there:
                if there.recv(4) == b"* OK":
                    return
            time.sleep(0.1)
        raise AssertionError((self._at / "log").read_text())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._running.wait(20)
        if self._running.poll() is None:
            self._running.kill()
            self._running.wait()
        shutil.rmtree(self._at, ignore_errors=True)

    @property
    def url(self) -> str:
        return f"imap://{USER}:{PASSWORD.replace('%', '%25')}@127.0.0.1:{self.port}/INBOX"

    def put(self, name: str, letter: bytes) -> None:
        made = self._at / "mail" / "tmp" / name
        made.write_bytes(letter)
        made.chmod(0o666)
        made.rename(self._at / "mail" / "new" / name)

    def left(self) -> list[str]:
        """Names of what lies there, read or not."""
        found = [*(self._at / "mail" / "new").iterdir(), *(self._at / "mail" / "cur").iterdir()]
        return sorted(each.name.partition(":")[0] for each in found)
