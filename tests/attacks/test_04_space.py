"""Line 4: a disk full of files. Each test is named after what the attacker would get."""

import io
import os
from datetime import timedelta
from pathlib import Path
from typing import IO

import pytest
from PIL import Image
from sqlmodel import delete

from flows.steps.sweep import sweep_files
from schemas.drafts.content import MessageKind
from schemas.errors import Refused
from store.context import AppContext
from store.crises import lifecycle
from store.db.tables import TakenInRow
from store.deliveries import unit_posts
from store.drafts import drafts
from store.files import incoming, unused
from store.files.incoming import stored
from store.formats.kinds import UNFINISHED
from store.formats.pictures import drawn_anew
from tests.attacks.door import FileDoor
from tests.attacks.mp4 import video
from tests.cast import content, request
from tests.desk.web.inside import Inside
from tests.fakes import FakeClock

WEEK = timedelta(days=7)


@pytest.fixture
def both(ctx: AppContext, tmp_path: Path) -> FileDoor:
    """On both databases."""
    return FileDoor(ctx, tmp_path)


def sent_in(door: FileDoor, person: str, size: int) -> None:
    """As if: no test writes a gigabyte."""
    with door.ctx.write() as session:
        row = TakenInRow(id=f"f-{size}", sha256=str(size), person_id=person, size=size, at=door.ctx.clock())
        session.add(row)


def age(door: FileDoor, days: float) -> None:
    """What lies there is `days` old by the clock of the test."""
    then = (door.ctx.clock() - timedelta(days=days)).timestamp()
    for path in door.media.iterdir():
        os.utime(path, (then, then))


def test_the_disk_by_one_persons_files(both: FileDoor, clock: FakeClock) -> None:
    most = both.settings.files_a_day
    sent_in(both, "anne", most - 1_000)
    clock.forward(hours=2)
    sent_in(both, "anne", 999 - len(video()))
    both.take(video())  # one byte is left
    for data in (video(b"!"), video(b"?")):
        with pytest.raises(Refused, match="There is room for this one again") as refused:
            both.take(data)
    off = refused.value.sentence.params["when"] - clock.now - timedelta(hours=22)
    assert abs(off) < timedelta(seconds=1), "when the first ones are a day old"
    assert both.left == [f"{both.take(video()).sha256}.mp4"], (
        "the same one again takes no room, and nothing else is left"
    )
    both.take(video(b"!"), by="ola")
    clock.forward(hours=22)
    both.take(video(b"!"))


