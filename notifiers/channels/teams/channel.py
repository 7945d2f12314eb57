"""`teamsflyt://NAME/?url=https%3A%2F%2F…`: a workflow (“post to a channel when a webhook request is received”).

Its whole address is the secret: path and query are put in as a request leaves, and reach no error and no log. 202 says that
the workflow was started, not that a card was shown.
"""

from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import parse_qs, quote, urlsplit

from apprise import NotifyBase

from notifiers.base import web
from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.hidden_secrets import hide
from notifiers.base.hosted import HostedPlugin, Word, arguments
from notifiers.base.http import TIMEOUT
from notifiers.channels.teams.card import encoded
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt
from schemas.sentence import Sentence, say

_ONLY_TAKES = say("A Teams workflow only takes messages; it cannot show, change or remove them. A new one follows.")
_OWN = (".logic.azure.com", ".api.powerplatform.com")
"""Where Microsoft's workflows are."""
_GONE = (401, 403, 404, 410)
_OFF = "WorkflowTriggerIsNotEnabled"


class Teams(HostedPlugin):
    service_name = "Teams"
    secure_protocol = "teamsflyt"  # `workflows` is Apprise's own
    setup_url = "https://learn.microsoft.com/power-automate/teams/send-a-message-in-teams"
    api = "https://teams.microsoft.com"
    words = (Word("url", "The workflow's address", private=True),)
    templates = ("{schema}://{name}",)
    template_tokens = {
        **NotifyBase.template_tokens,
        "name": {"name": "A name of one's own", "type": "string", "map_to": "host", "required": True},
    }
    template_args = arguments(words)
    body_maxlen = 20_000
    can_be_posted_by_others = False
    cannot: ClassVar[dict[Ability, Sentence]] = {
        Ability.CORRECT: _ONLY_TAKES,
        Ability.RETRACT: _ONLY_TAKES,
        Ability.READ_BACK: _ONLY_TAKES,
        Ability.READ_REMARKS: _ONLY_TAKES,
        Ability.REPLY: _ONLY_TAKES,
        Ability.HIDE: _ONLY_TAKES,
        Ability.REMOVE_REMARK: _ONLY_TAKES,
        Ability.LOCK: say("Who may write in the Teams channel is Teams' own affair; the workflow is locked here only."),
    }

    def __init__(self, url: str = "", **kwargs: Any) -> None:
        parts = urlsplit(url)
        if url and (parts.scheme != "https" or not (parts.hostname or "").endswith(_OWN)):
            raise TypeError("teamsflyt's url is a workflow's own address at Microsoft, with https")
        super().__init__(url=url, **kwargs)
        self.flow = url.replace(f"https://{parts.netloc}", self.at, 1) if self.at else url
        flow = web.URL(self.flow)
        self.client = web.Client(base_url=flow.copy_with(raw_path=b"/"), timeout=TIMEOUT)
        hide(self.client, lambda _: flow.raw_path)

    @classmethod
    def from_service(cls, given: str) -> str | None:
        """A workflow's address as Microsoft shows it."""
        parts = urlsplit(given)
        ours = parts.scheme == "https" and (parts.hostname or "").endswith(_OWN)
        return f"{cls.secure_protocol}://teams/?url={quote(given, safe='')}" if ours else None

    def publish(self, out: Outgoing) -> Receipt:
        card = encoded(out.rendering.title, out.rendering.text, out.rendering.link)
        answer = self.ask("POST", "/", content=card, headers={"Content-Type": "application/json"})
        return Receipt(detail=f"HTTP {answer.status_code}, started")

    def check(self) -> list[Diagnosis]:
        return [
            *self._form(),
            Diagnosis(
                level="ok",
                sentence=say(
                    "Whether the Teams workflow runs, and posts in the right channel, cannot be seen without posting."
                ),
            ),
        ]

    def refused(self, answer: web.Response) -> NotifierError:
        if answer.status_code in _GONE:
            sentence = say("The Teams workflow is gone, or its owner has left. Make it anew and store its address.")
            return NotifierError(sentence, RetryClass.OPERATOR)
        if answer.status_code == 400 and _OFF in answer.text:
            return NotifierError(
                say("The Teams workflow is turned off. Turn it on in Power Automate."), RetryClass.OPERATOR
            )
        return super().refused(answer)

    def _form(self) -> Iterator[Diagnosis]:
        parts = urlsplit(self.flow)
        if not parts.path.rstrip("/").endswith("/invoke"):
            yield Diagnosis(
                level="error",
                sentence=say(
                    "The stored address is not a whole workflow's: it ends in /invoke before its question mark. Store it again."
                ),
            )
        elif not parse_qs(parts.query).get("sig"):
            yield Diagnosis(
                level="error",
                sentence=say(
                    "The workflow's address has no signature (sig=), so it takes messages from people who are logged in only. Let "
                    "anyone trigger it, and store its new address."
                ),
            )
        else:
            yield Diagnosis(level="ok", sentence=say("The workflow's address has the right form."))
