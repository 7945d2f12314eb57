"""The JSON interface: a whole crisis through it, keys that count once, errors as problems, hooks both ways."""

import json
import os
from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from desk.api.hooks import SECRET
from flows.steps import webhooks as telling
from notifiers.standard_webhooks import sign, verify
from policy.evidence import package
from schemas.errors import Refused
from schemas.identity.token import Scope
from store.notices import webhooks
from tests.cast import seen_of
from tests.desk.web.inside import Inside
from tests.report.test_package import files
from tests.servers.recorder import Recorder

API = "/api/v1"
WATER = {"title": "Kok vannet", "body": "Kok vannet i ett minutt.", "next_update": "om to timer"}
CRISIS = {"title": "Vann", "what": "Bakterier", "where": "Lånke", "severity": "Severe", "exercise": False}
_count = iter(range(1_000_000))


class Machine:
    def __init__(self, inside: Inside, person: str, *scopes: Scope) -> None:
        self._client, self._headers = inside.client(), inside.token_for(person, *scopes)

    def get(self, path: str) -> Any:
        answer = self._client.get(API + path, headers=self._headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any = None, key: str | None = None, status: int | None = None) -> Any:
        headers = self._headers | {"idempotency-key": key or f"key-{next(_count):06d}"}
        answer = self._client.post(API + path, json=body, headers=headers)
        assert answer.status_code == status if status else answer.is_success, answer.text
        return answer.json()


def test_a_whole_crisis(inside: Inside) -> None:
    kari, anne, ola = (Machine(inside, p) for p in ("kari", "anne", "ola"))
    crisis = kari.post("/crises", CRISIS, status=201)
    assert {s["state"] for s in kari.get("/accounts")} == {"locked"}
    draft = anne.post("/drafts", {"content": WATER, "accounts": ["side"], "submit": True}, status=201)
    assert (
        anne.post(f"/drafts/{draft['id']}/approve", {"seen": seen_of(draft)}, status=403)["type"]
        == "urn:krisekanal:Refused"
    )
    message = ola.post(f"/drafts/{draft['id']}/approve", {"seen": seen_of(draft)})
    assert message["approver"] == "ola" and [d["account_id"] for d in message["deliveries"]] == ["side"]
    assert ola.get(f"/messages/{message['id']}")["content"]["title"] == "Kok vannet"
    kari.post(f"/crises/{crisis['id']}/log", {"text": "Vannverket er varslet"}, status=403)
    ola.post(f"/crises/{crisis['id']}/log", {"text": "Vannverket er varslet"}, status=201)
    assert kari.get(f"/crises/{crisis['id']}/log?limit=1")[0]["action"] == "log.entry"
    assert kari.post(f"/crises/{crisis['id']}/stand-down")["status"] == "stood_down"
    assert kari.get("/log/verification")["first_bad"] is None


def test_the_same_key_counts_once(inside: Inside) -> None:
    kari = Machine(inside, "kari")
    first = kari.post("/crises", CRISIS, key="samme-nokkel", status=201)
    assert kari.post("/crises", CRISIS, key="samme-nokkel", status=201) == first
    assert len(kari.get("/crises")) == 1
    assert (
        "Idempotency-Key" in kari.post("/crises", CRISIS | {"title": "Annet"}, key="samme-nokkel", status=422)["detail"]
    )


def test_a_refusal_frees_the_key(inside: Inside) -> None:
    ola = Machine(inside, "ola")
    refused = ola.post("/crises", CRISIS, key="nei-og-ja-01", status=403)
    assert "rådmann" in refused["detail"]
    assert ola.post("/crises", CRISIS | {"exercise": True}, key="nei-og-ja-01", status=201)["exercise"]


