"""Line 4: a picture that its approver has not seen. Each test is named after what the attacker would get."""

import asyncio
import hashlib
import io
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from starlette.types import Message

from desk.cli.output import pages
from desk.cli.output.plain import console
from desk.cli.output.seen import short_file, whole_files
from desk.files import ShownFile
from desk.web.headers import OF_A_FILE, OF_A_PDF
from flows.steps.deliver import start_message
from notifiers.base.attachment import approved_bytes
from schemas.drafts.draft import Draft
from schemas.drafts.media import Media
from schemas.errors import InvalidInput, NotFound, NotifierError, Refused
from schemas.evidence.origin import Door, Origin
from schemas.states import DeliveryStatus
from store.approvals import approvals
from store.context import AppContext
from store.crises import lifecycle
from store.drafts import drafts
from store.files import shown
from store.files.kept import unchanged
from store.identity import passwords
from store.logins import links
from store.messages import messages
from tests.attacks.door import FileDoor
from tests.attacks.mp4 import video
from tests.cast import content, request
from tests.desk.web.inside import PIN, Inside
from tests.desk.web.letters import connect
from tests.documents import document
from tests.journeys.town import Town, eventually
from tests.servers.mastodon import MastodonServer
from tests.servers.recorder import Recorder
from tests.servers.smtp import SmtpServer
from tests.servers.web import WebTown

VIDEO = video(bytes(200_000))
API = "/api/v1"
ALT = "Kart over Lånke"


def picture(colour: str) -> bytes:
    paper = io.BytesIO()
    Image.new("RGB", (300, 400), colour).save(paper, "PNG")
    return paper.getvalue()


def waiting(ctx: AppContext, *media: Media, account: str = "skjerm") -> Draft:
    crisis = lifecycle.establish(ctx, "kari", request())
    draft = drafts.new(ctx, "anne", crisis.id, content().model_copy(update={"media": media}), [account])
    return drafts.submit(ctx, "anne", draft.id)


class Scene:
    """A draft that waits at the desk, with one picture."""

    def __init__(self, inside: Inside, *more: bytes) -> None:
        self.inside, self.ctx = inside, inside.ctx
        self.door = FileDoor(inside.ctx, inside.settings.data)
        self.media = self.door.take(picture("red"), ALT)
        self.draft = waiting(self.ctx, self.media, *(self.door.take(data, ALT) for data in more))
        self.ola = inside.client("ola")

    @property
    def now(self) -> Draft:
        return drafts.show(self.ctx, self.draft.id)

    @property
    def paths(self) -> list[str]:
        return [f"/drafts/{self.draft.id}/files/{m.sha256}" for m in self.now.revision.content.media]

    def approve(self, client: httpx.Client) -> httpx.Response:
        return self.inside.post(client, f"/drafts/{self.draft.id}/approve", seen=str(self.now.revision.seen))

    def by_token(self, headers: dict[str, str]) -> httpx.Response:
        body = {"seen": str(self.now.revision.seen)}
        path = f"{API}/drafts/{self.draft.id}/approve"
        client: httpx.Client = self.inside.client()
        return client.post(path, json=body, headers={**headers, "idempotency-key": "en-nokkel-1"})

    def refused(self, answer: httpx.Response) -> None:
        assert answer.status_code == 403 and "Kart over Lånke" in answer.text, answer.text
        assert self.now.message_id is None

    def published(self, answer: httpx.Response) -> None:
        assert answer.status_code in (200, 303), answer.text
        assert self.now.message_id is not None


@pytest.fixture
def scene(inside: Inside) -> Scene:
    return Scene(inside)


def test_a_picture_that_nobody_has_opened(scene: Scene) -> None:
    """The page alone is not the picture."""
    page = scene.ola.get(f"/drafts/{scene.draft.id}")
    assert f'<img src="{scene.paths[0]}"' in page.text
    scene.refused(scene.approve(scene.ola))
    assert scene.ola.get(scene.paths[0]).content == Path(scene.media.path).read_bytes()
    scene.published(scene.approve(scene.ola))


def test_a_picture_that_somebody_else_has_opened(scene: Scene) -> None:
    """Another person, another session of one's own, another token."""
    scene.inside.client("ingrid").get(scene.paths[0])
    scene.inside.client("ola").get(scene.paths[0])
    scene.inside.client().get(API + scene.paths[0], headers=scene.inside.token_for("ola"))
    scene.refused(scene.approve(scene.ola))


