"""`smssinch://SENDER/?plan=&token=&region=eu` (Sinch SMS REST API, xms v1). Our key is their client reference."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar

from apprise import NotifyBase

from notifiers.base import web
from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.hosted import Word, arguments
from notifiers.base.pages import Asked, pages
from notifiers.channels.sms.base import TO, HostedSms, Sms
from schemas.delivery import Outgoing
from schemas.errors import NotifierError, RetryClass
from schemas.receipt import Receipt, RemotePost
from schemas.sentence import Sentence, say

_REGIONS = ("eu", "us", "au", "br", "ca")
_PAGE = 100


class Sinch(HostedSms):
    service_name = "Sinch"
    secure_protocol = "smssinch"
    setup_url = "https://developers.sinch.com/docs/sms/api-reference/"
    words = (
        Word("plan", "Service plan id"),
        Word("token", "API token", private=True),
        Word("region", "Region (eu)", optional=True),
        TO,
    )
    templates = ("{schema}://{sender}",)
    template_tokens = {
        **NotifyBase.template_tokens,
        "sender": {"name": "Sender", "type": "string", "map_to": "host", "required": True},
    }
    template_args = arguments(words)
    default_version = "v1"
    cannot: ClassVar[dict[Ability, Sentence]] = {a: s for a, s in Sms.cannot.items() if a is not Ability.READ_BACK}

    def __init__(self, region: str = "", **kwargs: Any) -> None:
        if (region or "eu") not in _REGIONS:
            raise TypeError(f"smssinch knows the regions {', '.join(_REGIONS)}")
        self.api = f"https://{region or 'eu'}.sms.api.sinch.com"  # each region has its own
        super().__init__(region=region, **kwargs)
        self.client.headers["Authorization"] = f"Bearer {self.word['token']}"

    def publish(self, out: Outgoing) -> Receipt:
        batch = {
            "from": self.sender,
            "to": [self.to(out)],
            "body": out.rendering.text,
            "type": "mt_text",
            "delivery_report": "none",
            "client_reference": out.key,
        }
        return _receipt(self.read_json(self.ask("POST", self._path(), json=batch), "id"), "accepted")

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

    def _path(self) -> str:
        return f"/xms/{self.version}/{self.word['plan']}/batches"

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
