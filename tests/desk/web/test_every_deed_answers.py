"""Whatever somebody does on the desk, the next page says in a sentence what came of it. A new deed without a row fails."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape

import pyotp
from starlette.testclient import TestClient

from config.language.texts import read
from desk.api.routes import PREFIX
from desk.web.answers import ANSWERS
from schemas.dialogue.question import QuestionKind
from schemas.drafts.content import Content
from schemas.errors import RetryClass
from schemas.messages.delivery import SendResult
from schemas.messages.receipt import Receipt
from schemas.recipients.imported import ListForm
from schemas.recipients.register import EntryForm
from schemas.states import DeliveryStatus, DraftStatus
from store.accounts import account_requests
from store.crises import find, proposals
from store.deliveries import deliveries, unit_posts
from store.dialogue import questions
from store.drafts import drafts, unfinished
from store.evaluation import findings
from store.lists import importing
from store.logins import requests
from store.messages import messages
from store.recipients import register
from store.remarks import remarks
from tests import one_hand, remark_cast
from tests.desk.web.crowd import Crowd
from tests.desk.web.inside import PASSWORD, Inside
from tests.desk.web.test_doors import routes

LEADS_ON = {
    "/login": "to the page that was wanted",
    "/login/code": "the same",
    "/login/passkey": "the same",
    "/login/passkey/options": "to the browser's question",
    "/start/{word}": "in, with the new password",
    "/l/{word}": "to the draft",
    "/language": "to the same page in that language",
    "/write/preview": "a part of the page",
    "/unit/preview": "a part of the page",
    "/write/files": "a part of the page",
    "/unfinished": "a part of the page: “kept at …”",
    "/me/totp/begin": "the picture to be read by an app",
    "/me/codes": "the codes, on a page for paper",
    "/me/passkey/options": "to the browser's question",
    "/me/passkey": "the answer is in the address that the script goes to",
    "/evaluation/{crisis_id}/package": "the file",
    "/register/find": "who was looked for, on the page",
    "/register/export": "the file",
    "/messages/{message_id}/deliveries/{delivery_id}/sending": "three sentences, where it goes to many: test_steered.py",
    "/messages/{message_id}/why": "why, on the page: test_why_page.py",
    "/messages/{message_id}/second-way": "to the draft, where a message missed somebody: test_missed_page.py",
    "/register/lists": "what was read of the list, on the page",
}
"""Deeds that are answered by something else than a sentence."""
NORWEGIAN = {name: read(sentence, "nb") for name, sentence in ANSWERS.items()}
REFUSED = SendResult(kind=RetryClass.PERMANENT, error="550")
Row = tuple[str, str, str, dict[str, str], str]
"""Route, person, path, form, and the words that answer it."""


class Deeds:
    """In the order in which they can be done: each generator makes ready what the next deed is about."""

    def __init__(self, inside: Inside) -> None:
        self.inside, self.crowd = inside, Crowd(inside, 1)
        self.ctx, self.crisis, self.past = inside.ctx, self.crowd.open.id, self.crowd.past
        self.clients: dict[str, tuple[TestClient, str]] = {}

    def client(self, person: str) -> tuple[TestClient, str]:
        if person not in self.clients:
            made = self.inside.client(person)
            self.clients[person] = (made, self.inside.csrf(made))
        return self.clients[person]

    def answer(self, row: Row) -> str:
        """The words of the page that a deed ends on."""
        _, person, path, form, _ = row
        client, csrf = self.client(person)
        done = client.post(path, data={"csrf": csrf, **form})
        page = client.get(done.headers["location"]) if done.status_code == 303 else done
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text.partition("<main")[2])).split())

    def drafts(self) -> Iterator[Row]:
        def draft(title: str) -> str:
            made = drafts.new(self.ctx, "anne", self.crisis, Content(title=title, body="Kok vannet."), ["skjerm"])
            return made.id

        def step(name: str, said: str, *, waits: bool = True, by: str = "ola", **form: str) -> Row:
            made = draft(name)
            seen = drafts.submit(self.ctx, "anne", made) if waits else drafts.show(self.ctx, made)
            form |= {"seen": str(seen.revision.seen)}
            return "/drafts/{draft_id}/{step}", by, f"/drafts/{made}/{name}", form, said

        yield step("submit", "Redaktørene har fått beskjed", waits=False, by="anne")
        yield step("return", said("returned"), reason="Skriv hvor.")
        yield step("reject", said("rejected"), reason="Feil.")
        yield step("withdraw", said("withdrawn"), by="anne")
        yield step("approve", said("approved"))
        first = draft("Endres")
        text = {"title": "Endres", "body": "Kok alt vannet.", "template": "own", "to": "some", "account": "skjerm"}
        yield "/drafts/{draft_id}/edit", "anne", f"/drafts/{first}/edit", text | {"do": "save"}, said("changed")
        back = f"/drafts/{first}/revisions/1/restore"
        yield "/drafts/{draft_id}/revisions/{number}/restore", "anne", back, {}, said("restored")
        yield "/write", "anne", "/write", text | {"do": "save", "title": "Ny"}, said("saved")
        unfinished.keep(self.ctx, "anne", "uferdig-1", "/write", [("body", "Kok")])
        yield "/unfinished/{key}/drop", "anne", "/unfinished/uferdig-1/drop", {}, said("unfinished-dropped")

    def crisis_day(self) -> Iterator[Row]:
        yield "/crisis/{crisis_id}/present", "ola", f"/crisis/{self.crisis}/present", {}, said("here")
        yield "/log", "lars", "/log", {"text": "Mattilsynet ringte."}, said("logged")
        yield "/accounts/{account_id}/confirm", "liv", "/accounts/skjerm/confirm", {}, said("lock-known")
        yield "/accounts/confirm", "liv", "/accounts/confirm", {}, "Du vet at kontoene dine er sperret"
        again = "/accounts/{account_id}/lock-again"
        yield again, "ola", "/accounts/skjerm/lock-again", {}, "skjerm"
        post = f"/foreign/f-{self.crisis}-0/ignore"
        yield "/foreign/{post_id}/{step}", "ola", post, {"reason": "Fra en ansatt."}, said("may-stand")
        waits = proposals.waiting(self.ctx)[0].id
        yield "/proposals/{proposal_id}/set-aside", "kari", f"/proposals/{waits}/set-aside", {}, said("set-aside")
        message, delivery = self._failed()
        settle = f"/messages/{message}/deliveries/{delivery}"
        route = "/messages/{message_id}/deliveries/{delivery_id}"
        yield route, "ola", settle, {"verdict": "retry", "back": "/"}, said("retry")
        down = f"/crisis/{self.crisis}/stand-down"
        yield "/crisis/{crisis_id}/stand-down", "kari", down, {}, "er over"

    def normal_day(self) -> Iterator[Row]:
        asked = {"platform": "console", "handle": "bibliotek", "unit": "info", "purpose": "Åpningstider"}
        yield "/accounts/requests", "liv", "/accounts/requests", asked, said("account-asked")
        wanted = account_requests.listing(self.ctx)[0].id
        decide = {"do": "approve"}
        yield "/accounts/requests/{request_id}", "ola", f"/accounts/requests/{wanted}", decide, said("account-decided")
        post = {"account": "skjerm", "title": "Åpent", "body": "Til klokka 16."}
        yield "/unit", "liv", "/unit", post, "Åpent"
        planned = self._planned("Planlagt")
        yield "/unit/planned/{message_id}/cancel", "liv", f"/unit/planned/{planned}/cancel", {}, "Planlagt"
        yield "/unit/planned/{message_id}/undo", "liv", f"/unit/planned/{planned}/undo", {}, "Planlagt"
        finding = f"/evaluation/{self.past}"
        yield "/evaluation/{crisis_id}", "kari", finding, {"text": "Ring før."}, said("finding")
        one = next(f.id for f in findings.listing(self.ctx) if f.crisis_id == self.past)
        done = "/evaluation/{crisis_id}/{finding_id}/done"
        yield done, "kari", f"{finding}/{one}/done", {}, said("done")
        yield "/evaluation/{crisis_id}", "kari", finding, {"do": "close"}, "evaluer"
        yield "/channels/check", "ola", "/channels/check", {}, "skjerm"

    def recipients(self) -> Iterator[Row]:
        kept = register.add(self.ctx, "ola", EntryForm(name="Åse Hell", mobiles=("91234567",), purpose="Samtykke"))
        typed = {"name": "Åse Hell", "mobiles": "91234567", "purpose": "Samtykke"}
        yield "/register/new", "ola", "/register/new", {**typed, "mobiles": "92345678"}, said("entry-added")
        yield "/register/entries/{entry_id}", "ola", f"/register/entries/{kept.id}", typed, said("changed")
        asked = {"address": "91234567", "sure": "yes"}
        yield "/register/erase", "ola", "/register/erase", asked, said("erased")
        until = self.ctx.clock() + timedelta(days=9)
        asked_for = ListForm(purpose="Abonnenter", until=until, skip_wrong=True)
        laid = importing.lay(self.ctx, "ola", "a.csv", b"Navn;Mobil\r\nPer;912 34 567\r\n", asked_for)
        decide = "/register/lists/{list_id}/{step}"
        yield decide, "ola", f"/register/lists/{laid.id}/take-in", {}, said("list-taken-in")
        yield decide, "ola", f"/register/lists/{laid.id}/drop", {}, said("list-dropped")

    def remarks(self) -> Iterator[Row]:
        def step(name: str, words: str, by: str = "liv", **form: str) -> Row:
            return "/remarks/{remark_id}/{step}", by, f"/remarks/{asked}/{name}", form, words

        asked = remark_cast.one(self.ctx, remote_id="takk", account="skjerm")
        yield step("assign", said("assigned"), unit="info")
        yield step("close", said("remark-closed"), reason="Takk for ros.")
        asked = remark_cast.one(self.ctx, remote_id="når", account="skjerm")
        seen = remarks.show(self.ctx, asked).hash
        yield step("answer", said("answered"), body="Klokka 14. Hilsen Liv", seen=seen)
        asked = remark_cast.one(self.ctx, remote_id="feil", account="skjerm", post_id=self._posted())
        yield step("mend", said("mending"))

    def questions(self) -> Iterator[Row]:
        def named(remote_id: str) -> str:
            made = remark_cast.one(self.ctx, remote_id=remote_id, account="skjerm")
            return f"{made}:{remarks.show(self.ctx, made).hash}"

        form = {"title": "Hvor henter vi vann?", "kind": "question", "remark": named("spør")}
        yield "/questions", "ola", "/questions", form, said("gathered")
        first = next(one for one in questions.listing(self.ctx) if one.text == form["title"])
        step = "/questions/{question_id}/{step}"
        remark = {"remark": form["remark"].partition(":")[0]}
        yield step, "ola", f"/questions/{first.id}/release", remark, said("released")
        other = questions.begin(self.ctx, "ola", QuestionKind.QUESTION, "Når da?")
        yield step, "ola", f"/questions/{other.id}/merge", {"into": first.id}, said("merged")
        yield "/questions", "ola", "/questions", {"into": first.id, "remark": named("spør igjen")}, said("gathered")
        answer = {"body": "Klokka 14. Hilsen Liv", "standing": "said", "source": "Teknisk vakt"}
        yield step, "liv", f"/questions/{first.id}/answer", answer, said("answered")

    def people(self) -> Iterator[Row]:
        old = {"old": PASSWORD}
        yield "/me/pin", "anne", "/me/pin", old | {"pin": "739154"}, said("pin")
        yield "/me/passkey/remove", "ola", "/me/passkey/remove", old | {"id": "nøkkel0"}, said("no-passkey")
        yield "/me/totp", "anne", "/me/totp", {"code": self._code()}, said("totp")
        yield "/me/totp/remove", "anne", "/me/totp/remove", old, said("no-totp")
        yield "/people/{person_id}/invite", "kari", "/people/lars/invite", {}, "Lars Loggfører"
        yield "/people/{person_id}/codes", "kari", "/people/ingrid/codes", {}, said("second-yes")
        asked = requests.waiting(self.ctx)[-1].id
        no = f"/people/requests/{asked}/refuse"
        yield "/people/requests/{request_id}/refuse", "ola", no, {}, said("said-no")
        yield "/people/{person_id}/no-totp", "kari", "/people/ingrid/no-totp", {}, "Ingrid Redaktør"
        yield "/people/{person_id}/codes", "kari", "/people/ingrid/codes", {}, said("second-yes")
        yes = f"/people/requests/{requests.waiting(self.ctx)[-1].id}/agree"
        yield "/people/requests/{request_id}/agree", "ola", yes, {}, "Ingrid Redaktør"
        self.inside.client("lars")
        session = next(s.id for s in self.inside.sessions() if s.person_id == "lars")
        yield "/sessions/{session_id}/end", "kari", f"/sessions/{session}/end", {}, said("session-ended")
        new = {"password": "fem ord uten sammenheng her", "again": "fem ord uten sammenheng her"}
        yield "/me/password", "anne", "/me/password", old | new, said("password")

    def establishing(self) -> Iterator[Row]:
        held = self._planned("Holdt")
        facts = {"title": "Brann", "what": "Røyk", "where": "Hell", "severity": "Severe", "sure": "yes"}
        play = {"sure": "yes"}
        yield "/exercises/{plan_id}", "kari", "/exercises/kvartal", play, said("exercise")
        drill = next(c.id for c in find.listing(self.ctx) if c.exercise and not c.stood_down_at)
        seen = "/crisis/{crisis_id}/seen/{expected_id}"
        yield seen, "lars", f"/crisis/{drill}/seen/far-svart", {}, "heter far-svart"
        yield "/crisis/new", "kari", "/crisis/new", facts, said("established")
        real = next(c.id for c in find.listing(self.ctx) if not c.exercise and not c.stood_down_at)
        yield "/crisis/{crisis_id}/stand-down", "kari", f"/crisis/{real}/stand-down", {}, "Rapporten"
        drop = {"do": "drop"}
        yield "/unit/held/{message_id}", "liv", f"/unit/held/{held}", drop, said("dropped")
        yield "/exercise/new", "kari", "/exercise/new", facts | {"title": "Prøve"}, said("exercise")
        yield "/logout", "per", "/logout", {}, said("logged-out")

    def _failed(self) -> tuple[str, str]:
        """Message and delivery."""
        text = Content(title="Feilet", body="Kok vannet.")
        made = drafts.submit(self.ctx, "anne", drafts.new(self.ctx, "anne", self.crisis, text, ["skjerm"]).id)
        assert made.status is DraftStatus.SUBMITTED
        self.answer(("", "ola", f"/drafts/{made.id}/approve", {"seen": str(made.revision.seen)}, ""))
        message = next(m.id for m in messages.listing(self.ctx, self.crisis) if m.draft_id == made.id)
        (delivery,) = deliveries.waiting(self.ctx, message)
        claimed = one_hand.claim(self.ctx, delivery, "w", timedelta(seconds=30))
        assert claimed
        one_hand.finish(self.ctx, claimed, REFUSED, "w")
        return message, delivery

    def _posted(self) -> str:
        """Remote id of a post that is out."""
        made = unit_posts.post(self.ctx, "liv", "skjerm", Content(title="Ute", body="Vannet er tilbake."))
        (delivery,) = made.deliveries
        claimed = one_hand.claim(self.ctx, delivery.id, "w", timedelta(seconds=30))
        assert claimed
        one_hand.finish(self.ctx, claimed, SendResult(receipt=Receipt(remote_id="ute-1")), "w")
        return "ute-1"

    def _planned(self, title: str) -> str:
        text = Content(title=title, body="I morgen.")
        made = unit_posts.post(self.ctx, "liv", "skjerm", text, self.ctx.clock() + timedelta(days=1))
        assert made.deliveries[0].status is DeliveryStatus.QUEUED
        return made.id

    def _code(self) -> str:
        client, csrf = self.client("anne")
        page = client.post("/me/totp/begin", data={"csrf": csrf, "old": PASSWORD}).text
        key = re.search(r'<p class="code">([A-Z2-7]+)<', page)
        assert key
        return pyotp.TOTP(key[1]).at(self.inside.clock())


def said(name: str) -> str:
    """In bokmål, as the page has it."""
    return NORWEGIAN[name]


def test_every_deed_answers_with_a_sentence(inside: Inside) -> None:
    deeds = Deeds(inside)
    done, missing = set[str](), list[str]()
    parts: list[Callable[[], Iterator[Row]]] = [
        deeds.drafts,
        deeds.crisis_day,
        deeds.normal_day,
        deeds.recipients,
        deeds.remarks,
        deeds.questions,
        deeds.people,
        deeds.establishing,
    ]
    for row in (row for part in parts for row in part()):
        done.add(row[0])
        if row[4] not in (words := deeds.answer(row)):
            missing.append(f"{row[2]}: “{row[4]}” is not in: {words[:300]}")
    assert missing == []
    posts = {path for method, path in routes(inside.app) if method == "POST" and not path.startswith(PREFIX)}
    assert posts - done == LEADS_ON.keys()


def test_nobody_puts_words_into_the_answer(inside: Inside) -> None:
    page = inside.client("ola").get("/?said=<b>hei</b>").text
    assert "<b>hei" not in page and 'data-color="success"' not in page
