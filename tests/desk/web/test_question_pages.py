"""What looks alike, gathered by ticking; one answer; the approver sees all that it goes to; the switchboard's sheet."""

from dataclasses import replace
from typing import Any

import pytest

from schemas.dialogue.remark import RemoteRemark
from schemas.language import Language
from schemas.states import RemarkStatus
from store.approvals import approvals
from store.crises import lifecycle
from store.db.tables import RemarkRow
from store.dialogue import questions
from store.drafts import drafts
from store.messages import messages
from store.remarks import remarks
from tests.cast import request
from tests.desk.web.inside import Inside
from tests.remark_cast import AT, wrote
from tests.remark_cast import read as read_page


def read(inside: Inside, *found: RemoteRemark) -> list[str]:
    recorded = read_page(inside.ctx, *found, account="skjerm")
    return [*recorded.new, *recorded.changed]


@pytest.fixture
def asked(inside: Inside) -> list[str]:
    lifecycle.establish(inside.ctx, "kari", request())
    return read(inside, wrote("a", "Når kommer <b>vannet</b>?"), wrote("b", "Når kjem vatnet?"), wrote("c", "Takk!"))


def box(inside: Inside, remark_id: str) -> str:
    return f"{remark_id}:{remarks.show(inside.ctx, remark_id).hash}"


def begun(inside: Inside, asked: list[str]) -> str:
    """Address of the new question."""
    ticked = [box(inside, one) for one in asked[:2]]
    made = inside.post(inside.client("ola"), "/questions", remark=ticked, title="Når kommer vannet?", kind="question")
    assert made.status_code == 303, made.text
    return str(made.headers["location"].partition("?")[0])


def answer(inside: Inside, question: str, **changes: str) -> Any:
    fields = {"body": "Klokka 14.", "standing": "said", "source": "Teknisk vakt"} | changes
    return inside.post(inside.client("ola"), f"{question}/answer", **fields)


def test_what_looks_alike_is_offered_and_gathered_by_a_person(inside: Inside, asked: list[str]) -> None:
    offered = inside.client("ola").get("/questions").text
    assert (
        "Når kommer &lt;b&gt;vannet&lt;/b&gt;?" in offered and "Når kjem vatnet?" in offered and "Takk!" not in offered
    )
    assert (
        "&lt;time"
        not in inside.client("ola").get(begun(inside, read(inside, wrote("x", "Hei"), wrote("y", "Hallo")))).text
    )
    assert 'name="remark"' not in inside.client("anne").get("/questions").text
    question = begun(inside, asked)
    assert {remarks.show(inside.ctx, one).status for one in asked[:2]} == {RemarkStatus.QUESTION}
    shown = inside.client("anne").get(question).text
    assert shown.count("ikke besvart") == 2 and "/release" not in shown
    assert inside.post(inside.client("ola"), f"{question}/release", remark=asked[1]).status_code == 303
    assert remarks.show(inside.ctx, asked[1]).status is RemarkStatus.NEW


def test_what_was_edited_while_it_was_ticked_is_not_gathered(inside: Inside, asked: list[str]) -> None:
    ticked = [box(inside, one) for one in asked[:2]]
    read(inside, wrote("a", "Er det giftig?", edited_at=AT))
    refused = inside.post(inside.client("ola"), "/questions", remark=ticked, title="Når?", kind="question")
    assert refused.status_code == 403 and questions.listing(inside.ctx) == []


def test_the_approver_sees_every_remark_as_it_was_seen(inside: Inside, asked: list[str]) -> None:
    sent = answer(inside, begun(inside, asked))
    address = sent.headers["location"].partition("?")[0]
    read(inside, wrote("b", "Er det giftig?", edited_at=AT))
    page = inside.client("ingrid").get(address).text
    assert "Når kommer &lt;b&gt;vannet&lt;/b&gt;?" in page and "Når kjem vatnet?" in page and "Teknisk vakt" in page
    assert page.count("endret eller slettet siden") == 1
    draft = drafts.show(inside.ctx, address.rpartition("/")[2])
    done = inside.post(inside.client("ingrid"), f"{address}/approve", seen=str(draft.revision.seen))
    assert done.status_code == 303, done.text
    assert [one.reply_to for one in messages.listing(inside.ctx) if one.reply_to] == [asked[0]]
    assert "svar på vei" in inside.client("anne").get(f"/questions/{draft.question_id}").text


def test_the_replies_of_one_answer_are_one_row(inside: Inside, asked: list[str]) -> None:
    sent = answer(inside, begun(inside, asked))
    draft = drafts.show(inside.ctx, sent.headers["location"].partition("?")[0].rpartition("/")[2])
    approvals.approve(inside.ctx, "ingrid", draft.id, draft.revision.seen)
    listed = inside.client("anne").get("/messages").text
    assert listed.count('<li class="ds-card">') == 1 and "2 svar under innlegg, 0 av dem er framme" in listed
    assert f'href="/questions/{draft.question_id}"' in listed


