"""`linkedin://ORGANISATION-ID/?token=` (Posts API); `&client_id=&client_secret=&refresh=` where LinkedIn gives refresh tokens.

There is no idempotency key: a post in doubt is found by its exact words.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from apprise import NotifyBase

from notifiers.base import web
from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.dialogue import lacks_for_dialogue
from notifiers.base.hosted import HostedPlugin, Word, arguments
from notifiers.base.http import same_words_refused
from notifiers.base.inbox import AnsweredByInbox
from notifiers.base.pages import Asked, pages
from notifiers.channels.linkedin import little_text
from notifiers.channels.linkedin.comments import MemberComments
from notifiers.channels.linkedin.guard import LinkedInGuard, following
from notifiers.channels.linkedin.media import Uploads, quoted
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import Sentence, say

_WEB = "https://www.linkedin.com"
_COUNT = 50
_DISTRIBUTION = {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []}
_POSTS = "/rest/posts"
OTHERS_STAY = say("LinkedIn lets no program hide or remove what others write. Remove it on the page itself.")
_FOR_DIALOGUE = ("rw_organization_admin", "r_organization_social_feed", "w_organization_social_feed")


class LinkedIn(AnsweredByInbox, HostedPlugin):
    service_name = "LinkedIn"
    secure_protocol = "linkedin"
    setup_url = "https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api"
    api = "https://api.linkedin.com"
    words = (
        Word("token", "Access token", private=True),
        Word("client_id", "Client id", optional=True),
        Word("client_secret", "Client secret", private=True, optional=True),
        Word("refresh", "Refresh token", private=True, optional=True),
    )
    templates = ("{schema}://{organisation}",)
    template_tokens = {
        **NotifyBase.template_tokens,
        "organisation": {"name": "Organisation id", "type": "string", "map_to": "host", "required": True},
    }
    template_args = arguments(words)
    default_version = "202611"
    guard: LinkedInGuard
    body_maxlen = 3_000
    title_maxlen = 0
    cannot: ClassVar[dict[Ability, Sentence]] = {Ability.HIDE: OTHERS_STAY, Ability.REMOVE_REMARK: OTHERS_STAY}

    inbox: MemberComments

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.client.headers.update(
            {"Authorization": f"Bearer {self.word['token']}", "X-Restli-Protocol-Version": "2.0.0"}
        )
        self.renewable = all(self.word[name] for name in ("client_id", "client_secret", "refresh"))  # by the address
        self.page = f"urn:li:organization:{self.host}"
        self.guard = LinkedInGuard(self._asked, self.ask, self.page)
        self.inbox = MemberComments(self, self._asked, self.page)

    @classmethod
    def end_of(cls, version: str) -> date | None:
        """The fifteenth, a year and a bit after: 202601 ends on 15 January 2027."""
        return date(int(version[:4]) + 1, int(version[4:6]), 15) if len(version) == 6 and version.isdigit() else None

    def publish(self, out: Outgoing) -> Receipt:
        post = {
            "author": self.page,
            "commentary": little_text.written(out.rendering.text),
            "visibility": "PUBLIC",
            "distribution": _DISTRIBUTION,
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
            **Uploads(self.ask, self.page, self._at_home).content(out.rendering.media),
        }
        answer = self.ask("POST", _POSTS, json=post)
        urn = answer.headers.get("x-restli-id", "")
        if not urn.startswith("urn:li:"):
            raise self.unreadable()
        return _receipt(urn, "published")

    def edit(self, out: Outgoing) -> Receipt:
        changes = {"patch": {"$set": {"commentary": little_text.written(out.rendering.text)}}}
        headers = {"X-RestLi-Method": "PARTIAL_UPDATE"}
        self.ask("POST", f"{_POSTS}/{quoted(str(out.target))}", json=changes, headers=headers, creates=False)
        return _receipt(str(out.target), "changed")

    def delete(self, out: Outgoing) -> Receipt:
        return self.removed(out, f"{_POSTS}/{quoted(str(out.target))}", headers={"X-RestLi-Method": "DELETE"})

    def newest(self, since: datetime) -> Iterator[RemotePost]:
        """By their newest change; ends at the first that is older."""
        oldest = since.timestamp() * 1000
        asked = {"author": self.page, "q": "author", "start": 0, "count": _COUNT, "sortBy": "LAST_MODIFIED"}
        for page in pages(self._posts, asked, following):
            for post in page["elements"]:
                if float(post.get("lastModifiedAt") or post["createdAt"]) < oldest:
                    return
                yield _remote(post)

    def shown(self, target: str) -> RemotePost | None:
        there = self.there(f"{_POSTS}/{quoted(target)}", "id", "commentary")
        return _remote(there) if there else None

    def check(self) -> list[Diagnosis]:
        _, held = self.guard.mine()
        if not held:
            return [
                Diagnosis(
                    level="error",
                    sentence=say(
                        "The LinkedIn token has no role on this page. Connect with a member who administers it."
                    ),
                )
            ]
        found = [Diagnosis(level="ok", sentence=say("Connected to LinkedIn as {roles}.", roles=", ".join(held)))]
        if "ADMINISTRATOR" in held:
            found.append(Diagnosis(level="ok", sentence=say("The account can be locked in a crisis.")))
        else:
            why = say("The LinkedIn token is no administrator's, so the page cannot be locked.")
            found.append(Diagnosis(level="warning", sentence=why))
        if not self.inbox.hears():
            found.append(lacks_for_dialogue("LinkedIn", _FOR_DIALOGUE))
        if self.expires is None:
            found.append(
                Diagnosis(
                    level="warning",
                    sentence=say(
                        "Nobody knows when the access to LinkedIn ends (60 days after it was given). Connect it with "
                        "`krisekanal channel connect`, which keeps the day."
                    ),
                )
            )
        return found

    def renew(self) -> str:
        if not self.renewable:
            return super().renew()
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self.word["refresh"],
            "client_id": self.word["client_id"],
            "client_secret": self.word["client_secret"],
        }
        answer = self.ask("POST", f"{self.home(_WEB)}/oauth/v2/accessToken", data=form, creates=False)
        found = self.read_json(answer, "access_token", "expires_in")
        ends = datetime.now(UTC) + timedelta(seconds=float(found["expires_in"]))
        return self.renewed(
            ends, token=str(found["access_token"]), refresh=str(found.get("refresh_token") or self.word["refresh"])
        )

    def ask(self, method: str, path: str, **kwargs: Any) -> web.Response:
        headers = {"LinkedIn-Version": self.version, **kwargs.pop("headers", {})}
        return super().ask(method, path, headers=headers, **kwargs)

    def refused(self, answer: web.Response) -> NotifierError:
        """403 is a right that the app or the member lacks; a full day's quota starts anew at midnight UTC."""
        if answer.status_code == 403:
            return self._failed(RetryClass.OPERATOR, "HTTP 403")
        if answer.status_code in (400, 422) and "duplicate" in answer.text.lower():
            return same_words_refused("LinkedIn")
        if answer.status_code == 429 and "Retry-After" not in answer.headers:
            return self._failed(RetryClass.RETRY_AFTER, "HTTP 429", _until_midnight())
        if answer.status_code == 400 and "/oauth/" in answer.request.url.path:
            return self._failed(RetryClass.REAUTH, "HTTP 400")
        return super().refused(answer)

    def _posts(self, asked: Asked) -> dict[str, Any]:
        page = self._asked("GET", _POSTS, params=asked, headers={"X-RestLi-Method": "FINDER"})
        self.entries(page["elements"])
        return page

    def _asked(self, method: str, path: str, **kwargs: Any) -> dict[str, Any]:
        found = self.read_json(self.ask(method, path, **kwargs), "elements")
        if not isinstance(found["elements"], list):
            raise self.unreadable()
        return found

    def _at_home(self, address: str) -> bool:
        host = urlsplit(address)
        own = host.scheme == "https" and (host.hostname or "").endswith(".linkedin.com")
        return address.startswith(f"{self.at}/") if self.at else own


def _receipt(urn: str, detail: str) -> Receipt:
    return Receipt(remote_id=urn, remote_url=f"{_WEB}/feed/update/{urn}", detail=detail)


def _remote(post: dict[str, Any]) -> RemotePost:
    urn = str(post["id"])
    return RemotePost(
        remote_id=urn, remote_url=f"{_WEB}/feed/update/{urn}", text=little_text.read(str(post.get("commentary", "")))
    )


def _until_midnight() -> float:
    now = datetime.now(UTC)
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - now).total_seconds()
