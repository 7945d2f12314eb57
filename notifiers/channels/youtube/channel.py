"""`youtube://CHANNEL-ID/?client_id=&client_secret=&refresh=` (Data API v3, scope `youtube.force-ssl`).

There is no idempotency key: a video in doubt is found by its exact words among the channel's own uploads.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from apprise import NotifyBase

from notifiers.base import clocks, google, web
from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.attachment import approved_bytes
from notifiers.base.dialogue import lacks_for_dialogue
from notifiers.base.hosted import HostedPlugin, arguments
from notifiers.base.inbox import AnsweredByInbox
from notifiers.base.pages import Asked, pages
from notifiers.channels.youtube.comments import VideoComments
from notifiers.channels.youtube.preview import NO_VIDEO
from notifiers.channels.youtube.upload import Upload
from schemas.dialogue.remark import RemoteRemark
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import Sentence, say

_PAGE = "50"
_NEWS = "25"
"""YouTube's category “News & Politics”."""
_PUBLIC, _PRIVATE = "public", "private"


class YouTube(AnsweredByInbox, HostedPlugin):
    service_name = "YouTube"
    secure_protocol = "youtube"
    setup_url = "https://developers.google.com/youtube/v3/docs/videos"
    api = "https://www.googleapis.com"
    words = google.WORDS
    templates = ("{schema}://{channel}",)
    template_tokens = {
        **NotifyBase.template_tokens,
        "channel": {"name": "Channel id", "type": "string", "map_to": "host", "required": True},
    }
    template_args = arguments(words)
    default_version = "v3"
    body_maxlen = 5_000
    title_maxlen = 100
    exact_text = True
    titled = True
    cannot: ClassVar[dict[Ability, Sentence]] = {
        Ability.LOCK: say(
            "YouTube does not let programs change who may publish; the channel is locked here and watched."
        ),
    }

    inbox: VideoComments

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.client.auth = google.token(self)
        self._list = ""
        self.inbox = VideoComments(self, self._data)

    def publish(self, out: Outgoing) -> Receipt:
        video = next((media for media in out.rendering.media if media.mime.startswith("video/")), None)
        if video is None:
            raise NotifierError(NO_VIDEO, RetryClass.PERMANENT)
        words = {"snippet": _words(out) | {"categoryId": _NEWS}, "status": _status(_PUBLIC)}
        answer = Upload(self.ask, self._at_home).send(words, approved_bytes(video), video.mime)
        return _receipt(str(self.read_json(answer, "id")["id"]), "published")

    def edit(self, out: Outgoing) -> Receipt:
        """The whole snippet travels: what is left out would be emptied."""
        there = self._there(str(out.target))
        if there is None:
            raise NotifierError(say("The video is no longer at YouTube."), RetryClass.PERMANENT)
        kept = {
            name: there["snippet"][name]
            for name in ("categoryId", "tags", "defaultLanguage")
            if name in there["snippet"]
        }
        self._data("PUT", "videos", params={"part": "snippet"}, json={"id": out.target, "snippet": kept | _words(out)})
        return _receipt(str(out.target), "changed")

    def delete(self, out: Outgoing) -> Receipt:
        """Private, where only the channel's own people see it; gone already counts as done."""
        if self.shown(str(out.target)):
            self._data("PUT", "videos", params={"part": "status"}, json={"id": out.target, "status": _status(_PRIVATE)})
        return Receipt(remote_id=out.target, detail=_PRIVATE)

    def newest(self, since: datetime) -> Iterator[RemotePost]:
        """Those that are not public too: what was uploaded landed, whoever may see it."""
        return map(_remote, self._since(since))

    def shown(self, target: str) -> RemotePost | None:
        there = self._there(target)
        return _remote(there) if there and _is_public(there) else None

    def read_back(self, since: datetime) -> list[RemotePost]:
        return [_remote(item) for item in self._since(since) if _is_public(item)][::-1]

    def hide(self, remark: RemoteRemark) -> None:
        self.inbox.hide(remark.remote_id)

    def unhide(self, remark: RemoteRemark) -> None:
        self.inbox.show(remark.remote_id)

    def remove_remark(self, remark: RemoteRemark) -> None:
        """Rejected: its author alone may still see it, and no listing has it again."""
        self.inbox.reject(remark.remote_id)

    def check(self) -> list[Diagnosis]:
        mine = self._data("GET", "channels", params={"part": "snippet", "mine": "true"}).get("items", [])
        names = [str(channel["snippet"]["title"]) for channel in mine if channel["id"] == self.host]
        if not names:
            return [
                Diagnosis(
                    level="error", sentence=say("The access to YouTube is another channel's. Connect the right one.")
                )
            ]
        found = [
            Diagnosis(
                level="ok",
                sentence=say(
                    "Connected to the YouTube channel “{name}”. It may upload 100 videos a day; Google's console shows what is left.",
                    name=names[0],
                ),
            )
        ]
        return found if self._hears() else [*found, lacks_for_dialogue("YouTube", ["youtube.force-ssl"])]

    def refused(self, answer: web.Response) -> NotifierError:
        return google.refused(str(self.service_name), answer) or super().refused(answer)

    def _hears(self) -> bool:
        """Whether comments may be read."""
        asked = {"part": "id", "allThreadsRelatedToChannelId": str(self.host), "maxResults": "1"}
        answer = self.ask("GET", f"/youtube/{self.version}/commentThreads", params=asked, accept=(403,))
        return answer.is_success or google.reason(answer) != "insufficientPermissions"

    def _since(self, since: datetime) -> Iterator[dict[str, Any]]:
        """Newest first; one unit of the day's quota a page."""
        asked = {"part": "snippet,status", "playlistId": self._uploads(), "maxResults": _PAGE}
        for page in pages(lambda more: self._data("GET", "playlistItems", params=more), asked, _following):
            for item in self.entries(page.get("items", []), "snippet"):
                if clocks.read(item["snippet"]["publishedAt"]) < since:
                    return
                yield item

    def _uploads(self) -> str:
        """The playlist that holds all of the channel's videos; it never changes."""
        if not self._list:
            found = self._data("GET", "channels", params={"part": "contentDetails", "id": str(self.host)}).get(
                "items", []
            )
            if not found:
                raise NotifierError(say("YouTube knows no channel with this id."), RetryClass.OPERATOR)
            self._list = str(found[0]["contentDetails"]["relatedPlaylists"]["uploads"])
        return self._list

    def _there(self, video: str) -> dict[str, Any] | None:
        found = self._data("GET", "videos", params={"part": "snippet,status", "id": video}).get("items", [])
        return dict(found[0]) if found else None

    def _data(self, method: str, path: str, **kwargs: Any) -> dict[str, Any]:
        return self.read_json(self.ask(method, f"/youtube/{self.version}/{path}", **kwargs), "kind")

    def _at_home(self, address: str) -> bool:
        host = urlsplit(address)
        own = host.scheme == "https" and (host.hostname or "").endswith(".googleapis.com")
        return address.startswith(f"{self.at}/") if self.at else own


