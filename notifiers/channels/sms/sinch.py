"""`smssinch://SENDER/?plan=&token=&region=eu` (Sinch SMS REST API, xms v1). Our key is their client reference. With
`&callback_secret=` only what Sinch has signed by it is taken in.

Many go in one request of theirs, a batch: a thousand numbers at most, and each counts at Sinch as if it had come alone.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from apprise import NotifyBase

from notifiers.base import clocks, many, web
from notifiers.base.abilities import Diagnosis
from notifiers.base.hosted import Word, arguments
from notifiers.base.newest_first import Found, Listed
from notifiers.base.pages import Asked, pages
from notifiers.channels.sms import reports, signed
from notifiers.channels.sms.base import TO, HeardSms, heard
from schemas.dialogue.remark import RemoteRemark
from schemas.errors import NotifierError, RetryClass
from schemas.messages.bulk import Batch, Sent
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.recipients.delivery_report import DeliveryReport
from schemas.sentence import say

_REGIONS = ("eu", "us", "au", "br", "ca")
_PAGE = 100
_LAST_WORDS = {
    "Delivered": True,
    **dict.fromkeys(("Failed", "Expired", "Rejected", "Deleted", "Aborted", "Cancelled"), False),
    **dict.fromkeys(("Queued", "Dispatched", "Unknown"), None),
}
"""Whether it arrived; None where that is not said (yet)."""


class Sinch(HeardSms):
    service_name = "Sinch"
    secure_protocol = "smssinch"
    setup_url = "https://developers.sinch.com/docs/sms/api-reference/"
    words = (
        Word("plan", "Service plan id"),
        Word("token", "API token", private=True),
        Word("region", "Region (eu)", optional=True),
        Word("callback_secret", "Secret of signed callbacks", private=True, optional=True),
        TO,
    )
    templates = ("{schema}://{sender}",)
    template_tokens = {
        **NotifyBase.template_tokens,
        "sender": {"name": "Sender", "type": "string", "map_to": "host", "required": True},
    }
    template_args = arguments(words)
    default_version = "v1"

    def __init__(self, region: str = "", **kwargs: Any) -> None:
        if (region or "eu") not in _REGIONS:
            raise TypeError(f"smssinch knows the regions {', '.join(_REGIONS)}")
        self.api = f"https://{region or 'eu'}.sms.api.sinch.com"  # each region has its own
        super().__init__(region=region, **kwargs)
        self.client.headers["Authorization"] = f"Bearer {self.word['token']}"

    def publish(self, out: Outgoing) -> Receipt:
        return self._taken(out, [self.to(out)])

    def deliver_many(self, batch: Batch, go_on: Callable[[], bool]) -> list[Sent]:
        """One request for all; its reference is the batch's. One number that Sinch refuses has it refuse all: then each by itself."""
        if not go_on():
            return [many.NOT_BEGUN] * len(batch.to)
        try:
            receipt = self._taken(
                batch.out.model_copy(update={"key": batch.reference}), [each.recipient for each in batch.to]
            )
        except NotifierError as error:
            if error.kind is RetryClass.PERMANENT and len(batch.to) > 1:
                return super().deliver_many(batch, go_on)
            return [many.refused(error)] * len(batch.to)
        return [Sent(remote_id=receipt.remote_id)] * len(batch.to)

    def find_many(self, batch: Batch) -> dict[int, Receipt]:
        there = next(self._batches(client_reference=batch.reference), None)
        if there is None:
            return super().find_many(batch)
        return {each.number: _receipt(there, "read back") for each in batch.to}

    def _taken(self, out: Outgoing, to: list[str]) -> Receipt:
        batch = {
            "from": self.sender,
            "to": to,
            "body": out.rendering.text,
            "type": "mt_text",
            "delivery_report": "none",
            "client_reference": out.key,
        }
        if at := self.reports_at(out):
            batch |= {"delivery_report": "per_recipient_final", "callback_url": at}
        return _receipt(self.read_json(self.ask("POST", self._path(), json=batch), "id"), "accepted")

    def delivery_reports(self, body: bytes, asked: Mapping[str, str]) -> list[DeliveryReport]:
        """A `recipient_delivery_report_sms` (Sinch, *Delivery reports*)."""
        told = reports.json_object(body)
        if told.get("type") != "recipient_delivery_report_sms":
            raise reports.no_report()
        key = str(told.get("client_reference") or asked.get("key", ""))
        said, number = str(told.get("status", "")), str(told.get("recipient", ""))[:20]
        found = reports.last_words(str(told.get("batch_id", "")), key, _LAST_WORDS, said)
        return [one.model_copy(update={"recipient": f"+{number.lstrip('+')}" if number else ""}) for one in found]

    def signed(self, body: bytes, headers: Mapping[str, str], now: datetime) -> str | None:
        secret = self.word["callback_secret"]
        return signed.nonce(secret, body, headers, now) if secret else None

    def incoming(self, body: bytes) -> tuple[str, RemoteRemark] | None:
        """An `mo_text` (Sinch, *Inbound messages*, the service plan's callback)."""
        told = reports.json_object(body)
        return reports.incoming(told, "body", "received_at") if told.get("type") == "mo_text" else None

    def find(self, out: Outgoing) -> Receipt | None:
        there = next(self._batches(client_reference=out.key), None)
        return _receipt(there, "read back") if there else None

    def read_back(self, since: datetime) -> list[RemotePost]:
        start = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        found = [
            RemotePost(remote_id=str(b["id"]), text=str(b.get("body", "")), marker=b.get("client_reference"))
            for b in self._batches(start_date=start)
        ]
        return found[::-1]

    def check(self) -> list[Diagnosis]:
        self.read_json(self.ask("GET", self._path(), params={"page": "0", "page_size": "1"}), "batches")
        return [
            Diagnosis(
                level="ok",
                sentence=say("Logged in to Sinch. What is left of the credit shows in Sinch's own pages only."),
            )
        ]

    def refused(self, answer: web.Response) -> NotifierError:
        """403 names a blocked account, a number that is not ours, or money; each needs a person at Sinch."""
        if answer.status_code != 403:
            return super().refused(answer)
        sentence = say("Sinch refuses ({code}). See to it in Sinch's own pages.", code=_code(answer) or "HTTP 403")
        return NotifierError(sentence, RetryClass.OPERATOR)

    def inbound(self, page: str | None, since: datetime) -> Listed:
        """Sinch keeps them for fourteen days."""
        number = int(page or 0)
        start = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        asked = {"to": self.sender, "start_date": start, "page": str(number), "page_size": str(_PAGE)}
        told = self.read_json(self.ask("GET", self._path("inbounds"), params=asked), "inbounds", "count")
        found = self.turned(told["inbounds"], _came)
        more = bool(told["inbounds"]) and (number + 1) * _PAGE < int(told["count"])
        return Listed.of(found, number + 1 if more else None)

    def _path(self, edge: str = "batches") -> str:
        return f"/xms/{self.version}/{self.word['plan']}/{edge}"

    def _batches(self, **asked: str) -> Iterator[dict[str, Any]]:
        """Newest first. Without a start Sinch shows the last 24 hours."""
        first = {"page": 0, "page_size": _PAGE, **asked}
        seen = 0

        def following(page: dict[str, Any], now: Asked) -> Asked | None:
            nonlocal seen
            seen += len(page["batches"])
            return {"page": now["page"] + 1} if page["batches"] and seen < int(page["count"]) else None

        for page in pages(self._page, first, following):
            yield from self.entries(page["batches"], "id")

    def _page(self, asked: Asked) -> dict[str, Any]:
        return self.read_json(self.ask("GET", self._path(), params=asked), "batches", "count")


def _receipt(batch: dict[str, Any], detail: str) -> Receipt:
    return Receipt(remote_id=str(batch["id"]), detail=detail)


def _code(answer: web.Response) -> str:
    try:
        return str(answer.json()["code"])
    except (ValueError, TypeError, KeyError):
        return ""


def _came(sms: dict[str, Any]) -> Found:
    at = clocks.read(sms["received_at"])
    return Found(at, heard(str(sms["id"]), str(sms["from"]), str(sms.get("body", "")), at))