def test_half_of_a_video(inside: Inside) -> None:
    scene = Scene(inside, VIDEO)
    first, video = scene.paths
    scene.ola.get(first)
    for wanted in ("0-99999", "100001-", "0-50,99000-200027", "-5"):
        answer = scene.ola.get(video, headers={"range": f"bytes={wanted}"})
        assert answer.status_code == 206, wanted
        scene.refused(scene.approve(scene.ola))
    scene.ola.get(video, headers={"range": "bytes=99000-101000"})
    scene.published(scene.approve(scene.ola))


def test_nothing_but_the_head_of_a_picture(scene: Scene) -> None:
    assert scene.ola.head(scene.paths[0]).status_code == 405
    assert scene.ola.get(scene.paths[0], headers={"range": "bytes=999999999-"}).status_code == 416
    scene.ola.get(scene.paths[0], headers={"if-none-match": "*", "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"})
    scene.published(scene.approve(scene.ola))


def test_a_picture_that_a_link_has_not_shown(scene: Scene) -> None:
    passwords.set_pin(scene.ctx, "ola", PIN)
    word = links.for_draft(
        scene.ctx, scene.inside.opened.vault, "ola", scene.draft.id, scene.draft.revision.content_hash
    )
    phone = scene.inside.client()
    phone.post(f"/l/{word}", data={"pin": PIN})
    scene.ola.get(scene.paths[0])
    csrf = phone.get(f"/drafts/{scene.draft.id}").text.split('data-csrf="')[1].split('"')[0]
    approval = {"csrf": csrf, "seen": str(scene.draft.revision.seen)}
    scene.refused(phone.post(f"/drafts/{scene.draft.id}/approve", data=approval))
    assert phone.get(scene.paths[0]).status_code == 200
    scene.published(phone.post(f"/drafts/{scene.draft.id}/approve", data=approval))


def test_the_files_of_other_drafts_by_a_link(scene: Scene) -> None:
    passwords.set_pin(scene.ctx, "ola", PIN)
    other = drafts.new(
        scene.ctx,
        "anne",
        scene.draft.crisis_id,
        content("Et annet.").model_copy(update={"media": (scene.media,)}),
        ["side"],
    )
    word = links.for_draft(
        scene.ctx, scene.inside.opened.vault, "ola", scene.draft.id, scene.draft.revision.content_hash
    )
    phone = scene.inside.client()
    phone.post(f"/l/{word}", data={"pin": PIN})
    assert phone.get(f"/drafts/{other.id}/files/{scene.media.sha256}").status_code == 403
    drafts.edit(scene.ctx, "anne", scene.draft.id, content("Nytt.").model_copy(update={"media": (scene.media,)}))
    assert phone.get(scene.paths[0]).status_code == 403, "a later revision is not what the letter was about"


def test_a_picture_that_a_token_has_not_fetched(scene: Scene) -> None:
    headers = scene.inside.token_for("ola")
    scene.refused(scene.by_token(headers))
    answer = scene.inside.client().get(API + scene.paths[0], headers=headers)
    assert answer.content == Path(scene.media.path).read_bytes() and answer.headers["content-type"] == "image/png"
    scene.published(scene.by_token(headers))


def test_what_a_program_says_it_has_seen(scene: Scene) -> None:
    """A form or a body that names files gets nobody any further."""
    seen = {"seen": str(scene.draft.revision.seen), "files": scene.media.sha256, "seen_file": scene.media.sha256}
    scene.refused(scene.inside.post(scene.ola, f"/drafts/{scene.draft.id}/approve", **seen))
    headers = {**scene.inside.token_for("ola"), "idempotency-key": "en-nokkel-2"}
    body = {"seen": seen["seen"], "files": [scene.media.sha256]}
    answer = scene.inside.client().post(f"{API}/drafts/{scene.draft.id}/approve", json=body, headers=headers)
    assert answer.status_code in (403, 422) and scene.now.message_id is None


def test_an_old_look_at_a_file_that_was_changed(scene: Scene) -> None:
    scene.ola.get(scene.paths[0])
    new = scene.door.take(picture("blue"), ALT)
    for media in ((scene.media, new), (new,)):
        drafts.edit(scene.ctx, "anne", scene.draft.id, content().model_copy(update={"media": media}))
        scene.refused(scene.approve(scene.ola))
    assert scene.ola.get(f"/drafts/{scene.draft.id}/files/{scene.media.sha256}").status_code == 404, (
        "no longer its file"
    )
    scene.ola.get(scene.paths[0])
    scene.published(scene.approve(scene.ola))


