"""Fake SMS providers on loopback: 46elks (API a1), Sinch (xms v1), LINK Mobility "Common" (2.4), as strict as their documents.

Each refuses a wrong password or token (401), another content type, unknown or missing fields, a number that is not whole
(E.164), a sender that is neither a number nor up to eleven letters and digits, and a text that is empty or too long.
"""

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime
from typing import Any

from notifiers.channels.sms import parts
from tests.fakes.server import Answer, FakeServer, Wire

_BASIC = "Basic " + base64.b64encode(b"bruker:hemmelig").decode()
_E164 = re.compile(r"\+[1-9][0-9]{7,14}")
_SENDER = re.compile(r"\+[1-9][0-9]{7,14}|[A-Za-z0-9]{1,11}")
PLAN = "plan123"


def _fits(sender: object, to: object, text: object) -> bool:
    return (
        isinstance(sender, str)
        and bool(_SENDER.fullmatch(sender))
        and isinstance(to, str)
        and bool(_E164.fullmatch(to))
        and isinstance(text, str)
        and bool(text)
    )


class FakeElks(FakeServer):
    """`sent` newest last. `balance` in ten thousandths of a krone. `unknown`: numbers that nobody has."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[dict[str, Any]] = []
        self.unknown: set[str] = set()
        self.balance, self.page, self.next_status = 5_000_000, 100, "created"
        self._heard = 0

    @property
    def url(self) -> str:
        return elks_address(self.port)

    def route(self, wire: Wire) -> Answer:
        if wire.headers.get("authorization") != _BASIC:
            return Answer(401, b"API access requires Basic HTTP authentication")
        match wire.method, wire.path:
            case "POST", "/a1/sms":
                return self._send(wire)
            case "GET", "/a1/sms":
                return self._history(wire.query)
            case "GET", "/a1/me":
                return Answer(200, {"id": "u1", "balance": self.balance, "currency": "SEK", "name": "Kommunen"})
        return Answer(404, b"Not found")

    def _send(self, wire: Wire) -> Answer:
        form = wire.form
        if (
            form is None
            or set(form) - {"whendelivered"} != {"from", "to", "message"}
            or not form.get("whendelivered", "https://").startswith("https://")
            or not _fits(form["from"], form["to"], form["message"])
            or form["to"] in self.unknown
        ):
            return Answer(400, b"Bad request")
        if self.balance <= 0:
            return Answer(403, b"Not enough credits")
        cost = 3500 * parts.count(form["message"])
        sms = {
            "id": f"s{len(self.sent):032x}",
            "created": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f"),
            "direction": "outgoing",
            **form,
            "status": self.next_status,
            "cost": cost,
            "parts": parts.count(form["message"]),
        }
        self.sent.append(sms)
        self.balance -= cost
        return Answer(200, sms)

    def hears(self, to: str, text: str, when: datetime, who: str = "+4799999999") -> str:
        """Somebody sends an SMS to a number of ours."""
        self._heard += 1
        number = f"s{self._heard:031x}i"
        created = when.strftime("%Y-%m-%dT%H:%M:%S.%f")
        sms = {"id": number, "created": created, "direction": "incoming", "from": who, "to": to, "message": text}
        self.sent = sorted([*self.sent, sms], key=lambda one: str(one["created"]))
        return number

    def _history(self, query: dict[str, str]) -> Answer:
        """`start`: before this moment. `end`: after it. Newest first."""
        if set(query) - {"start", "end", "limit", "to"} or int(query.get("limit", "10")) > 100:
            return Answer(400, b"Bad request")
        found = [
            sms
            for sms in reversed(self.sent)
            if sms["created"] < query.get("start", "9")
            and sms["created"] >= query.get("end", "0")
            and query.get("to", sms["to"]) == sms["to"]
        ]
        size = min(self.page, int(query.get("limit", "10")))
        more = {"next": found[size - 1]["created"]} if len(found) > size else {}
        return Answer(200, {"data": found[:size], **more})


class FakeSinch(FakeServer):
    """`batches` newest last."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[dict[str, Any]] = []
        self.inbounds: list[dict[str, Any]] = []
        self.page = 100

    @property
    def url(self) -> str:
        return sinch_address(self.port)

    def route(self, wire: Wire) -> Answer:
        if wire.headers.get("authorization") != "Bearer hemmelig":
            return Answer(401)
        if (wire.method, wire.path) == ("GET", f"/xms/v1/{PLAN}/inbounds"):
            return self._told(wire.query)
        if wire.path != f"/xms/v1/{PLAN}/batches":
            return Answer(404)
        return self._send(wire) if wire.method == "POST" else self._list(wire.query)

    def _send(self, wire: Wire) -> Answer:
        batch, allowed = (
            wire.json,
            {"from", "to", "body", "type", "delivery_report", "client_reference", "callback_url"},
        )
        if not isinstance(batch, dict) or set(batch) - allowed:
            return Answer(400, {"code": "syntax_invalid_json", "text": "?"})
        numbers, body = batch.get("to"), batch.get("body", "")
        if not isinstance(numbers, list) or not 1 <= len(numbers) <= 1000 or len(body) > 2000:
            return Answer(400, {"code": "syntax_constraint_violation", "text": "?"})
        if not all(_fits(batch.get("from"), number, body) for number in numbers):
            return Answer(400, {"code": "syntax_invalid_parameter_format", "text": "?"})
        made = {
            **batch,
            "id": f"01FC{len(self.batches):022d}",
            "created_at": datetime.now(UTC).isoformat(),
            "canceled": False,
        }
        self.batches.append(made)
        return Answer(201, made)

    def hears(self, to: str, text: str, when: datetime, who: str = "4799999999") -> str:
        number = f"01IN{len(self.inbounds):022d}"
        told = {"id": number, "type": "mo_text", "from": who, "to": to.lstrip("+"), "body": text}
        self.inbounds.append(told | {"received_at": when.isoformat()})
        return number

    def _told(self, query: dict[str, str]) -> Answer:
        """Newest first, of fourteen days."""
        known = {"page", "page_size", "to", "start_date", "end_date", "client_reference"}
        if set(query) - known or int(query.get("page_size", "30")) > 100:
            return Answer(400, {"code": "syntax_invalid_parameter_format", "text": "?"})
        since = datetime.fromisoformat(query["start_date"])
        found = [one for one in self.inbounds if datetime.fromisoformat(one["received_at"]) >= since]
        found = [one for one in found if query.get("to", one["to"]).lstrip("+") == one["to"]]
        found.sort(key=lambda one: str(one["received_at"]), reverse=True)
        size, page = int(query.get("page_size", "30")), int(query.get("page", "0"))
        shown = found[page * size : (page + 1) * size]
        return Answer(200, {"count": len(found), "page": page, "page_size": size, "inbounds": shown})

    def _list(self, query: dict[str, str]) -> Answer:
        if (
            set(query) - {"page", "page_size", "start_date", "end_date", "client_reference", "from"}
            or int(query.get("page_size", "30")) > 100
        ):
            return Answer(400, {"code": "syntax_invalid_parameter_format", "text": "?"})
        since = (
            datetime.fromisoformat(query["start_date"]) if "start_date" in query else datetime(2000, 1, 1, tzinfo=UTC)
        )
        wanted = query.get("client_reference")
        found = [
            b
            for b in reversed(self.batches)
            if datetime.fromisoformat(b["created_at"]) >= since and wanted in (None, b.get("client_reference"))
        ]
        size, page = min(self.page, int(query.get("page_size", "30"))), int(query.get("page", "0"))
        return Answer(
            200,
            {"count": len(found), "page": page, "page_size": size, "batches": found[page * size : (page + 1) * size]},
        )


