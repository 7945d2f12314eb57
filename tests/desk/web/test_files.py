"""A picture, a document or a video with a text: it travels once, is named after that, and every channel says what it does with it."""

import hashlib
import io
import re
from pathlib import Path

import pytest

from store.crises import lifecycle
from store.drafts import drafts
from store.formats.documents import written_anew
from store.messages import messages
from tests.cast import request
from tests.desk.web.inside import Inside
from tests.documents import document

PDF = document("en plan")
CLEAN = written_anew(io.BytesIO(PDF))
DIGEST = hashlib.sha256(CLEAN).hexdigest()
TEXT = {"title": "Kok drikkevannet", "body": "Kok alt vann.", "next_update": "om to timer", "account": "side"}


@pytest.fixture
def anne(inside: Inside) -> Inside:
    lifecycle.establish(inside.ctx, "kari", request())
    return inside


def sent(inside: Inside, path: str, file: tuple[str, bytes, str] | None = None, **data: str) -> tuple[int, str, str]:
    client = inside.client("anne")
    files = {"picture": file} if file else None
    answer = client.post(path, data={"csrf": inside.csrf(client), **TEXT, **data}, files=files)
    return answer.status_code, answer.text, answer.headers.get("location", "")


def test_a_file_travels_once(anne: Inside) -> None:
    status, page, _ = sent(anne, "/write/preview", ("plan.pdf", PDF, "application/pdf"), alt="Plan for vannet")
    assert status == 200 and '<div id="files" hx-swap-oob="true">' in page
    assert page.count("Plan for vannet") >= 2, "in the form, and beside the channel that goes without"
    assert [path.name for path in (anne.settings.data / "media").iterdir()] == [f"{DIGEST}.pdf"], (
        "read twice, the same both times"
    )
    (kept,) = re.findall(r'name="kept" value="([^"]+)"', page)
    assert kept == f"{DIGEST}:Plan for vannet"
    _, again, _ = sent(anne, "/write/preview", kept=kept)
    assert 'id="files"' not in again and "Plan for vannet" in again
    status, page, location = sent(anne, "/write", kept=kept, do="submit")
    assert status == 303, page
    (media,) = drafts.show(anne.ctx, location.partition("?")[0].rpartition("/")[2]).revision.content.media
    assert (media.alt, media.sha256, media.mime) == ("Plan for vannet", DIGEST, "application/pdf")
    assert Path(media.path).read_bytes() == CLEAN


def test_a_file_can_be_taken_away_again(anne: Inside) -> None:
    sent(anne, "/write/preview", ("plan.pdf", PDF, "application/pdf"), alt="Plan")
    _, _, location = sent(anne, "/write", do="save")
    assert drafts.show(anne.ctx, location.partition("?")[0].rpartition("/")[2]).revision.content.media == ()


@pytest.mark.parametrize(
    ("name", "data", "alt", "says"),
    [
        ("plan.pdf", PDF, "", "Si hva filen viser"),
        ("plan.pdf", b"MZ" + PDF, "x", "En fil er et bilde"),
        ("tom.png", b"", "x", "Filen er tom"),
        ("stor.png", b"x" * 10_000_001, "x", "En fil er et bilde"),
    ],
)
def test_what_is_no_file_of_ours_is_refused_and_the_text_stays(
    anne: Inside, name: str, data: bytes, alt: str, says: str
) -> None:
    status, page, _ = sent(anne, "/write", (name, data, "x/y"), alt=alt, do="submit")
    assert status == 422 and says in page and "Kok alt vann." in page
    assert drafts.listing(anne.ctx) == []


@pytest.mark.parametrize("kept", ["../../etc/passwd:x", f"{'0' * 64}:ukjent", "x", ":", f"{DIGEST}"])
def test_no_path_comes_from_a_form(anne: Inside, kept: str) -> None:
    _, _, location = sent(anne, "/write", kept=kept, do="save")
    assert drafts.show(anne.ctx, location.partition("?")[0].rpartition("/")[2]).revision.content.media == ()


def test_a_unit_publishes_with_a_file_and_a_refusal_keeps_it(inside: Inside) -> None:
    client = inside.client("liv")
    csrf, file = inside.csrf(client), {"picture": ("plan.pdf", PDF, "application/pdf")}
    form = {"csrf": csrf, "account": "skjerm", "title": "Åpen dag", "body": "Velkommen.", "alt": "Program"}
    refused = client.post("/unit", data=form | {"at": "soon"}, files=file)
    assert refused.status_code == 422 and f'name="kept" value="{DIGEST}:Program"' in refused.text
    done = client.post("/unit", data={**form, "alt": "", "kept": f"{DIGEST}:Program"}, files={"picture": ("", b"")})
    assert done.status_code == 303, done.text
    (post,) = messages.unit_posts(inside.ctx)
    assert [media.alt for media in post.content.media] == ["Program"]