def test_a_look_at_the_same_file_in_another_draft(scene: Scene) -> None:
    other = drafts.new(
        scene.ctx,
        "anne",
        scene.draft.crisis_id,
        content("Et annet.").model_copy(update={"media": (scene.media,)}),
        ["side"],
    )
    assert scene.ola.get(f"/drafts/{other.id}/files/{scene.media.sha256}").status_code == 200
    scene.refused(scene.approve(scene.ola))


@pytest.mark.parametrize("prefix", ["", API])
def test_files_for_whoever_guesses(scene: Scene, prefix: str) -> None:
    """No file without a login, none by a digest that is not the draft's, none by a path."""
    stranger = scene.inside.client()
    assert stranger.get(prefix + scene.paths[0]).status_code in (303, 401)
    headers = scene.inside.token_for("ola") if prefix else {}
    other = scene.door.take(VIDEO, ALT)
    for digest in (other.sha256, "0" * 64, scene.media.sha256.upper(), scene.media.sha256[:16], "..%2f..%2fsecret.key"):
        answer = scene.ola.get(f"{prefix}/drafts/{scene.draft.id}/files/{digest}", headers=headers)
        assert answer.status_code == 404, digest
    answer = scene.ola.get(f"{prefix}/drafts/u-none/files/{scene.media.sha256}", headers=headers)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("data", "mime"), [(picture("red"), "image/png"), (document("en plan"), "application/pdf"), (VIDEO, "video/mp4")]
)
def test_a_script_in_a_file(inside: Inside, data: bytes, mime: str) -> None:
    """Served as what it is, in a sandbox, to our own pages alone; a PDF in one piece, and without one (phones show none else)."""
    scene = Scene(inside, data)
    path = scene.paths[-1]
    for address, how in ((path, "inline"), (f"{path}?download=true", "attachment")):
        headers = scene.ola.get(address).headers
        assert headers["content-type"] == mime and headers["x-content-type-options"] == "nosniff"
        policy = headers["content-security-policy"]
        assert policy == (OF_A_PDF if mime == "application/pdf" else OF_A_FILE) and "script" not in policy
        assert "default-src 'none'" in policy and policy.startswith("sandbox; ") == (mime != "application/pdf")
        assert headers["cross-origin-resource-policy"] == "same-origin" and headers["cache-control"] == "no-store"
        assert headers["content-disposition"].startswith(how)
    answer = scene.ola.get(path, headers={"range": "bytes=0-9"})
    assert len(answer.content) == (scene.now.revision.content.media[-1].size if mime == "application/pdf" else 10)


def test_another_file_under_the_name_of_the_one_approved(scene: Scene) -> None:
    """Whoever changes it on the disk, before the approval or after it, has nothing shown and nothing sent."""
    scene.ola.get(scene.paths[0])
    scene.published(scene.approve(scene.ola))
    path = Path(scene.media.path)
    assert approved_bytes(scene.media) == path.read_bytes()
    path.write_bytes(picture("blue"))
    with pytest.raises(NotifierError, match="changed after the approval"):
        approved_bytes(scene.media)
    assert scene.ola.get(scene.paths[0]).status_code == 404
    with pytest.raises(NotFound):
        unchanged(scene.media)
    path.unlink()
    assert scene.ola.get(scene.paths[0]).status_code == 404


@pytest.mark.parametrize("changed", [False, True], ids=["as approved", "changed on the disk"])
def test_another_file_sent_than_the_one_approved(inside: Inside, changed: bool) -> None:
    """The whole way out to a mail server: what arrives is the file of the digest approved, or nothing."""
    with SmtpServer() as smtp:
        connect(inside, smtp)
        media = FileDoor(inside.ctx, inside.settings.data).take(picture("red"), ALT)
        draft = waiting(inside.ctx, media, account="epost")
        message = approvals.approve(inside.ctx, "ola", draft.id, draft.revision.seen)
        if changed:
            Path(media.path).write_bytes(picture("blue"))
        worker = inside.worker()
        start_message(worker, message.id)
        worker.hands.wait()
        (delivery,) = messages.show(inside.ctx, message.id).deliveries
        letters = smtp.to("en@kk.example")
        if changed:
            assert letters == [] and delivery.status is DeliveryStatus.FAILED
            return
        (file,) = letters[0].iter_attachments()
        payload = file.get_payload(decode=True)
        assert isinstance(payload, bytes) and hashlib.sha256(payload).hexdigest() == media.sha256
        assert delivery.status is DeliveryStatus.DELIVERED