class FakeLink(FakeServer):
    """`sent` newest last."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return link_address(self.port)

    def route(self, wire: Wire) -> Answer:
        if wire.headers.get("authorization") != _BASIC:
            return Answer(401)
        if (wire.method, wire.path) != ("POST", "/sms/send"):
            return Answer(404)
        sms = wire.json
        known = {
            "platformId",
            "platformPartnerId",
            "source",
            "sourceTON",
            "destination",
            "userData",
            "useDeliveryReport",
            "refId",
        }
        if (
            not isinstance(sms, dict)
            or set(sms) - known
            or sms.get("platformId") != "COMMON"
            or sms.get("platformPartnerId") != "42"
        ):
            return _result(400, 106014)
        if not _fits(sms.get("source"), sms.get("destination"), sms.get("userData")) or _wrong_kind(sms):
            return _result(400, 106000)
        if any(ord(sign) > 0xFFFF for sign in sms["userData"]) or parts.count(sms["userData"]) > 254:
            return _result(400, 106011)
        self.sent.append(sms)
        return Answer(200, {"messageId": f"m{len(self.sent)}", "resultCode": 1005, "description": "Queued"})


def _wrong_kind(sms: dict[str, Any]) -> bool:
    return sms.get("sourceTON") != ("MSISDN" if sms["source"].startswith("+") else "ALPHANUMERIC")


def _result(status: int, code: int) -> Answer:
    return Answer(status, {"messageId": None, "resultCode": code, "description": "?"})


def elks_address(port: int) -> str:
    return f"sms46elks://Kommunen/?user=bruker&password=hemmelig&at=http%3A%2F%2F127.0.0.1%3A{port}"


def sinch_address(port: int) -> str:
    return f"smssinch://4799999999/?plan={PLAN}&token=hemmelig&at=http%3A%2F%2F127.0.0.1%3A{port}"


def link_address(port: int) -> str:
    return f"smslink://Kommunen/?user=bruker&password=hemmelig&platform=COMMON&partner=42&at=http%3A%2F%2F127.0.0.1%3A{port}"


def signed_by(secret: str, body: bytes, at: datetime, nonce: str, way: str = "HmacSHA256") -> dict[str, str]:
    """The headers of a callback as Sinch documents them, written apart from the code that reads them."""
    when, kind = str(int(at.timestamp())), {"HmacSHA256": hashlib.sha256, "HmacSHA512": hashlib.sha512}[way]
    made = hmac.new(secret.encode(), body + f".{nonce}.{when}".encode(), kind).digest()
    name = "x-sinch-webhook-signature"
    return {
        name: base64.b64encode(made).decode(),
        f"{name}-nonce": nonce,
        f"{name}-timestamp": when,
        f"{name}-algorithm": way,
    }
