"""`sms46elks://SENDER/?user=&password=` (46elks API a1)."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from apprise import NotifyBase

from notifiers.base import clocks, web
from notifiers.base.abilities import Diagnosis
from notifiers.base.hosted import Word, arguments
from notifiers.base.newest_first import Found, Listed
from notifiers.base.pages import Asked, pages
from notifiers.channels.sms import reports
from notifiers.channels.sms.base import TO, HeardSms, heard
from schemas.dialogue.remark import RemoteRemark
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.recipients.delivery_report import DeliveryReport
from schemas.sentence import say

_PAGE = 100
"""The history's own most."""
_UNITS = 10_000
"""46elks counts money in ten thousandths of the account's currency."""
_LOW = 100.0
_LAST_WORDS = {"delivered": True, "failed": False, "sent": None}


class Elks(HeardSms):
    service_name = "46elks"
    secure_protocol = "sms46elks"
    setup_url = "https://46elks.com/docs/send-sms"
    api = "https://api.46elks.com"
    words = (Word("user", "API username"), Word("password", "API password", private=True), TO)
    templates = ("{schema}://{sender}",)
    template_tokens = {
        **NotifyBase.template_tokens,
        "sender": {"name": "Sender", "type": "string", "map_to": "host", "required": True},
    }
    template_args = arguments(words)

    def __init__(self, user: str = "", password: str = "", **kwargs: Any) -> None:
        super().__init__(user=user, password=password, **kwargs)
        self.client.auth = (self.word["user"], self.word["password"])

    def publish(self, out: Outgoing) -> Receipt:
        form = {"from": self.sender, "to": self.to(out), "message": out.rendering.text}
        form |= {"whendelivered": at} if (at := self.reports_at(out)) else {}
        return self._receipt(self.read_json(self.ask("POST", "/a1/sms", data=form), "id", "status"))

    def delivery_reports(self, body: bytes, asked: Mapping[str, str]) -> list[DeliveryReport]:
        """A form: `id`, and `status` sent, delivered or failed (46elks, *SMS Delivery Reports*). It says not why."""
        form = reports.form(body)
        return reports.last_words(form.get("id", ""), asked.get("key", ""), _LAST_WORDS, form.get("status", ""))

    def incoming(self, body: bytes) -> tuple[str, RemoteRemark] | None:
        """A form with `direction=incoming` (46elks, *Receive SMS*, the number's `sms_url`). What we answer with would be sent back."""
        form = reports.form(body)
        if form.get("direction") != "incoming":
            return None
        return reports.incoming(form | {"created": f"{form.get('created', '')}+00:00"}, "message", "created")

    def find(self, out: Outgoing) -> Receipt | None:
        """46elks has no key of ours: the same words to the same number since the approval."""
        since = out.approved_at - clocks.APART
        sent = self._history(since, to=self.to(out))
        there = next((one for one in sent if one.get("message") == out.rendering.text), None)
        return self._receipt(there) if there else None

    def read_back(self, since: datetime) -> list[RemotePost]:
        sent = [RemotePost(remote_id=str(one["id"]), text=str(one.get("message", ""))) for one in self._history(since)]
        return sent[::-1]

    def check(self) -> list[Diagnosis]:
        me = self.read_json(self.ask("GET", "/a1/me"), "balance", "currency")
        left = float(me["balance"]) / _UNITS
        facts = {"left": f"{left:.2f}".replace(".", ","), "currency": me["currency"]}
        if left >= _LOW:
            return [Diagnosis(level="ok", sentence=say("Logged in to 46elks; {left} {currency} are left.", **facts))]
        level = "error" if left <= 0 else "warning"
        return [
            Diagnosis(
                level=level, sentence=say("Only {left} {currency} are left at 46elks. Fill the account up.", **facts)
            )
        ]

    def refused(self, answer: web.Response) -> NotifierError:
        """46elks says why in plain text; only money is told apart."""
        if answer.status_code == 402 or (answer.status_code == 403 and "credit" in answer.text.lower()):
            return NotifierError(say("The 46elks account is empty. Fill it up, then try again."), RetryClass.OPERATOR)
        return super().refused(answer)

    def _receipt(self, sms: dict[str, Any]) -> Receipt:
        """Raises `NotifierError` where 46elks already knows that the phone cannot be reached."""
        if sms["status"] == "failed":
            raise NotifierError(say("46elks could not deliver the SMS to this number."), RetryClass.PERMANENT)
        cost = f", {int(sms['cost']) / _UNITS:.2f}" if str(sms.get("cost", "")).isdigit() else ""
        return Receipt(remote_id=str(sms["id"]), detail=f"{sms['status']}{cost}")

    def _history(self, since: datetime, **asked: str) -> Iterator[dict[str, Any]]:
        """Newest first. Their `start` is where the look begins and `end` where it ends, going backwards in time."""
        query = _since(since) | asked
        for page in pages(self._page, query, _following):
            yield from (one for one in self.entries(page["data"], "id") if one.get("direction") == "outgoing")

    def inbound(self, page: str | None, since: datetime) -> Listed:
        """Their history has what came in too, under the number that it came to."""
        told = self._page(_since(since) | {"to": self.sender} | ({"start": page} if page else {}))
        return Listed.of(self.turned(told["data"], _came), told.get("next"))

    def _page(self, asked: Asked) -> dict[str, Any]:
        return self.read_json(self.ask("GET", "/a1/sms", params=asked), "data")


def _since(since: datetime) -> dict[str, str]:
    return {"end": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f"), "limit": str(_PAGE)}


def _text(sms: dict[str, Any]) -> str:
    return str(sms.get("message", ""))


def _following(page: dict[str, Any], _: Asked) -> Asked | None:
    return {"start": str(page["next"])} if page.get("next") else None


def _came(sms: dict[str, Any]) -> Found:
    """What went out is none."""
    at = clocks.read(f"{sms['created']}+00:00")
    incoming = sms["direction"] == "incoming"
    return Found(at, heard(str(sms["id"]), str(sms["from"]), _text(sms), at) if incoming else None)
