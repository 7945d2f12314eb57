"""A real WordPress on a MariaDB of its own, from Debian's packages, on loopback; everything is gone afterwards."""

import base64
import getpass
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.servers.ports import free_port

SOURCE = Path("/usr/share/wordpress")
_START = 60.0
_CONFIG = """<?php
define('DB_NAME', 'wp'); define('DB_USER', 'wp'); define('DB_PASSWORD', 'wp'); define('DB_HOST', '127.0.0.1:{db}');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_ENVIRONMENT_TYPE', 'local'); define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true); define('WP_DEBUG', false);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) {{ define('ABSPATH', __DIR__ . '/'); }}
require_once ABSPATH . 'wp-settings.php';
"""
_PEOPLE = """<?php
require __DIR__ . '/wp-load.php';
update_option('timezone_string', 'Europe/Oslo');
$made = array();
foreach (array('krise' => array('administrator'), 'sjef' => array('administrator'), 'redaktor' => array('editor'),
    'skribent' => array('author', 'contributor'), 'leser' => array('subscriber')) as $name => $roles) {
    $id = wp_insert_user(array('user_login' => $name, 'user_pass' => 'pw-' . $name, 'user_email' => "$name@kk.example", 'role' => $roles[0]));
    $user = new WP_User($id);
    foreach (array_slice($roles, 1) as $role) { $user->add_role($role); }
    $made[$name] = array('id' => $id, 'password' => "ord$name");
    WP_Application_Passwords::create_new_application_password($id, array('name' => 'test'));
    $words = get_user_meta($id, '_application_passwords', true);
    $words[0]['password'] = wp_hash_password($made[$name]['password']);
    update_user_meta($id, '_application_passwords', $words);
}
echo json_encode($made);
"""


