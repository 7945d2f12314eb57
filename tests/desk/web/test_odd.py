"""What no form of ours sends, and what people do by mistake: a clear answer, never a 5xx, nothing lost."""

import re

import pytest

from store.crises import lifecycle
from store.drafts import drafts
from tests.cast import content, request
from tests.desk.web.inside import Inside


@pytest.mark.parametrize(
    "path",
    [
        "/write?kind=nonsense",
        "/write?original=m-none",
        "/write?template=nonsense&kind=correction",
        "/drafts/%00",
        "/messages/u-none",
        "/remarks/c-none",
        "/questions/q-none",
        "/remarks?page=0",
        "/remarks?status=burnt&account=none",
        "/crisis/new?proposal=p-none",
        "/log?before=abc",
        "/log?before=-5",
        "/log?before=99999999999999999999",
        "/evaluation/k-none",
        "/reports/%2e%2e",
        "/drafts/u-none/edit",
        "/crisis/k-none/stand-down",
    ],
)
def test_an_odd_address(inside: Inside, path: str) -> None:
    lifecycle.establish(inside.ctx, "kari", request())
    assert inside.client("kari").get(path).status_code < 500


@pytest.fixture
def draft(inside: Inside) -> str:
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    return drafts.submit(inside.ctx, "anne", drafts.new(inside.ctx, "anne", crisis.id, content(), ["side"]).id).id


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/drafts/{draft}/dance", {}),
        ("/messages/m-none/deliveries/l-none", {"verdict": "maybe"}),
        ("/write", {"kind": "x", "do": "submit"}),
        ("/write", {"kind": "unit_post", "do": "submit", "title": "x", "body": "y"}),
        ("/crisis/new", {"severity": "Bad", "sure": "yes"}),
        ("/unit", {"account": "none", "title": "x", "body": "y"}),
        ("/unit", {"account": "side", "title": "x", "body": "y", "at": "soon"}),
        ("/write", {"do": "submit", "title": "Hei\0der", "body": "x\0y", "account": "si\0de"}),
        ("/log", {"text": "x" * 6000}),
        ("/foreign/none/burn", {}),
        ("/remarks/c-none/dance", {}),
        ("/questions", {"title": "", "remark": "c-none:y"}),
        ("/questions", {"title": "x", "remark": "y"}),
        ("/questions/q-none/dance", {}),
        ("/questions/q-none/answer", {"body": "x", "standing": "sure"}),
        ("/questions/q-none/merge", {"into": "q-none"}),
        ("/remarks/c-none/answer", {"body": "x", "seen": "y"}),
        ("/accounts/requests", {"platform": "telex"}),
        ("/evaluation/k-none", {"text": "x", "due": "soon", "owner": "tor"}),
    ],
)
def test_an_odd_form(inside: Inside, draft: str, path: str, data: dict[str, str]) -> None:
    answer = inside.post(inside.client("kari"), path.replace("{draft}", draft), **data)
    assert answer.status_code < 500, answer.text


def test_what_was_typed_is_still_there_after_a_refusal(inside: Inside) -> None:
    lifecycle.establish(inside.ctx, "kari", request())
    client = inside.client("anne")
    long = "Kok vannet. " * 60
    page = inside.post(
        client, "/write", do="submit", title="Vann & sånt", body=long, next_update="om to timer", account="mastodon"
    ).text
    assert "Vann &amp; sånt" in page and long.strip() in page and re.search(r'value="mastodon"[^>]*checked', page)
    liv = inside.post(inside.client("liv"), "/unit", account="side", title="Fest i parken", body="Velkommen alle")
    assert liv.status_code == 403 and "Fest i parken" in liv.text and "Velkommen alle" in liv.text
    kari = inside.post(inside.client("kari"), "/crisis/new", title="Flom", what="", where="Hell", severity="Severe")
    assert kari.status_code == 422 and 'value="Flom"' in kari.text and 'value="Hell"' in kari.text


def test_markup_in_a_text_is_shown_as_text(inside: Inside) -> None:
    crisis = lifecycle.establish(inside.ctx, "kari", request(title="<b>Vann</b>"))
    text = content('<script>alert(1)</script> "><img src=x>', title="<i>Kok</i>", signature="<u>Ola</u>")
    draft = drafts.new(inside.ctx, "anne", crisis.id, text, ["side"]).id
    drafts.edit(inside.ctx, "anne", draft, text.model_copy(update={"body": "<script>alert(2)</script>"}))
    for path in ("/", "/drafts", f"/drafts/{draft}", f"/drafts/{draft}/edit", "/log"):
        page = inside.client("ola").get(path).text
        assert (
            "<script>alert" not in page and "<img src=x" not in page and "<b>Vann" not in page and "<i>Kok" not in page
        ), path


def test_a_unit_post_is_no_draft(inside: Inside) -> None:
    lifecycle.establish(inside.ctx, "kari", request())
    answer = inside.post(inside.client("anne"), "/write", kind="unit_post", do="submit", title="x", body="y")
    assert answer.status_code == 403 and "Send teksten som en melding" in answer.text
    assert drafts.listing(inside.ctx) == []