def test_a_request_cut_off_is_simply_made_again(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    kari = Machine(inside, "kari")

    def dies(*_: Any) -> None:
        raise RuntimeError("cut off after the work and before the answer was kept")

    with monkeypatch.context() as patch:
        patch.setattr("store.identity.idempotency.keep", dies)
        kari.post("/crises", CRISIS, key="avbrutt-0001", status=500)
    assert kari.get("/crises") == [], "the work and its answer are one transaction"
    assert kari.post("/crises", CRISIS, key="avbrutt-0001", status=201) == kari.get("/crises")[0]
    assert inside.subjects("crisis.established") == [kari.get("/crises")[0]["id"]]


def test_a_key_ends(inside: Inside) -> None:
    ola = Machine(inside, "ola")
    entry, key = {"text": "Vannverket er varslet"}, "to-dager-gammel"
    crisis = Machine(inside, "kari").post("/crises", CRISIS)["id"]
    for days, times in ((0, 1), (1.9, 1), (0.2, 2)):
        inside.clock.forward(days=days)
        ola.post(f"/crises/{crisis}/log", entry, key=key, status=201)
        assert inside.actions().count("log.entry") == times


def test_a_draft_that_cannot_be_submitted_is_not_left_behind(inside: Inside) -> None:
    """Else the same key, free again, would make a second one."""
    crisis = Machine(inside, "kari").post("/crises", CRISIS)["id"]
    anne, before = Machine(inside, "anne"), inside.events()
    anne.post("/drafts", {"content": WATER, "accounts": ["finnes-ikke"], "submit": True}, key="utkast-0001", status=404)
    assert anne.get(f"/drafts?crisis={crisis}") == [] and inside.events() == before


def test_what_a_refusal_wrote_into_the_log_stays(inside: Inside) -> None:
    Machine(inside, "kari").post("/crises", CRISIS)
    unit = Machine(inside, "liv")
    for _ in range(2):
        unit.post("/accounts/side/posts", {"content": WATER}, key="sperret-0001", status=403)
    assert inside.actions().count("post.refused") == 2


def test_no_write_without_a_key(inside: Inside) -> None:
    answer = inside.client().post(f"{API}/crises", json=CRISIS, headers=inside.token_for("kari"))
    assert answer.status_code == 422 and "idempotency-key" in answer.text.lower()
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("scope", [s for s in Scope if s is not Scope.LEAD])
def test_no_further_than_its_scopes(inside: Inside, scope: Scope) -> None:
    answer = Machine(inside, "kari", scope).post("/crises", CRISIS, status=403)
    assert "lead" in answer["detail"]


def test_a_token_ends_by_time_and_when_told(inside: Inside) -> None:
    headers = inside.token_for("kari")
    assert inside.client().get(f"{API}/crises", headers=headers).status_code == 200
    inside.clock.forward(days=91)
    assert inside.client().get(f"{API}/crises", headers=headers).status_code == 401


def test_nobodys_address_or_number_is_told(inside: Inside) -> None:
    people = Machine(inside, "kari").get("/people")
    assert {p["id"] for p in people} == {p.id for p in inside.ctx.municipality.people}
    assert {name for p in people for name in p} == {"id", "name", "roles", "active"}
    schemas = inside.client().get(f"{API}/openapi.json").json()["components"]["schemas"]
    assert "Person" not in schemas and set(schemas["PublicPerson"]["properties"]) == {"id", "name", "roles", "active"}


def test_personal_data_is_answered_for(inside: Inside) -> None:
    kari, anne, ola = (Machine(inside, p) for p in ("kari", "anne", "ola"))
    kari.post("/crises", CRISIS)
    text = WATER | {"body": "Ring Per på 922 33 444 om vannet."}
    draft = anne.post("/drafts", {"content": text, "accounts": ["side"], "submit": True})
    [asked] = [c for c in anne.post("/preview", {"content": text})["checks"] if c["asks"]]
    seen = {"seen": seen_of(draft)}
    assert asked["id"] in ola.post(f"/drafts/{draft['id']}/approve", seen, status=403)["detail"]
    ola.post(f"/drafts/{draft['id']}/approve", seen | {"answers": {asked["id"]: "Vakttelefon for vannverket"}})


@pytest.mark.parametrize("lang", ["nb", "nn", "en"])
def test_the_report_as_a_pdf_in_every_language(inside: Inside, lang: str) -> None:
    kari = Machine(inside, "kari")
    crisis = kari.post("/crises", CRISIS)["id"]
    kari.post(f"/crises/{crisis}/stand-down")
    client = inside.client("anne")
    answer = client.get(f"/evaluation/{crisis}/report/{lang}")
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF-")
    assert client.get(f"/evaluation/{crisis}/report/de").status_code == 404
    assert f"/evaluation/{crisis}/report/{lang}" in client.get(f"/evaluation/{crisis}").text


def test_the_package_through_the_desk_and_the_interface(inside: Inside) -> None:
    kari = Machine(inside, "kari")
    crisis = kari.post("/crises", CRISIS)["id"]
    kari.post(f"/crises/{crisis}/stand-down")
    by_desk = inside.post(inside.client("lars"), f"/evaluation/{crisis}/package")
    assert package.verify(by_desk.content).why is None
    assert inside.post(inside.client("anne"), f"/evaluation/{crisis}/package").status_code == 403
    lars = inside.client("lars")
    chosen = inside.post(lars, f"/evaluation/{crisis}/package", residents="all")
    assert b'"residents": "all"' in files(chosen.content)["remarks.json"]
    assert inside.post(lars, f"/evaluation/{crisis}/package", residents="noen").status_code == 422
    by_interface = inside.client().post(f"{API}/crises/{crisis}/package", headers=inside.token_for("lars"))
    assert b'"residents": "withheld"' in files(by_interface.content)["remarks.json"]
    assert package.verify(by_interface.content).signer == package.verify(by_desk.content).signer


# --- hooks -----------------------------------------------------------------------------------------------------

CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{id}</identifier><sender>noreply@varsel.example</sender>
<sent>2026-11-23T12:00:00+01:00</sent><status>{status}</status><msgType>Alert</msgType><scope>Public</scope>
<info><language>en-GB</language><category>Met</category><event>Flood</event><urgency>Immediate</urgency><severity>Extreme</severity>
<certainty>Likely</certainty><headline>Flood</headline><area><areaDesc>Somewhere</areaDesc></area></info>
<info><language>nb-NO</language><category>Met</category><event>Flom</event><urgency>Immediate</urgency><severity>Extreme</severity>
<certainty>Likely</certainty><headline>Flom, rødt nivå</headline><description>Stor vannføring i Stjørdalselva.</description>
<area><areaDesc>Stjørdal</areaDesc></area></info></alert>"""
WHSEC = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0"


def hook(
    inside: Inside, body: bytes, *, secret: str = WHSEC, age: int = 0, kind: str = "application/cap+xml"
) -> httpx.Response:
    stamp = int(inside.clock().timestamp()) - age
    headers = {
        "webhook-id": "msg-1",
        "webhook-timestamp": str(stamp),
        "content-type": kind,
        "webhook-signature": sign(secret, "msg-1", stamp, body.decode(errors="replace")),
    }
    answer: httpx.Response = inside.client().post(f"{API}/hooks/proposals", content=body, headers=headers)
    return answer


@pytest.fixture
def hooked(inside: Inside) -> Inside:
    inside.opened.vault.put(inside.ctx, "kari", SECRET, WHSEC)
    return inside


def test_an_alert_only_proposes(hooked: Inside) -> None:
    body = CAP.format(id="met-1", status="Actual").encode()
    assert hook(hooked, body).status_code == 202
    assert hook(hooked, body).status_code == 202, "sent again, as warning services do"
    kari = Machine(hooked, "kari")
    [proposal] = kari.get("/proposals")
    assert (proposal["title"], proposal["severity"], proposal["where"]) == ("Flom, rødt nivå", "Extreme", "Stjørdal")
    assert kari.get("/crises") == []
    page = hooked.client("kari").get("/").text
    assert "Flom, rødt nivå" in page and f"/crisis/new?proposal={proposal['id']}" in page
    assert "Stjørdalselva" in hooked.client("kari").get(f"/crisis/new?proposal={proposal['id']}").text
    assert kari.post(f"/proposals/{proposal['id']}/set-aside")["decided_by"] == "kari"
    assert kari.get("/proposals") == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<alert/>",
        b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        b"\xff\xfe",
        CAP.format(id="t", status="Test").encode(),
        CAP.format(id="", status="Actual").encode(),
    ],
)
def test_what_is_no_real_alert_is_refused(hooked: Inside, body: bytes) -> None:
    answer = hook(hooked, body)
    assert answer.status_code == 422 and answer.json()["type"] == "urn:krisekanal:InvalidInput", answer.text
    assert Machine(hooked, "kari").get("/proposals") == []


def test_a_coast_of_polygons_is_taken_and_what_is_larger_is_refused_in_its_own_words(hooked: Inside) -> None:
    ring = " ".join(f"63.{n:06},10.{n:06}" for n in range(10_000))
    body = CAP.format(id="kyst", status="Actual").replace(
        "</area></info></alert>", f"<polygon>{ring}</polygon></area></info></alert>"
    )
    assert len(body) > 200_000 and hook(hooked, body.encode()).status_code == 202
    answer = hook(hooked, body.replace("kyst", "mer").encode() + b" " * (512_001 - len(body.encode())))
    assert answer.status_code == 202, answer.text
    answer = hook(hooked, body.encode() + b" " * 512_000)
    assert answer.status_code == 413
    answer = hook(hooked, body.encode() + b" " * (512_001 - len(body.encode())))
    assert answer.status_code == 413 and answer.json()["detail"].startswith("Varselet er på 513 kB")


def test_without_a_secret_of_ours_it_is_said_so(inside: Inside) -> None:
    answer = hook(inside, CAP.format(id="met-1", status="Actual").encode())
    assert answer.status_code == 403 and "secret set hook" in answer.json()["detail"]


def test_a_false_or_old_signature_is_refused(hooked: Inside) -> None:
    body = CAP.format(id="met-1", status="Actual").encode()
    assert hook(hooked, body, secret="whsec_" + "QUFB" * 8).status_code == 403
    assert hook(hooked, body, age=301).status_code == 403 and hook(hooked, body, age=-301).status_code == 403
    assert Machine(hooked, "kari").get("/proposals") == []
    assert hook(hooked, body, age=299).status_code == 202


def test_every_event_is_told_in_order_and_signed(inside: Inside) -> None:
    inside.settings = inside.settings.model_copy(update={"webhook_networks": "127.0.0.0/8"})
    inside.reopen()
    kari = Machine(inside, "kari")
    with Recorder() as receiver:
        made = (
            inside.client()
            .post(
                f"{API}/webhooks",
                json={"url": f"http://127.0.0.1:{receiver.port}/krise"},
                headers=inside.token_for("kari"),
            )
            .json()
        )
        kari.post("/crises", CRISIS)
        receiver.status = 500
        tell(inside, made["webhook"]["id"])
        assert webhooks.listing(inside.ctx)[0].failures == 1
        receiver.status = 204
        tell(inside, made["webhook"]["id"])
        first, second = receiver.requests
    assert first.body == second.body, "what was not taken is told again"
    events = json.loads(second.body)["events"]
    assert [e["seq"] for e in events] == list(range(events[0]["seq"], events[0]["seq"] + len(events)))
    assert "crisis.established" in [e["action"] for e in events]
    head = {k.lower(): v for k, v in second.headers.items()}
    now = inside.clock()
    verify(made["secret"], head["webhook-id"], head["webhook-timestamp"], head["webhook-signature"], second.body, now)
    with pytest.raises(Refused):
        verify(
            made["secret"],
            head["webhook-id"],
            head["webhook-timestamp"],
            head["webhook-signature"],
            second.body + b" ",
            now,
        )
    assert not webhooks.any_behind(inside.ctx)


def tell(inside: Inside, webhook_id: str) -> None:
    telling.tell(inside.worker(), webhook_id)


# --- what the description promises -------------------------------------------------------------------------------


def test_the_description_is_openapi_3_1(inside: Inside) -> None:
    found = inside.client().get(f"{API}/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    assert all(path.startswith(API) for path in found["paths"])
    writes = [(p, m) for p, ms in found["paths"].items() for m in ms if m == "post" and p not in KEYLESS]
    for path, method in writes:
        names = [q["name"].lower() for q in found["paths"][path][method].get("parameters", [])]
        assert "idempotency-key" in names, path


KEYLESS = {
    f"{API}/preview",
    f"{API}/webhooks",
    f"{API}/hooks/proposals",
    f"{API}/hooks/reports/{{account_id}}/{{word}}",
    f"{API}/channels/check",
    f"{API}/crises/{{crisis_id}}/package",
    f"{API}/register/find",
    f"{API}/register/export",
    f"{API}/register/who",
    f"{API}/messages/{{message_id}}/why",
}
"""They change nothing, answer with what must not be stored, or are told by providers, who know of no key and say it again."""


MANY = settings(
    max_examples=int(os.environ.get("ODD_REQUESTS", "8")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
"""To each operation. `make torture` asks more of them, and others every time."""
PROMISES = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
def test_odd_requests_get_no_5xx_and_no_undocumented_answer(inside: Inside, mode: GenerationMode) -> None:
    """Schemathesis: many odd requests to every operation, as someone who may do everything."""
    here = {"host": "localhost"}  # it asks as "testserver", and the desk answers to its own name only
    assert inside.client().get(f"{API}/openapi.json").is_success, "made once; its reader waits ten seconds"
    schema = openapi.from_asgi(f"{API}/openapi.json", inside.app, headers=here)
    headers, tried = inside.token_for("kari") | here, 0
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()

        @MANY
        @given(case=operation.as_strategy(mode))
        def odd(case: Any) -> None:
            case.call_and_validate(headers=headers, checks=PROMISES)

        with suppress(Unsatisfiable):  # nothing can be unfitting where nothing is asked for
            odd()
        tried += 1
    assert tried >= 40