class WordPressServer:
    """`people` has id and application password (“ord” and the name) of krise and sjef (administrators), redaktor (editor), skribent
    (author and contributor) and leser (subscriber). `url("krise")` is an Apprise address."""

    def __init__(self) -> None:
        if not (SOURCE / "wp-settings.php").exists():
            raise RuntimeError(
                "WordPress is missing: run `make test`, which installs it, or `bash tests/tools.sh wordpress`"
            )
        self.port, self._db_port = free_port(), free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="kk-wp-"))
        self._socket = self._folder / "db.sock"
        self._processes: list[subprocess.Popen[bytes]] = []
        self.people: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> "WordPressServer":
        try:
            self._start_database()
            self._start_php()
            self._install()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._processes):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, name: str = "krise") -> str:
        return f"wordpress://{name}:ord{name}@127.0.0.1:{self.port}"

    def php(self, code: str) -> Any:
        """Run PHP inside WordPress; what it echoes is read as JSON."""
        script = self._folder / "www" / "kk-run.php"
        script.write_text("<?php require __DIR__ . '/wp-load.php';\n" + code, encoding="utf-8")
        done = subprocess.run(["php", str(script)], check=True, capture_output=True, text=True, timeout=120)
        return json.loads(done.stdout) if done.stdout.strip() else None

    @contextmanager
    def plugin(self, code: str) -> Iterator[None]:
        """A must-use plugin, for as long as it lasts."""
        path = self._folder / "www" / "wp-content" / "mu-plugins" / "kk.php"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"<?php {code}", encoding="utf-8")
        try:
            yield
        finally:
            path.unlink()

    def roles(self) -> dict[str, list[str]]:
        """Login name to roles in WordPress' own order, read past its REST interface."""
        code = "$all = array(); foreach (get_users() as $u) { $all[$u->user_login] = array_values($u->roles); } echo json_encode($all);"
        return dict(self.php(code))

    def post_as(self, name: str, title: str, content: str = "Hei") -> tuple[int, dict[str, Any]]:
        """What a person does with an app of their own: status code and answer."""
        body = json.dumps({"title": title, "content": content, "status": "publish"}).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/?rest_route=/wp/v2/posts", body, method="POST")
        request.add_header("Content-Type", "application/json")
        request.add_header("Authorization", "Basic " + _basic(name, f"ord{name}"))
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def _start_database(self) -> None:
        folder = self._folder / "db"
        folder.mkdir()
        user = getpass.getuser()
        if user == "root":  # the server refuses to run as root
            user = "mysql"
            self._folder.chmod(0o755)
            shutil.chown(folder, user, user)
            (self._folder / "run").mkdir()
            shutil.chown(self._folder / "run", user, user)
            self._socket = self._folder / "run" / "db.sock"
        made = subprocess.run(
            [
                "mariadb-install-db",
                "--no-defaults",
                f"--user={user}",
                f"--datadir={folder}",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
            ],
            capture_output=True,
            text=True,
        )
        assert made.returncode == 0, made.stdout + made.stderr
        self._spawn(
            "mariadbd",
            "--no-defaults",
            f"--user={user}",
            f"--datadir={folder}",
            f"--socket={self._socket}",
            f"--port={self._db_port}",
            "--bind-address=127.0.0.1",
            "--innodb-flush-log-at-trx-commit=0",
        )
        admin = self._as_root("mariadb")
        self._wait(lambda: subprocess.run([*admin, "-e", "SELECT 1"], capture_output=True).returncode == 0, "MariaDB")
        grant = "CREATE DATABASE wp CHARACTER SET utf8mb4; CREATE USER wp@127.0.0.1 IDENTIFIED BY 'wp'; GRANT ALL ON wp.* TO wp@127.0.0.1"
        subprocess.run([*admin, "-e", grant], check=True, capture_output=True)

    def _start_php(self) -> None:
        www = self._folder / "www"
        subprocess.run(
            ["cp", "-rL", str(SOURCE), str(www)], check=False, capture_output=True
        )  # a dead link in it may be passed over
        (www / "wp-config.php").unlink(missing_ok=True)
        (www / "wp-config.php").write_text(_CONFIG.format(db=self._db_port), encoding="utf-8")
        (www / "wp-content" / "uploads").mkdir(exist_ok=True)
        self._spawn("php", "-S", f"127.0.0.1:{self.port}", "-t", str(www), PHP_CLI_SERVER_WORKERS="4")

    def _install(self) -> None:
        form = {
            "weblog_title": "T",
            "user_name": "admin",
            "admin_password": "adminpw",
            "admin_password2": "adminpw",
            "pw_weak": "1",
            "admin_email": "a@kk.example",
            "blog_public": "0",
        }
        address = f"http://127.0.0.1:{self.port}/wp-admin/install.php?step=2"
        self._wait(lambda: _answers(address, urllib.parse.urlencode(form).encode()), "WordPress")
        script = self._folder / "www" / "kk-people.php"
        script.write_text(_PEOPLE, encoding="utf-8")
        done = subprocess.run(["php", str(script)], check=True, capture_output=True, text=True, timeout=120)
        self.people = json.loads(done.stdout)
        with (self._folder / "as-new.sql").open("wb") as kept:
            subprocess.run([*self._as_root("mariadb-dump"), "wp"], check=True, stdout=kept)

    def reset(self) -> None:
        """As it was installed: no posts, everybody's roles and passwords, and none of what was sent before."""
        with (self._folder / "as-new.sql").open("rb") as kept:
            subprocess.run([*self._as_root("mariadb"), "wp"], check=True, stdin=kept, capture_output=True)

    def _as_root(self, program: str) -> list[str]:
        return [program, "--no-defaults", f"--socket={self._socket}", "-uroot"]

    def _spawn(self, *command: str, **environment: str) -> None:
        """In a process group of its own: PHP's workers outlive their parent otherwise."""
        with (self._folder / "log").open("ab") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=log, env=os.environ | environment, start_new_session=True
            )
        self._processes.append(process)

    def _wait(self, question: Any, name: str) -> None:
        deadline = time.monotonic() + _START
        while time.monotonic() < deadline:
            if self._processes[-1].poll() is not None:
                break
            if question():
                return
            time.sleep(0.1)
        raise RuntimeError(f"{name} did not start: {(self._folder / 'log').read_text(errors='replace')[-2000:]}")


def _answers(address: str, body: bytes) -> bool:
    try:
        with urllib.request.urlopen(address, body, timeout=120) as answer:
            return b"Success" in answer.read() or answer.status == 200
    except OSError:
        return False


def _basic(name: str, word: str) -> str:
    return base64.b64encode(f"{name}:{word}".encode()).decode()
