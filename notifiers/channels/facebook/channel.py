"""`fbpage://PAGE-ID/?token=PAGE-TOKEN` (Graph API); `&app_id=&app_secret=` lets the check look into the token,
`&business=&me=` (the portfolio and its system user) lets the page be locked.

There is no idempotency key: a post in doubt is found by its exact words.
"""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from apprise import NotifyBase

from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.attachment import approved_bytes
from notifiers.base.graph import GraphPlugin
from notifiers.base.hosted import Word, arguments
from notifiers.base.inbox import AnsweredByInbox
from notifiers.channels.facebook.checks import token_diagnoses, usage
from notifiers.channels.facebook.comments import PageComments
from notifiers.channels.facebook.guard import FacebookGuard
from policy.file_names import readable_name
from schemas.dialogue.remark import RemoteRemark
from schemas.drafts.media import Media
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import Sentence, say

_ENDS = {"v24.0": date(2027, 10, 8), "v25.0": date(2028, 2, 18), "v26.0": date(2028, 7, 29)}
"""Two years after each came out, the least that Meta promises; it names the day itself only later."""


class Facebook(AnsweredByInbox, GraphPlugin):
    service_name = "Facebook"
    secure_protocol = "fbpage"
    setup_url = "https://developers.facebook.com/docs/pages-api/"
    api = "https://graph.facebook.com"
    words = (
        Word("token", "Page access token", private=True),
        Word("app_id", "App id", optional=True),
        Word("app_secret", "App secret", private=True, optional=True),
        Word("business", "Business portfolio id", optional=True),
        Word("me", "System user's id", optional=True),
    )
    templates = ("{schema}://{page}",)
    template_tokens = {
        **NotifyBase.template_tokens,
        "page": {"name": "Page id", "type": "string", "map_to": "host", "required": True},
    }
    template_args = arguments(words)
    default_version = "v26.0"
    guard: FacebookGuard
    body_maxlen = 63_206
    title_maxlen = 0
    exact_text = True
    listing = "published_posts"
    fields = "id,message,created_time,permalink_url"
    cannot: ClassVar[dict[Ability, Sentence]] = {}

    inbox: PageComments

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.guard = FacebookGuard(self._page, self.word["business"], self.word["me"])
        self.inbox = PageComments(self)
        if not (self.word["business"] and self.word["me"]):
            self.cannot = {  # type: ignore[misc]  # by what the address says
                Ability.LOCK: say(
                    "The Facebook page can be locked only with `business=` and `me=` in its address; it is locked here and watched."
                )
            }

    @classmethod
    def end_of(cls, version: str) -> date | None:
        return _ENDS.get(version)

    def publish(self, out: Outgoing) -> Receipt:
        """Pictures go up first, unseen; the post makes them public."""
        form: dict[str, Any] = {"message": out.rendering.text, "published": True}
        if out.rendering.media:
            form["attached_media"] = [{"media_fbid": self._upload(media)} for media in out.rendering.media]
        return self._receipt(str(self._page("POST", "feed", "id", json=form)["id"]), "published")

    def edit(self, out: Outgoing) -> Receipt:
        self.object("POST", str(out.target), json={"message": out.rendering.text}, creates=False)
        return self._receipt(str(out.target), "changed")

    def remote(self, post: dict[str, Any]) -> RemotePost:
        number = str(post["id"])
        address = post.get("permalink_url") or _web(number)
        return RemotePost(remote_id=number, remote_url=address, text=str(post.get("message", "")))

    def reply_privately(self, out: Outgoing) -> Receipt:
        return self.inbox.reply_privately(out)

    def hide(self, remark: RemoteRemark) -> None:
        self.inbox.set_hidden(remark.remote_id, hidden=True)

    def unhide(self, remark: RemoteRemark) -> None:
        self.inbox.set_hidden(remark.remote_id, hidden=False)

    def remove_remark(self, remark: RemoteRemark) -> None:
        self.inbox.remove(remark.remote_id)

    def check(self) -> list[Diagnosis]:
        answer = self.ask("GET", self.path(str(self.host)), params={"fields": "id,name"})
        page = self.read_json(answer, "id", "name")
        found = [
            Diagnosis(level="ok", sentence=say("Connected to the Facebook page “{name}”.", name=str(page["name"]))),
            *usage(answer),
        ]
        if self.word["app_id"] and self.word["app_secret"]:
            found += token_diagnoses(self._debug(), datetime.now(UTC))
        if Ability.LOCK not in self.cannot:
            self.guard.roles()
            found.append(Diagnosis(level="ok", sentence=say("The account can be locked in a crisis.")))
        return found

    def _debug(self) -> dict[str, Any]:
        """What Facebook knows of our token; asked as the app."""
        headers = {"Authorization": f"Bearer {self.word['app_id']}|{self.word['app_secret']}"}
        answer = self.ask("GET", self.path("debug_token"), params={"input_token": self.word["token"]}, headers=headers)
        return dict(self.read_json(answer, "data")["data"])

    def _upload(self, media: Media) -> str:
        form = {"published": "false", "alt_text_custom": media.alt}
        file = {"source": (readable_name(media), approved_bytes(media), media.mime)}
        return str(self._page("POST", "photos", "id", data=form, files=file, creates=False)["id"])

    def _page(self, method: str, edge: str, *needed: str, **kwargs: Any) -> dict[str, Any]:
        return self.object(method, f"{self.host}/{edge}", *needed, **kwargs)

    def _receipt(self, post: str, detail: str) -> Receipt:
        return Receipt(remote_id=post, remote_url=_web(post), detail=detail)


def _web(post: str) -> str:
    return f"https://www.facebook.com/{post}"