def _words(out: Outgoing) -> dict[str, str]:
    return {"title": out.rendering.title, "description": out.rendering.text}


def _status(privacy: str) -> dict[str, Any]:
    """Always said outright: YouTube's own default has changed before."""
    return {"privacyStatus": privacy, "selfDeclaredMadeForKids": False}


def _is_public(item: dict[str, Any]) -> bool:
    return bool(item.get("status", {}).get("privacyStatus") == _PUBLIC)


def _following(page: dict[str, Any], _: Asked) -> Asked | None:
    token = page.get("nextPageToken")
    return {"pageToken": str(token)} if token else None


def _video(item: dict[str, Any]) -> str:
    """An entry of a playlist names its video inside; a video is one itself."""
    return str(item["snippet"].get("resourceId", {}).get("videoId") or item["id"])


def _receipt(video: str, detail: str) -> Receipt:
    return Receipt(remote_id=video, remote_url=f"https://www.youtube.com/watch?v={video}", detail=detail)


def _remote(item: dict[str, Any]) -> RemotePost:
    snippet, video = item["snippet"], _video(item)
    return RemotePost(
        remote_id=video,
        remote_url=f"https://www.youtube.com/watch?v={video}",
        title=str(snippet.get("title", "")),
        text=str(snippet.get("description", "")),
    )