def test_the_approver_sees_whom_the_answer_names_where_the_platform_names_them(
    inside: Inside, asked: list[str]
) -> None:
    inside.opened.vault.put(inside.ctx, "kari", "mastodon", "krisemastodon://hemmelig@127.0.0.1:9")
    found = read_page(inside.ctx, wrote("m", "Når kommer vannet?", author="ada@a.example"), account="mastodon")
    sent = answer(inside, begun(inside, [asked[0], *found.new]))
    page = inside.client("ingrid").get(sent.headers["location"].partition("?")[0]).text
    assert page.count("Svaret begynner med: <bdi>@ada@a.example</bdi>") == page.count("Svaret begynner med:") == 1


def test_the_approver_sees_by_which_first_name_each_is_answered(inside: Inside, asked: list[str]) -> None:
    rules = inside.ctx.municipality.dialogue.model_copy(update={"first_names": {Language.BOKMAAL: "Hei {name}!"}})
    town = inside.ctx.municipality.model_copy(update={"dialogue": rules})
    inside.opened = replace(inside.opened, ctx=replace(inside.ctx, municipality=town))
    inside.reopen()
    found = read(
        inside, wrote("per", "Når kommer vannet?", author="Per Hansen"), wrote("ada", "Når?", author="ada.example")
    )
    sent = answer(inside, begun(inside, found))
    page = inside.client("ingrid").get(sent.headers["location"].partition("?")[0]).text
    assert page.count("Svaret begynner med: <bdi>Hei Per!</bdi>") == page.count("Svaret begynner med:") == 1
    with inside.ctx.write() as session:
        session.get_one(RemarkRow, found[0]).author = "Ola Hansen"
    page = inside.client("ingrid").get(sent.headers["location"].partition("?")[0]).text
    assert "Svaret begynner med:" not in page and page.count("ingenting sendes under") == 1


def test_what_was_typed_stays_where_it_is_refused(inside: Inside, asked: list[str]) -> None:
    question = begun(inside, asked)
    refused = answer(inside, question, source=" ")
    assert refused.status_code == 422 and "Klokka 14." in refused.text
    assert answer(inside, question, standing="kanskje").status_code == 422


def test_the_sheet_has_approved_answers_alone(inside: Inside, asked: list[str]) -> None:
    question = begun(inside, asked)
    sent = answer(inside, question, body="Vannet er ikke giftig.", standing="false")
    client = inside.client("anne")
    assert "ikke giftig" not in client.get("/questions/sheet").text
    draft = drafts.show(inside.ctx, sent.headers["location"].partition("?")[0].rpartition("/")[2])
    approvals.approve(inside.ctx, "ingrid", draft.id, draft.revision.seen)
    sheet = client.get("/questions/sheet").text
    assert "Vannet er ikke giftig." in sheet and "Stemmer ikke" in sheet and "Kilde: Teknisk vakt" in sheet
    drawn = client.get("/questions/sheet.pdf")
    assert drawn.headers["content-type"] == "application/pdf" and drawn.content.startswith(b"%PDF")


def test_the_interface_gathers_and_answers(inside: Inside, asked: list[str]) -> None:
    client, headers = inside.client(), inside.token_for("ola")

    def post(path: str, body: dict[str, Any], key: str) -> Any:
        return client.post(
            f"/api/v1{path}", json=body, headers={**headers, "idempotency-key": f"nokkel-{key}".encode().hex()}
        )

    (alike,) = client.get("/api/v1/questions/proposals", headers=headers).json()
    named = [{"remark_id": one["id"], "seen": one["hash"]} for one in alike["remarks"]]
    made = post("/questions", {"text": "Når kommer vannet?", "remarks": named}, "k1")
    assert (
        made.status_code == 201
        and post("/questions", {"text": "Når kommer vannet?", "remarks": named}, "k1").json() == made.json()
    )
    question = made.json()["id"]
    said = {"text": "Klokka 14.", "standing": "said", "source": "Teknisk vakt"}
    draft = post(f"/questions/{question}/answer", said, "k2")
    assert draft.status_code == 201 and draft.json()["question_id"] == question
    assert [use["used"] for use in client.get(f"/api/v1/questions/{question}", headers=headers).json()["uses"]] == [
        "under_way"
    ] * 2
    assert post(f"/questions/{question}/answer", said, "k3").status_code == 403, "one waits already"
    other = post("/questions", {"text": "Når da?"}, "k4").json()["id"]
    assert post(f"/questions/{other}/merge", {"into": question}, "k5").json()["id"] == question
    assert [one["id"] for one in client.get("/api/v1/questions", headers=headers).json()] == [question]
    writer = inside.token_for("anne")
    refused = client.post(
        "/api/v1/questions", json={"text": "Når?"}, headers={**writer, "idempotency-key": "nokkel-000000k6"}
    )
    assert refused.status_code == 403