def test_a_hash_that_does_not_cover_the_file(ctx: AppContext, tmp_path: Path) -> None:
    first, second = (FileDoor(ctx, tmp_path).take(picture(colour)) for colour in ("red", "blue"))
    draft = waiting(ctx, first, account="side")
    changed = drafts.edit(ctx, "anne", draft.id, content().model_copy(update={"media": (second,)}))
    assert changed.revision.content_hash != draft.revision.content_hash


def test_an_approval_on_the_command_line_that_names_no_file(ctx: AppContext, tmp_path: Path) -> None:
    first, second = (
        FileDoor(ctx, tmp_path).take(picture(colour), alt) for colour, alt in (("red", "Første"), ("blue", "Andre"))
    )
    draft = waiting(ctx, first, second, account="side")
    seen = draft.revision.seen
    for files in (frozenset(), whole_files([short_file(first)], draft.revision)):
        with pytest.raises(Refused, match="Første" if not files else "Andre"):
            approvals.approve(ctx, "ola", draft.id, seen._replace(files=files))
    for digits in (second.sha256[:15], "", "0" * 64, "*"):
        with pytest.raises(InvalidInput, match="at least 16 digits"):
            whole_files([digits], draft.revision)
    files = whole_files([short_file(first), second.sha256.upper()], draft.revision)
    approvals.approve(ctx, "ola", draft.id, seen._replace(files=files))


def test_a_look_is_noted_for_whoever_looked_on_both_databases(ctx: AppContext, tmp_path: Path) -> None:
    media = FileDoor(ctx, tmp_path).take(VIDEO)
    draft = waiting(ctx, media, account="side")
    doors = [
        Origin(door=Door.SESSION, id="i-1"),
        Origin(door=Door.LINK, id="ticket", session="i-2"),
        Origin(door=Door.TOKEN, id="t-1"),
    ]
    seen = draft.revision.seen._replace(files=frozenset())
    for origin in (*doors, None, Origin(door=Door.COMMAND_LINE), Origin(door=Door.PAGE)):
        mine = _through(ctx, origin)
        shown.note(mine, draft.id, media, 10, media.size)
        assert shown.with_files(mine, draft.id, seen).files == frozenset()
        shown.note(mine, draft.id, media, 0, 10)
        assert shown.with_files(mine, draft.id, seen).files == ({media.sha256} if origin in doors else frozenset())


@pytest.mark.parametrize("size", [1, 2, 65_535, 65_536, 65_537, 131_072, 200_000])
@pytest.mark.parametrize("wanted", [None, "bytes=0-", "bytes=1-"])
def test_an_approval_between_the_last_byte_and_its_note(tmp_path: Path, size: int, wanted: str | None) -> None:
    """Whoever has every byte finds it noted, however the file falls into pieces."""
    path = tmp_path / "file"
    path.write_bytes(bytes(size))
    media = Media(path=str(path), sha256=hashlib.sha256(bytes(size)).hexdigest(), mime="video/mp4", size=size, alt="x")
    happened: list[Any] = []

    async def send(message: Message) -> None:
        happened.append(len(message.get("body", b"")))

    async def receive() -> Message:
        await asyncio.sleep(3600)
        raise AssertionError("nobody waits so long")

    headers = [(b"range", wanted.encode())] if wanted else []
    answer = ShownFile(media, lambda start, end: happened.append((start, end)), download=False)
    asyncio.run(answer({"type": "http", "method": "GET", "headers": headers}, receive, send))
    start = 1 if wanted == "bytes=1-" else 0
    if size == 1 and start == 1:
        assert happened and not any(isinstance(each, tuple) for each in happened), "there is no second byte"
        return
    noted = happened.index((start, size))
    assert sum(happened[:noted]) == size - start - 1 and sum(happened[noted + 1 :]) == 1


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), max_size=12))
def test_spans_are_those_bytes_that_were_sent(pairs: list[tuple[int, int]]) -> None:
    spans: list[list[int]] = []
    for start, length in pairs:
        spans = shown.merged(spans, start, start + length)
    every = {byte for start, length in pairs for byte in range(start, start + length)}
    assert {byte for first, last in spans for byte in range(first, last)} == every
    assert all(before[1] < after[0] for before, after in pairwise(spans))


