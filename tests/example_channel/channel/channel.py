"""`lokalradio://STATION/?token=`: a message has the key that we give it, so nothing is posted twice."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from apprise import NotifyBase

from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.hosted import HostedPlugin, Word, arguments
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import Sentence, say


class Lokalradio(HostedPlugin):
    service_name = "Lokalradio"
    secure_protocol = "lokalradio"
    setup_url = "https://radio.example"
    api = "https://api.radio.example"
    words = (Word("token", "Access token", private=True),)
    templates = ("{schema}://{station}",)
    template_tokens = {
        **NotifyBase.template_tokens,
        "station": {"name": "Station", "type": "string", "map_to": "host", "required": True},
    }
    template_args = arguments(words)
    body_maxlen = 400
    title_maxlen = 0
    idempotent = True
    exact_text = True
    cannot: ClassVar[dict[Ability, Sentence]] = {
        Ability.LOCK: say("The station decides who may write; the account is locked here and watched."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.client.headers["Authorization"] = f"Bearer {self.word['token']}"

    def publish(self, out: Outgoing) -> Receipt:
        return self._put(out.key, out, creates=True)

    def edit(self, out: Outgoing) -> Receipt:
        return self._put(str(out.target), out, creates=False)

    def delete(self, out: Outgoing) -> Receipt:
        self.ask("DELETE", f"/messages/{out.target}", accept=(404,))
        return Receipt(remote_id=out.target, detail="removed")

    def find(self, out: Outgoing) -> Receipt | None:
        answer = self.ask("GET", f"/messages/{out.target or out.key}", accept=(404,))
        same = answer.is_success and self.read_json(answer, "text")["text"] == out.rendering.text
        return Receipt(remote_id=out.target or out.key, detail="read back") if same else None

    def read_back(self, since: datetime) -> list[RemotePost]:
        asked = {"since": since.astimezone(UTC).isoformat()}
        found = self.read_json(self.ask("GET", "/messages", params=asked), "messages")["messages"]
        return [RemotePost(remote_id=one["id"], text=one["text"]) for one in found]

    def check(self) -> list[Diagnosis]:
        station = self.read_json(self.ask("GET", "/station"), "name")["name"]
        return [Diagnosis(level="ok", sentence=say("The station {name} answers.", name=station))]

    def _put(self, key: str, out: Outgoing, *, creates: bool) -> Receipt:
        self.ask("PUT", f"/messages/{key}", json={"text": out.rendering.text}, creates=creates)
        return Receipt(remote_id=key, detail="on the air")
