"""The real drawer works in a process of its own: bounded, forgotten when it dies, and gone when its parent is."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.pdf.real import pdf
from schemas.errors import NotDrawn

PAGE = '<!doctype html><html lang="nb"><head><title>Rapport</title></head><body>{body}</body></html>'
LONG = PAGE.replace("{body}", "<table>" + "<tr><td>Kok vannet</td><td>i ett minutt</td></tr>" * 4000 + "</table>")
DIES = ("-c", "import os; os.kill(os.getpid(), 9)")
HANGS = ("-c", "import time; time.sleep(600)")
SMALL = ("-c", "import sys; import config.pdf.child as c; c.MEMORY = 250 << 20; sys.exit(c.main(int(sys.argv[1])))")
DRAWS = "from tests.config.test_pdf_child import PAGE; from config.pdf.real import pdf; assert pdf(PAGE)[:4] == b'%PDF'"


def drawing(parent: int) -> list[int]:
    """Process ids of the children it has."""
    threads = Path(f"/proc/{parent}/task").iterdir()
    return [int(number) for thread in threads for number in (thread / "children").read_text().split()]


def test_who_asks_for_it_takes_nothing_in() -> None:
    script = f"{DRAWS}; import sys; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("program", "page", "words"),
    [(DIES, PAGE, "-9"), (HANGS, PAGE, "took longer"), (SMALL, LONG, "not drawn")],
    ids=["dies", "hangs", "takes too much memory"],
)
def test_what_becomes_of_it_is_a_sentence_and_the_next_is_drawn(
    program: tuple[str, ...], page: str, words: str
) -> None:
    before = drawing(os.getpid())
    with pytest.raises(NotDrawn, match=words):
        pdf(page, program=program, longest=0.5 if program is HANGS else 500)  # it is polite, and others are busy
    assert drawing(os.getpid()) == before, "nothing is left of it"
    assert pdf(PAGE.replace("{body}", "Rapport"))[:4] == b"%PDF"


def test_it_ends_with_its_parent() -> None:
    script = "from tests.config.test_pdf_child import LONG; from config.pdf.real import pdf; pdf(LONG)"
    parent = subprocess.Popen([sys.executable, "-c", script])
    deadline = time.monotonic() + 180
    while not (children := drawing(parent.pid)) and time.monotonic() < deadline:
        time.sleep(0.01)
    (child,) = children
    while b"config.pdf.child" not in Path(f"/proc/{child}/cmdline").read_bytes() and time.monotonic() < deadline:
        time.sleep(0.01)
    parent.kill()
    parent.wait()
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not _runs(child)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
