"""The inbox and a thread in the desk: read, answered, given away, closed and hidden; the approver sees what is answered."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from config.machine.settings import SHIPPED
from config.town.municipality import load_municipality
from notifiers.platforms import PLATFORMS
from schemas.dialogue.question import QuestionKind
from schemas.dialogue.remark import RemarkPage, RemoteRemark
from schemas.messages.delivery import SendResult
from schemas.messages.receipt import Receipt
from schemas.sentence import say
from schemas.states import RemarkStatus
from store.approvals import approvals
from store.crises import lifecycle
from store.dialogue import questions
from store.drafts import drafts
from store.remarks import inbox, remarks
from tests import one_hand
from tests.cast import content, request
from tests.desk.web.inside import Inside
from tests.remark_cast import AT, wrote
from tests.remark_cast import read as read_page


def read(inside: Inside, *found: RemoteRemark) -> str:
    recorded = read_page(inside.ctx, *found, account="skjerm")
    return next(iter((*recorded.new, *recorded.changed)))


@pytest.fixture
def asked(inside: Inside) -> str:
    return read(inside, wrote(text="Når kommer <b>vannet</b>?"))


def with_rules(inside: Inside) -> None:
    """Those of the shipped municipality file."""
    rules = load_municipality(SHIPPED, PLATFORMS).dialogue
    made = inside.ctx.municipality.model_copy(update={"dialogue": rules})
    inside.opened = replace(inside.opened, ctx=replace(inside.ctx, municipality=made))
    inside.reopen()


def answer(inside: Inside, asked: str, person: str = "liv", **changes: str) -> Any:
    seen = remarks.show(inside.ctx, asked).hash
    fields = {"body": "Klokka 14.", "seen": seen, **changes}
    return inside.post(inside.client(person), f"/remarks/{asked}/answer", **fields)


def test_the_list_has_what_nobody_is_done_with_page_by_page(inside: Inside, asked: str) -> None:
    read(inside, *(wrote(f"x{number}", f"Spørsmål {number}") for number in range(60)))
    client = inside.client("liv")
    first, second = client.get("/remarks").text, client.get("/remarks?page=2").text
    assert "Når kommer &lt;b&gt;vannet&lt;/b&gt;?" in first and "61 venter på svar" in first
    assert "Spørsmål 59" not in first and "Spørsmål 59" in second
    assert "Spørsmål 1" not in client.get("/remarks?status=answered").text


def test_an_account_that_is_not_read_now_stands_above_the_list_with_why(inside: Inside, asked: str) -> None:
    used_up = say("The money for reading on X is used up for today.")
    inbox.missed(inside.ctx, "skjerm", used_up, retry_after=7200)
    page = inside.client("liv").get("/remarks").text
    assert (
        "blir ikke lest nå: Pengene til å lese på X er brukt opp for i dag." in page
        and 'Sist lest: <time datetime="' in page
    )
    read(inside, wrote("r2"))
    inbox.seen(inside.ctx, "skjerm", RemarkPage(cursor="1"))
    assert "blir ikke lest nå" not in inside.client("liv").get("/remarks").text


def test_entries_that_cannot_be_read_stand_above_the_list(inside: Inside) -> None:
    inbox.seen(inside.ctx, "skjerm", RemarkPage(unreadable=("x1", "x2"), cursor="1"))
    page = inside.client("liv").get("/remarks").text
    assert "2 innlegg på" in page and "kan ikke leses herfra" in page and "blir ikke lest nå" not in page


def test_alone_on_a_normal_day(inside: Inside, asked: str) -> None:
    assert answer(inside, asked, "ola").status_code == 403
    answered = answer(inside, asked)
    assert (answered.status_code, answered.headers["location"]) == (303, f"/remarks/{asked}?said=answered")
    assert remarks.show(inside.ctx, asked).status is RemarkStatus.WAITING
    assert "har alt et svar" in inside.client("liv").get(f"/remarks/{asked}").text


def test_in_a_crisis_the_approver_sees_what_is_answered(inside: Inside, asked: str) -> None:
    lifecycle.establish(inside.ctx, "kari", request())
    sent = answer(inside, asked, "anne")
    draft = drafts.show(inside.ctx, sent.headers["location"].partition("?")[0].rpartition("/")[2])
    page = inside.client("ola").get(f"/drafts/{draft.id}").text
    assert "Når kommer &lt;b&gt;vannet&lt;/b&gt;?" in page and "endret eller slettet" not in page
    read(inside, wrote(text="Er det giftig?", edited_at=AT))
    page = inside.client("ola").get(f"/drafts/{draft.id}").text
    assert "endret eller slettet" in page and f"/drafts/{draft.id}/approve" not in page
    refused = inside.post(inside.client("ola"), f"/drafts/{draft.id}/approve", seen=str(draft.revision.seen))
    assert refused.status_code == 403


def test_what_was_typed_stays_when_the_remark_has_changed(inside: Inside, asked: str) -> None:
    seen = remarks.show(inside.ctx, asked).hash
    read(inside, wrote(text="Er det giftig?", edited_at=AT))
    refused = answer(inside, asked, seen=seen)
    assert refused.status_code == 403 and "Klokka 14." in refused.text and "Er det giftig?" in refused.text


def test_given_away_and_closed_with_a_reason(inside: Inside, asked: str) -> None:
    liv = inside.client("liv")
    assert inside.post(liv, f"/remarks/{asked}/assign", person="anne", unit="info").status_code == 303
    assert inside.post(liv, f"/remarks/{asked}/close", reason="").status_code == 403
    assert inside.post(liv, f"/remarks/{asked}/close", reason="Skryt").status_code == 303
    assert remarks.show(inside.ctx, asked).status is RemarkStatus.CLOSED
    assert "Grunn: Skryt" in liv.get(f"/remarks/{asked}").text
    assert inside.post(liv, f"/remarks/{asked}/assign", person="", unit="info").status_code == 303
    assert "Grunn:" not in liv.get(f"/remarks/{asked}").text, "it is open again"


def test_an_agreed_answer_says_in_which_form_it_is_put(inside: Inside, asked: str) -> None:
    with_rules(inside)
    client = inside.client("liv")
    page = client.get(f"/remarks/{asked}").text
    assert (
        "Takk for skryt</a>" in page and "Takk for skryt (lett)</a>" in page and "Takk for skryt (formell)</a>" in page
    )
    assert "Kommunen takker" in client.get(f"/remarks/{asked}?template=takk-formell").text


def test_only_the_desk_hides_and_never_without_a_reason(inside: Inside, asked: str) -> None:
    assert "Skjul den" not in inside.client("liv").get(f"/remarks/{asked}").text
    assert inside.post(inside.client("liv"), f"/remarks/{asked}/hide", why="spam").status_code == 403
    ola = inside.client("ola")
    assert inside.post(ola, f"/remarks/{asked}/hide", why="kritikk").status_code == 422
    assert inside.post(ola, f"/remarks/{asked}/hide", why="spam").status_code == 303
    assert remarks.show(inside.ctx, asked).status is RemarkStatus.HIDDEN
    assert "Grunn: søppel" in ola.get(f"/remarks/{asked}").text
    assert inside.post(ola, f"/remarks/{asked}/show").status_code == 303


def test_the_interface_reads_answers_and_takes_in_hand(inside: Inside, asked: str) -> None:
    client, headers = inside.client(), inside.token_for("liv")

    def post(path: str, body: dict[str, str], key: str) -> Any:
        return client.post(
            f"/api/v1/remarks/{asked}/{path}",
            json=body,
            headers={**headers, "idempotency-key": f"nøkkel-{key}".encode().hex()},
        )

    (found,) = client.get("/api/v1/remarks", headers=headers).json()
    assert found["id"] == asked and client.get(f"/api/v1/remarks/{asked}", headers=headers).json()["thread"]
    assert post("assign", {"person": "anne"}, "k1").json()["status"] == "assigned"
    assert post("hide", {"why": "spam"}, "k2").status_code == 403
    assert post("answer", {"text": "Klokka 14.", "seen": "0" * 64}, "k3").status_code == 403
    made = post("answer", {"text": "Klokka 14.", "seen": found["hash"]}, "k4")
    assert made.status_code == 201 and made.json()["reply_to"] == asked
    again = post("answer", {"text": "Klokka 14.", "seen": found["hash"]}, "k4")
    assert again.json()["id"] == made.json()["id"], "sent again it is the same"
    assert post("close", {"reason": "Takk"}, "k5").status_code == 403, "an answer is on its way"


def test_whoever_stands_down_sees_what_is_still_open(inside: Inside) -> None:
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    page = f"/crisis/{crisis.id}/stand-down"
    assert "venter på svar" not in inside.client("kari").get(page).text
    read(inside, wrote("n1"), wrote("n2"))
    assert "2 venter på svar" in inside.client("kari").get(page).text
    rumour = questions.begin(inside.ctx, "ola", QuestionKind.RUMOUR, "Er demningen brutt?")
    assert (
        f'uten svar: <a class="ds-link" href="/questions/{rumour.id}">Er demningen brutt?</a>'
        in inside.client("kari").get(page).text
    )


def test_what_shows_an_error_of_ours_leads_to_the_correction_of_that_message(inside: Inside, asked: str) -> None:
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    draft = drafts.submit(inside.ctx, "anne", drafts.new(inside.ctx, "anne", crisis.id, content(), ["skjerm"]).id)
    message = approvals.approve(inside.ctx, "ola", draft.id, draft.revision.seen)
    claimed = one_hand.claim(inside.ctx, message.deliveries[0].id, "w", timedelta(seconds=30))
    assert claimed
    one_hand.finish(inside.ctx, claimed, SendResult(receipt=Receipt(remote_id="ute-1")), "w")
    wrong = read(inside, wrote("r2", "Lånke har jo vann!", post_id="ute-1"))
    client = inside.client("ola")
    assert f"/remarks/{asked}/mend" not in client.get(f"/remarks/{asked}").text, "it stands under nothing of ours"
    assert "Det stemmer: rett meldingen vår" in client.get(f"/remarks/{wrong}").text
    done = inside.post(client, f"/remarks/{wrong}/mend")
    assert done.status_code == 303 and f"original={message.id}&kind=correction" in done.headers["location"]
    assert "Meldingen skal rettes" in client.get(done.headers["location"]).text
    assert remarks.show(inside.ctx, wrong).status is RemarkStatus.MENDING
    assert "/mend" not in client.get(f"/remarks/{wrong}").text
    with_rules(inside)
    client = inside.client("ola")
    told = read(inside, wrote("r3", "Det stemmer ikke!", post_id="ute-1"))
    shown = client.get(f"/remarks/{told}").text
    advice, button = "kan peke på en faktafeil", f"/remarks/{told}/mend"
    assert shown.count(button) == 1 and shown.index(advice) < shown.index(button) < shown.index("Begynn med:")
    assert inside.post(client, f"/remarks/{asked}/mend").status_code == 403