def _through(ctx: AppContext, origin: Origin | None) -> AppContext:
    return replace(ctx, origin=origin)


@pytest.mark.slow
def test_the_whole_way_on_the_command_line(tmp_path: Path) -> None:
    """`draft show` says where it lies and its digits; without them nothing is published."""
    with SmtpServer() as smtp, MastodonServer() as mastodon, Recorder() as webhook:
        town = Town(tmp_path, smtp, mastodon, webhook)
        file = tmp_path / "kart.png"
        file.write_bytes(picture("red"))
        asked = ("--title", "Vann", "--what", "Bakterier", "--where", "Lånke", "--severity", "severe")
        town.ok("crisis", "establish", *asked, as_="kari")
        given_ = (
            "--title",
            "Kok",
            "--text",
            "Kok vannet.",
            "--account",
            "skjerm",
            "--media",
            str(file),
            "--alt",
            "Kart",
        )
        draft = town.ok("draft", "new", *given_, "--submit", as_="anne")
        (media,) = draft["revision"]["content"]["media"]
        seen = ("draft", "approve", draft["id"], "--seen", f"1:{draft['revision']['content_hash'][:16]}", "--wait", "0")
        refused = town.run(*seen, as_="ola")
        assert refused.code == 3 and f"--seen-file {media['sha256'][:16]}" in refused.error["message"]
        edited = town.ok("draft", "edit", draft["id"], "--template", "kok", "--field", "where=Lånke", as_="anne")
        assert edited["revision"]["content"]["media"] == [media], "an edit keeps the files"
        seen = (
            "draft",
            "approve",
            draft["id"],
            "--seen",
            f"2:{edited['revision']['content_hash'][:16]}",
            "--wait",
            "0",
        )
        assert town.run(*seen, "--seen-file", media["sha256"][:16], as_="ola").code in (0, 7)
        assert town.ok("draft", "show", draft["id"])["message_id"]


def test_an_edit_through_the_interface_that_drops_the_pictures(scene: Scene) -> None:
    headers = {**scene.inside.token_for("anne"), "idempotency-key": "en-nokkel-3"}
    body = {"content": {"title": "Nytt", "body": "Kok vannet i tre minutter."}, "accounts": ["skjerm"]}
    answer = scene.inside.client().post(f"{API}/drafts/{scene.draft.id}/edit", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    assert [media.sha256 for media in scene.now.revision.content.media] == [scene.media.sha256]


def test_a_place_that_the_terminal_has_cut(ctx: AppContext, tmp_path: Path) -> None:
    """Whoever cannot open the file from what is shown approves it blind."""
    media = FileDoor(ctx, tmp_path / ("langt" * 20)).take(VIDEO)
    paper = io.StringIO()
    pages.draft(console(file=paper, width=60), waiting(ctx, media, account="side"))
    assert media.path in paper.getvalue() and f"--seen-file {media.sha256[:16]}" in paper.getvalue()


@pytest.mark.slow
def test_a_video_whose_line_was_cut(web: WebTown, tmp_path: Path) -> None:
    """By the desk as it runs: what was not sent counts for nothing, and what was sent before the cut is not asked for again."""
    film = tmp_path / "film.mp4"
    film.write_bytes(video(bytes(40_000_000)))
    asked = ("--title", "Vann", "--what", "Bakterier", "--where", "Lånke", "--severity", "severe")
    web.town.ok("crisis", "establish", *asked, as_="kari")
    words = ("--title", "Kok", "--text", "Kok vannet.", "--account", "skjerm", "--media", str(film), "--alt", "Film")
    draft = web.town.ok("draft", "new", *words, "--submit", as_="anne")
    ((media,), page) = draft["revision"]["content"]["media"], f"/drafts/{draft['id']}"
    with closing(web.client("ola")) as ola:
        form = {"csrf": ola.get("/me").text.split('data-csrf="')[1].split('"')[0]}
        form["seen"] = f"1:{draft['revision']['content_hash']}"
        with ola.stream("GET", f"{page}/files/{media['sha256']}") as answer:
            first = next(answer.iter_bytes(1_000))
        assert len(first) == 1_000
        assert ola.post(f"{page}/approve", data=form).status_code == 403
        whole = ola.get(f"{page}/files/{media['sha256']}", headers={"range": "bytes=1000-"})
        assert (whole.status_code, len(whole.content)) == (206, media["size"] - 1_000)
        eventually(lambda: ola.post(f"{page}/approve", data=form).status_code == 200)
