"""Kill -9 at every step, many writers at once, a full disk: the next message always finds a whole page."""

import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest
from lxml import html

from notifiers.channels.public_page import PublicPage, disk, write_empty
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from tests.notifiers.public_page.scenes import message, page_in

P = ParamSpec("P")
R = TypeVar("R")
fork = multiprocessing.get_context("fork")


def listed(page: PublicPage) -> Counter[str]:
    """How often each message's title stands on the front page."""
    tree = html.fromstring((page.root / "index.html").read_bytes())
    return Counter(title.text_content() for title in tree.xpath("//article//h2 | //article//h4"))


def whole(page: PublicPage) -> bool:
    return [diagnosis.level for diagnosis in page.check()] == ["ok"] and not list(page.root.rglob("*.tmp"))


def in_a_process(work: Callable[[], object]) -> int | None:
    child = fork.Process(target=work)
    child.start()
    child.join(120)
    return child.exitcode


def die_at(step: int, page: PublicPage, out: Outgoing) -> None:
    """Publish, but kill this process at the given file operation: a write, a move or a folder's sync."""
    steps = iter(range(10_000))

    def counted(real: Callable[P, R]) -> Callable[P, R]:
        def one(*args: P.args, **kwargs: P.kwargs) -> R:
            if next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)

        return one

    disk._write = counted(disk._write)  # only in the forked child
    disk._sync_folder = counted(disk._sync_folder)
    page.deliver(out)


def test_killed_at_every_step_and_sent_again(tmp_path: Path) -> None:
    survived_at = None
    for step in range(100):
        page = page_in(tmp_path / str(step))
        page.deliver(message("m-1", title="Den første"))
        out = message("m-2", "correction", "m-1", title="Rettelsen")
        if in_a_process(partial(die_at, step, page, out)) == 0:
            survived_at = step
            break
        readable = listed(page)
        assert readable["Den første"] == 1 and readable["Rettelsen"] <= 1, "a reader never sees half a page"
        found = page.find(out)
        assert found is None or readable["Rettelsen"] == 1, "what is found is on the page"
        receipt = page.deliver(out)
        assert listed(page) == {"Den første": 1, "Rettelsen": 1}
        assert whole(page) and page.find(out) == receipt, step
    assert survived_at is not None and survived_at > 10


def test_killed_and_then_another_message_heals(tmp_path: Path) -> None:
    for step in range(0, 14, 2):
        page = page_in(tmp_path / str(step))
        in_a_process(partial(die_at, step, page, message("m-1", title="Den drepte")))
        page.deliver(message("m-2", title="Den neste"))
        assert whole(page)
        assert listed(page)["Den neste"] == 1 and listed(page)["Den drepte"] <= 1


def test_processes_publishing_at_once_lose_nothing(page: PublicPage) -> None:
    outs = [message(f"m-{number}", title=f"Tittel {number}") for number in range(12)]
    children = [fork.Process(target=page.deliver, args=(out,)) for out in [*outs, *outs]]
    for child in children:
        child.start()
    for child in children:
        child.join(120)
    assert [child.exitcode for child in children] == [0] * 24
    assert listed(page) == Counter(f"Tittel {number}" for number in range(12))
    assert whole(page)


def test_threads_publishing_the_same_message_at_once(page: PublicPage) -> None:
    out = message("m-1", title="Den ene")
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(page.deliver, [out] * 16))
    assert len({receipt.remote_url for receipt in receipts}) == 1
    assert listed(page) == {"Den ene": 1}
    assert len(list(page.root.glob("cap/*.xml"))) == 1


def onto_a_full_disk(blocked: Path) -> Callable[[Path, bytes], None]:
    """Write as usual, but let the kernel refuse this one file for want of room."""
    real = disk._write

    def write(path: Path, data: bytes) -> None:
        if path == blocked.with_name(f".{blocked.name}.tmp"):
            path.parent.mkdir(exist_ok=True)
            path.symlink_to("/dev/full")
        real(path, data)

    return write


@pytest.mark.parametrize("blocked", ["entries/m-1.json", "m/m-1.html", "cap/m-1.xml", "feed.atom", "index.html"])
def test_a_full_disk_changes_nothing_and_heals(page: PublicPage, blocked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write_empty(page.places)
    before = (page.root / "index.html").read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(disk, "_write", onto_a_full_disk(page.root / blocked))
        with pytest.raises(NotifierError, match="the disk is full") as caught:
            page.deliver(message("m-1", title="Først"))
    assert caught.value.kind is RetryClass.RETRY_BACKOFF
    assert (page.root / "index.html").read_bytes() == before
    assert not list(page.root.glob("[emc]*/*.*")), "nothing has landed"
    page.deliver(message("m-1", title="Først"))
    assert listed(page)["Først"] == 1 and whole(page)


def test_a_folder_that_cannot_be_used_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "public").write_text("a file where the folder should be")
    page, out = page_in(tmp_path), message("m-1")
    for act in (lambda: page.deliver(out), lambda: page.find(out), lambda: page.read_back(out.approved_at)):
        with pytest.raises(NotifierError, match="right to write") as caught:
            act()
        assert caught.value.kind is RetryClass.RETRY_BACKOFF
    (diagnosis,) = page.check()
    assert diagnosis.level == "error" and str(tmp_path / "public") in str(diagnosis.sentence)


def test_a_writer_that_hangs_is_not_waited_for_for_ever(page: PublicPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "LOCK_PATIENCE", 0.05)
    with disk.sole_writer(page.root), pytest.raises(NotifierError, match="another program holds it") as caught:
        page.deliver(message("m-1"))
    assert caught.value.kind is RetryClass.RETRY_BACKOFF


def test_everything_can_be_made_anew_from_the_entries(page: PublicPage) -> None:
    page.deliver(message("m-1"))
    page.deliver(message("m-2", "correction", "m-1"))
    before = {path: path.read_bytes() for path in page.root.rglob("*.*") if path.is_file()}
    for path in before:
        if path.parent.name != "entries" and path.name not in ("about.json", ".lock"):
            path.unlink()
    assert [diagnosis.level for diagnosis in page.check()] == ["warning"]
    write_empty(page.places)
    assert {path: path.read_bytes() for path in page.root.rglob("*.*") if path.is_file()} == before


def test_a_page_changed_by_someone_else_is_noticed_and_mended(page: PublicPage) -> None:
    page.deliver(message("m-1"))
    (page.root / "index.html").write_text("hacket")
    (diagnosis,) = page.check()
    assert diagnosis.level == "warning" and "index.html" in str(diagnosis.sentence)
    page.deliver(message("m-2"))
    assert whole(page)


def test_a_damaged_entry_is_named_and_stops_nobody(page: PublicPage) -> None:
    page.deliver(message("m-1"))
    (page.root / "entries/m-1.json").write_text("{")
    page.deliver(message("m-2", title="Den neste"))
    assert listed(page) == {"Den neste": 1}
    (diagnosis,) = page.check()
    assert diagnosis.level == "error" and "m-1.json" in str(diagnosis.sentence)


def test_files_can_be_read_by_a_web_server_under_another_user(page: PublicPage) -> None:
    page.deliver(message("m-1"))
    modes = {path.name: path.stat().st_mode & 0o777 for path in page.root.rglob("[!.]*.*")}
    assert len(modes) > 6 and set(modes.values()) == {0o644}
