"""Help for any command imports neither database nor channels; a command that reads imports no channel, and each of its own tables alone."""

import json
import subprocess
import sys
from pathlib import Path

from desk.cli import commands, lazily
from tests.desk.test_bad_input import folder  # noqa: F401  # a fixture

HEAVY = {
    "sqlalchemy",
    "apprise",
    "httpx",
    "alembic",
    "phonenumbers",
    "lxml",
    "ruamel",
    "cryptography",
    "jinja2",
    "babel",
}
DATABASE = {"sqlalchemy", "sqlmodel", "sqlite3"}
READING = (
    "crisis list",
    "crisis list",
    "message list",
    "draft list",
    "person list",
    "remark list",
    "exercise list",
    "log show",
    "config check",
)
"""The first of them knows the file's accounts, which writes them down."""
SENDS = {
    "httpx",
    "httpcore",
    "apprise",
    "alembic",
    "prefect",
    "weasyprint",
    "lxml",
    "feedgen",
    "smpplib",
    "sqlalchemy.dialects.postgresql",
}
"""Of no use to a command that reads: what sends, what draws, what migrates, and another database than this one."""
_ASKED = """
import json, os, sys
import typer
for name in json.loads(sys.argv[1]):
    read, write = os.pipe()
    if not os.fork():
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.argv = ["krisekanal", name, "--help"]
        from desk.cli import main
        code = 1
        try:
            main.main()
        except SystemExit as ended:
            code = ended.code
        os.write(write, json.dumps([name, code, sorted({each.partition(".")[0] for each in sys.modules})]).encode())
        os._exit(0)
    os.close(write)
    os.wait()
    print(os.fdopen(read).read())
"""
"""A process forked for each, since what one has imported the next would have, too."""


def test_no_command_s_help_brings_the_house_with_it() -> None:
    names = json.dumps([*commands.ALONE, *commands.GROUPS])
    done = subprocess.run([sys.executable, "-c", _ASKED, names], capture_output=True, text=True, timeout=120)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [name for name, _, _ in answers] == [*commands.ALONE, *commands.GROUPS], done.stderr
    found = {name: (code, HEAVY.intersection(there)) for name, code, there in answers}
    assert set(map(str, found.values())) == {"(0, set())"}, found


def imported(*words: str) -> tuple[int, set[str]]:
    """The exit code, and every module that is there at the end."""
    asked = (
        f"import json, sys; sys.argv = ['krisekanal', *{words!r}]\n"
        "from desk.cli import main\n"
        "code = 0\n"
        "try: main.main()\n"
        "except SystemExit as ended: code = ended.code\n"
        "print(json.dumps([code or 0, sorted(sys.modules)]))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=120)
    code, there = json.loads(done.stdout.splitlines()[-1])
    return code, set(there)


def test_what_reads_imports_nothing_that_sends(folder: object) -> None:  # noqa: F811  # the fixture
    found = {words: imported(*words.split(), "--json") for words in READING}
    assert {words: (code, SENDS & there) for words, (code, there) in found.items()} == dict.fromkeys(
        READING, (0, set())
    )


def test_what_needs_no_database_imports_none(folder: object) -> None:  # noqa: F811  # the fixture
    """The version of the database that is wanted is a file's name."""
    for words in (["--version"], ["config", "check"]):
        code, there = imported(*words)
        assert (code, DATABASE & there) == (0, set()), words


def test_what_writes_has_every_table(folder: object) -> None:  # noqa: F811  # the fixture
    """A crisis points at rows of tables that the command never names."""
    words = [
        "crisis",
        "establish",
        "--title",
        "Vann",
        "--what",
        "Bakterier",
        "--where",
        "Lånke",
        "--as",
        "kari",
        "--json",
    ]
    done = subprocess.run([sys.executable, "-m", "desk.cli.main", *words], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["title"] == "Vann"


_RACE = """
import sys, threading, time
from pathlib import Path
package = Path(sys.argv[1]) / "policy"
from desk.cli import lazily
lazily.begin()
import policy
policy.__path__.append(str(package))
from policy import slow
found = []
threads = [threading.Thread(target=lambda: found.append(slow.LAST)) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(found, slow.TIMES)
"""


def test_two_threads_that_ask_a_module_first_find_it_whole(tmp_path: Path) -> None:
    """Executed once, and by the one alone until it is whole."""
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "slow.py").write_text(
        "import sys, time\nTIMES = getattr(sys, 'times', 0) + 1\nsys.times = TIMES\ntime.sleep(0.2)\nLAST = 'whole'\n"
    )
    done = subprocess.run([sys.executable, "-c", _RACE, str(tmp_path)], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == f"{['whole'] * 8} 1", done.stderr


_FAILS = """
import sys
from pathlib import Path
from desk.cli import lazily
lazily.begin()
import policy
policy.__path__.append(sys.argv[1])
from policy import broken
for _ in range(2):
    try: broken.anything
    except ZeroDivisionError: print("failed")
"""


def test_a_module_that_fails_fails_each_time_it_is_asked(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("1 / 0\n")
    done = subprocess.run([sys.executable, "-c", _FAILS, str(tmp_path)], capture_output=True, text=True, timeout=120)
    assert done.stdout.split() == ["failed", "failed"], done.stderr


def test_a_process_that_has_the_house_is_left_alone() -> None:
    before = list(sys.meta_path)
    lazily.begin()
    assert sys.meta_path == before
