"""`smslink://SENDER/?user=&password=&platform=&partner=` (LINK Mobility "Common", SMS REST API 2.4)."""

from collections.abc import Mapping
from typing import Any

from apprise import NotifyBase

from notifiers.base import web
from notifiers.base.abilities import Diagnosis
from notifiers.base.hosted import Word, arguments
from notifiers.base.http import classify
from notifiers.channels.sms import reports
from notifiers.channels.sms.base import TO, HostedSms, is_short
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt
from schemas.recipients.delivery_report import DeliveryReport
from schemas.sentence import say

_BASE = "https://n-eu.linkmobility.io"
_QUEUED = 1005
_ARRIVED = "1001"


class LinkMobility(HostedSms):
    service_name = "LINK Mobility"
    secure_protocol = "smslink"
    setup_url = "https://www.linkmobility.com/developer/"
    words = (
        Word("user", "User"),
        Word("password", "Password", private=True),
        Word("platform", "platformId"),
        Word("partner", "platformPartnerId"),
        Word("base", "Base address that LINK has given", optional=True),
        TO,
    )
    templates = ("{schema}://{sender}",)
    template_tokens = {
        **NotifyBase.template_tokens,
        "sender": {"name": "Sender", "type": "string", "map_to": "host", "required": True},
    }
    template_args = arguments(words)

    def __init__(self, user: str = "", password: str = "", base: str = "", **kwargs: Any) -> None:
        if base and not base.startswith("https://"):
            raise TypeError("smslink's base begins with https://")
        self.api = base or _BASE  # LINK gives every customer one
        super().__init__(user=user, password=password, base=base, **kwargs)
        self.client.auth = (self.word["user"], self.word["password"])

    def publish(self, out: Outgoing) -> Receipt:
        """`refId` is our key, for LINK's own statistics: LINK does not look for doubles."""
        sms = {
            **self._place(),
            "source": self.sender,
            "sourceTON": _kind(self.sender),
            "destination": self.to(out),
            "userData": out.rendering.text,
            "useDeliveryReport": self.reports_at(out) is not None,
            "refId": out.key,
        }
        found = self.read_json(self.ask("POST", "/sms/send", json=sms), "messageId", "resultCode")
        if found["resultCode"] != _QUEUED:
            raise self._refusal(found["resultCode"], RetryClass.PERMANENT)
        return Receipt(remote_id=str(found["messageId"]), detail="queued")

    def delivery_reports(self, body: bytes, asked: Mapping[str, str]) -> list[DeliveryReport]:
        """JSON with `refId`, which is our key, `id` and `resultCode`. LINK sends it to the gate that it has set up for the account."""
        told = reports.json_object(body)
        code = str(told.get("resultCode", ""))
        known = {_ARRIVED: True, str(_QUEUED): None}.get(code, False if code.isdecimal() else None)
        return reports.last_words(str(told.get("id", "")), str(told.get("refId", "")), {code: known}, code)

    def check(self) -> list[Diagnosis]:
        """A message to nobody: LINK refuses it after it has looked at who asks, and sends nothing."""
        self.ask("POST", "/sms/send", json=self._place(), accept=(400, 422), creates=False)
        return [
            Diagnosis(
                level="ok",
                sentence=say("Logged in to LINK Mobility. It shows neither credit nor sent texts to programs."),
            )
        ]

    def refused(self, answer: web.Response) -> NotifierError:
        code = _result(answer)
        if code is None or answer.status_code not in (400, 422):
            return super().refused(answer)
        return self._refusal(code, classify(answer.status_code))

    def _refusal(self, code: Any, kind: RetryClass) -> NotifierError:
        return NotifierError(say("LINK Mobility did not take the SMS (result {code}).", code=code), kind)

    def _place(self) -> dict[str, str]:
        return {"platformId": self.word["platform"], "platformPartnerId": self.word["partner"]}


def _result(answer: web.Response) -> Any:
    try:
        return answer.json()["resultCode"]
    except (ValueError, TypeError, KeyError):
        return None


def _kind(sender: str) -> str:
    if is_short(sender):
        return "SHORTNUMBER"
    return "MSISDN" if sender.startswith("+") else "ALPHANUMERIC"