def test_room_before_there_is_room(both: FileDoor, clock: FakeClock) -> None:
    """The time that is said is the time: not a minute before, and then."""
    for hours in range(3):
        sent_in(both, "anne", both.settings.files_a_day // 2 - hours)
        clock.forward(hours=hours + 1)
    with pytest.raises(Refused) as refused:
        both.take(video())
    left = refused.value.sentence.params["when"] - clock.now
    clock.forward(seconds=left.total_seconds() - 2)
    with pytest.raises(Refused):
        both.take(video())
    clock.forward(seconds=4)
    both.take(video())


def test_the_disk_through_the_desk(inside: Inside) -> None:
    """By every form that takes files, and the sentence says when; the text stays."""
    lifecycle.establish(inside.ctx, "kari", request())
    door = FileDoor(inside.ctx, inside.settings.data)
    for person in ("anne", "liv"):
        sent_in(door, person, door.settings.files_a_day + len(person))
    text = {"title": "Kok drikkevannet", "body": "Kok alt vann.", "account": "side", "alt": "En plan"}
    for person, path, more in (
        ("anne", "/write", {"do": "submit"}),
        ("liv", "/unit", {}),
        ("anne", "/write/preview", {}),
    ):
        client = inside.client(person)
        form = {"csrf": inside.csrf(client), **text, **more}
        answer = client.post(path, data=form, files={"picture": ("film.mp4", video(), "video/mp4")})
        assert "Det er plass til denne igjen" in answer.text, (path, answer.text)
        assert path == "/write/preview" or (answer.status_code == 403 and "Kok alt vann." in answer.text)
    assert drafts.listing(inside.ctx) == [] and door.left == []


def test_the_disk_by_files_nothing_came_of(both: FileDoor, clock: FakeClock) -> None:
    """What a draft refers to in any revision, and a planned post, stays; so does what a form has just named."""
    crisis = lifecycle.establish(both.ctx, "kari", request())
    first, last, post, unused_, named = (both.take(video(str(n).encode())) for n in range(5))
    draft = drafts.new(both.ctx, "anne", crisis.id, content().model_copy(update={"media": (first,)}), ["side"])
    drafts.edit(both.ctx, "anne", draft.id, content().model_copy(update={"media": (last,)}))
    drafts.withdraw(both.ctx, "anne", draft.id)
    lifecycle.stand_down(both.ctx, "kari", crisis.id)
    planned = content().model_copy(update={"media": (post,), "kind": MessageKind.UNIT_POST})
    unit_posts.post(both.ctx, "tor", "skole", planned, clock.now + timedelta(days=30))
    clock.forward(days=6)
    age(both, 6)
    assert unused.remove(both.ctx, both.media, WEEK) == 0
    clock.forward(days=2)
    age(both, 8)
    now = clock.now.timestamp()
    assert stored(both.media, named.sha256, "x")
    os.utime(named.path, (now, now))  # the machine's clock is not the test's
    assert unused.remove(both.ctx, both.media, WEEK) == 1
    assert both.left == sorted(f"{media.sha256}.mp4" for media in (first, last, post, named)), unused_.sha256
    age(both, 8)
    assert unused.remove(both.ctx, both.media, WEEK) == 1
    assert unused.remove(both.ctx, both.media, WEEK) == 0


def test_the_disk_by_files_that_were_broken_off(both: FileDoor) -> None:
    both.take(video())
    for name in (f"{UNFINISHED}abc", f"{UNFINISHED}new"):
        (both.media / name).write_bytes(b"half")
    age(both, 8)
    (both.media / f"{UNFINISHED}new").write_bytes(b"half")
    now = both.ctx.clock().timestamp()
    os.utime(both.media / f"{UNFINISHED}new", (now, now))
    assert unused.remove(both.ctx, both.media, WEEK) == 1, "the other one is counted from the day it came"
    assert f"{UNFINISHED}new" in both.left and len(both.left) == 2


def test_the_disk_by_files_nobody_counted(both: FileDoor, clock: FakeClock) -> None:
    """From before they were counted, or when the machine died between file and row. What is no file of ours stays."""
    crisis = lifecycle.establish(both.ctx, "kari", request())
    used, lost = both.take(video(b"used")), both.take(video(b"lost"))
    drafts.new(both.ctx, "anne", crisis.id, content().model_copy(update={"media": (used,)}), ["side"])
    (both.media / "LESMEG.txt").write_text("lagt her av IT")
    with both.ctx.write() as session:
        session.exec(delete(TakenInRow))
    age(both, 8)
    assert unused.remove(both.ctx, both.media, WEEK) == 1
    assert both.left == sorted([f"{used.sha256}.mp4", "LESMEG.txt"]), lost.sha256


def test_the_worker_removes_them(inside: Inside) -> None:
    worker = inside.worker()
    assert sweep_files(worker) == 0, "nobody has sent in anything yet"
    door = FileDoor(inside.ctx, inside.settings.data)
    door.take(video())
    inside.clock.forward(days=8)
    age(door, 8)
    assert sweep_files(worker) == 1 and door.left == []


def test_a_second_drawing_of_every_picture(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form is read for its preview, for its draft and for the page that refuses it; its file is worked on once."""
    lifecycle.establish(inside.ctx, "kari", request())
    worked_on: list[str] = []

    def noted(file: IO[bytes], mime: str) -> bytes:
        worked_on.append(mime)
        return drawn_anew(file, mime)

    monkeypatch.setattr(incoming, "drawn_anew", noted)
    paper = io.BytesIO()
    Image.new("RGB", (8, 8)).save(paper, "PNG")
    client = inside.client("anne")
    for path, body, status in (
        ("/write", "", 422),
        ("/write/preview", "Kok vannet.", 200),
        ("/write", "Kok vannet.", 303),
    ):
        form = {
            "csrf": inside.csrf(client),
            "title": "Kok",
            "body": body,
            "alt": "Kart",
            "do": "save",
            "account": "side",
        }
        answer = client.post(path, data=form, files={"picture": ("kart.png", paper.getvalue(), "image/png")})
        assert (answer.status_code, worked_on) == (status, ["image/png"]), answer.text
        worked_on.clear()
