"""A file goes up as soon as it is chosen, ahead of its form; what it shows is said, and changed, later."""

import hashlib
import io
import re

import pytest
from PIL import Image

from store.crises import lifecycle
from store.drafts import drafts
from tests.cast import request
from tests.desk.web.inside import Inside
from tests.desk.web.test_files import TEXT, sent


def png() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (900, 600), "blue").save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def anne(inside: Inside) -> Inside:
    lifecycle.establish(inside.ctx, "kari", request())
    return inside


def up(inside: Inside, **data: str) -> str:
    status, page, _ = sent(inside, "/write/files", ("kart.png", png(), "image/png"), **data)
    assert status == 200, page
    return page


def test_it_goes_up_at_once_and_is_described_later(anne: Inside) -> None:
    page = up(anne)
    (kept,) = re.findall(r'name="kept" value="([^"]+)"', page)
    digest = kept.partition(":")[0]
    assert f'name="alt:{digest}" type="text" value=""' in page and f'src="/write/files/{digest}"' in page
    status, refused, _ = sent(anne, "/write", kept=kept, do="submit")
    assert status == 422 and "Si hva filen viser" in refused and f'name="alt:{digest}"' in refused
    assert drafts.listing(anne.ctx) == []
    status, _, location = sent(anne, "/write", None, kept=kept, do="save", **{f"alt:{digest}": "Kart over Lånke"})
    assert status == 303
    draft = drafts.show(anne.ctx, location.partition("?")[0].rpartition("/")[2])
    (media,) = draft.revision.content.media
    assert (media.sha256, media.alt) == (digest, "Kart over Lånke")
    status, _, _ = sent(
        anne,
        f"/drafts/{draft.id}/edit",
        None,
        kept=f"{digest}:Kart over Lånke",
        do="save",
        **{f"alt:{digest}": "Kart over Hell"},
    )
    assert status == 303
    (media,) = drafts.show(anne.ctx, draft.id).revision.content.media
    assert media.alt == "Kart over Hell"


def test_a_second_one_keeps_the_first_and_its_words(anne: Inside) -> None:
    digest = "0" * 64
    (kept,) = re.findall(r'name="kept" value="([^"]+)"', up(anne))
    page = up(anne, kept=kept, **{f"alt:{kept.partition(':')[0]}": "Kart"})
    assert page.count('name="kept"') == 1 and 'value="Kart"' in page
    assert page.count('name="kept"') == up(anne, kept=f"{digest}:ukjent").count('name="kept"')


def test_it_is_shown_small(anne: Inside) -> None:
    (kept,) = re.findall(r'name="kept" value="([^"]+)"', up(anne))
    client = anne.client("anne")
    small = client.get(f"/write/files/{kept.partition(':')[0]}")
    assert small.headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(small.content)) as picture:
        assert picture.size == (240, 160)
    for unknown in (hashlib.sha256(b"?").hexdigest(), "..%2F..%2Fetc%2Fpasswd", "x"):
        assert client.get(f"/write/files/{unknown}").status_code == 404
    assert anne.client().get(f"/write/files/{kept.partition(':')[0]}").status_code in (303, 401)


def test_what_is_no_file_of_ours_is_refused_where_it_was_chosen(anne: Inside) -> None:
    status, page, _ = sent(anne, "/write/files", ("x.png", b"MZ", "image/png"))
    assert status == 200 and "En fil er et bilde" in page and 'id="f-picture"' in page and 'name="kept"' not in page
    assert TEXT["body"] not in page
