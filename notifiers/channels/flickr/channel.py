"""`flickr://12345678-N00/?key=&secret=&token=&token_secret=` (the account's NSID with - for @; OAuth 1.0a, `delete`).

There is no idempotency key: a picture in doubt is found by its exact words among the newest.
"""

from collections.abc import Iterator
from datetime import datetime
from html import escape, unescape
from typing import Any, ClassVar

from apprise import NotifyBase
from lxml import etree

from notifiers.base import oauth1, web
from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.attachment import approved_bytes
from notifiers.base.hosted import HostedPlugin, arguments
from notifiers.base.http import repeatable
from notifiers.base.inbox import AnsweredByInbox
from notifiers.base.pages import Asked, pages
from notifiers.channels.flickr import errors
from notifiers.channels.flickr.comments import PictureComments
from notifiers.channels.flickr.words import NO_PICTURE
from policy.file_names import readable_name
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import Sentence, say

_UPLOAD = "https://up.flickr.com"
_REST = "/services/rest/"
_PAGE = "100"
_LOW = 50_000
"""Kilobytes."""
OTHERS_STAY = say("On Flickr the picture's owner removes a comment in the browser only. Follow its link.")
_NOBODY = {"is_public": "0", "is_friend": "0", "is_family": "0", "perm_comment": "0", "perm_addmeta": "0"}


class Flickr(AnsweredByInbox, HostedPlugin):
    service_name = "Flickr"
    secure_protocol = "flickr"
    setup_url = "https://www.flickr.com/services/api/"
    api = "https://api.flickr.com"
    words = oauth1.WORDS
    templates = ("{schema}://{nsid}",)
    template_tokens = {
        **NotifyBase.template_tokens,
        "nsid": {"name": "NSID with - for @", "type": "string", "map_to": "host", "required": True},
    }
    template_args = arguments(words)
    body_maxlen = 65_000
    title_maxlen = 255
    titled = True
    cannot: ClassVar[dict[Ability, Sentence]] = {
        Ability.LOCK: say(
            "Flickr does not let programs change who may publish; the account is locked here and watched."
        ),
        Ability.HIDE: OTHERS_STAY,
        Ability.REMOVE_REMARK: OTHERS_STAY,
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.nsid = str(self.host).replace("-", "@")
        self.signer = oauth1.signer(self)
        self.client.auth = self.signer
        self.inbox = PictureComments(self, self._call, self.nsid)

    def publish(self, out: Outgoing) -> Receipt:
        """The words are signed, the picture is not (Flickr's own rule for uploads)."""
        picture = next((media for media in out.rendering.media if media.mime.startswith("image/")), None)
        if picture is None:
            raise NotifierError(NO_PICTURE, RetryClass.PERMANENT)
        address = f"{self.home(_UPLOAD)}/services/upload/"
        words = {**_words(out), "is_public": "1", "safety_level": "1", "hidden": "2"}
        file = {"photo": (readable_name(picture), approved_bytes(picture), picture.mime)}
        headers = {"Authorization": self.signer.header("POST", address, words)}
        answer = self.ask("POST", address, data=words, files=file, headers=headers, auth=None)
        return self._receipt(self._photo(answer), "published")

    def edit(self, out: Outgoing) -> Receipt:
        self._call("flickr.photos.setMeta", {"photo_id": str(out.target), **_words(out)}, "POST")
        return self._receipt(str(out.target), "changed")

    def delete(self, out: Outgoing) -> Receipt:
        """Private, where only the account itself sees it; gone already counts as done."""
        self._call("flickr.photos.setPerms", {"photo_id": str(out.target), **_NOBODY}, "POST", accept=errors.GONE)
        return Receipt(remote_id=out.target, detail="private")

    def newest(self, since: datetime) -> Iterator[RemotePost]:
        """Public ones."""
        asked = {
            "user_id": "me",
            "min_upload_date": str(int(since.timestamp())),
            "privacy_filter": "1",
            "extras": "description,date_upload",
            "per_page": _PAGE,
            "page": "1",
        }
        for page in pages(self._photos, asked, _following):
            yield from map(self._remote, self.entries(page.get("photo"), "id", "title", "description"))

    def shown(self, target: str) -> RemotePost | None:
        there = self._call("flickr.photos.getInfo", {"photo_id": target}, accept=errors.GONE).get("photo")
        public = there is not None and int(there["visibility"]["ispublic"]) == 1
        return self._remote(there) if there is not None and public else None

    def check(self) -> list[Diagnosis]:
        token = self._call("flickr.auth.oauth.checkToken")["oauth"]
        if token["user"]["nsid"] != self.nsid:
            return [
                Diagnosis(
                    level="error", sentence=say("The access to Flickr is another account's. Connect the right one.")
                )
            ]
        found = [
            Diagnosis(level="ok", sentence=say("Logged in to Flickr as {name}.", name=str(token["user"]["username"])))
        ]
        if token["perms"]["_content"] not in ("write", "delete"):
            sentence = say("The access to Flickr may only read. Connect the account anew, with write.")
            found.append(Diagnosis(level="error", sentence=sentence))
        left = int(self._call("flickr.people.getUploadStatus")["user"]["bandwidth"]["remainingkb"])
        if left < _LOW:
            found.append(
                Diagnosis(
                    level="warning", sentence=say("Only {left} MB are left at Flickr this month.", left=left // 1000)
                )
            )
        return found

    def _photos(self, asked: Asked) -> dict[str, Any]:
        found = self._call("flickr.people.getPhotos", asked).get("photos")
        if not isinstance(found, dict):
            raise self.unreadable()
        return found

    def _call(
        self,
        name: str,
        words: dict[str, str] | None = None,
        verb: str = "GET",
        accept: int = 0,
        *,
        creates: bool = False,
    ) -> dict[str, Any]:
        """Everything but an upload."""
        asked = {"method": name, "format": "json", "nojsoncallback": "1", **(words or {})}
        body, query = (asked, None) if verb == "POST" else (None, asked)
        answer = self.ask(verb, _REST, data=body, params=query, creates=creates)
        found = self.read_json(answer, "stat")
        if found["stat"] != "ok" and found.get("code") != accept:
            error = errors.refused(int(found.get("code", 0)))
            raise error if creates else repeatable(error)
        return found

    def _photo(self, answer: web.Response) -> str:
        """Uploads answer in XML, whatever is asked for."""
        try:
            told = etree.fromstring(answer.content, etree.XMLParser(resolve_entities=False, no_network=True))
        except (etree.XMLSyntaxError, ValueError):
            raise self.unreadable() from None
        photo = told.findtext("photoid")
        if told.get("stat") == "ok" and photo:
            return str(photo)
        problem = told.find("err")
        if problem is None or not problem.get("code", "").isdigit():
            raise self.unreadable()
        raise errors.refused(int(problem.get("code", "0")))

    def _receipt(self, photo: str, detail: str) -> Receipt:
        return Receipt(remote_id=photo, remote_url=self._web(photo), detail=detail)

    def _remote(self, photo: dict[str, Any]) -> RemotePost:
        number = str(photo["id"])
        title, text = _text(photo["title"]), _text(photo["description"])
        return RemotePost(remote_id=number, remote_url=self._web(number), title=title, text=text)

    def _web(self, photo: str) -> str:
        return f"https://www.flickr.com/photos/{self.nsid}/{photo}"


def _words(out: Outgoing) -> dict[str, str]:
    """Flickr reads some HTML in a description; ours is text."""
    return {"title": out.rendering.title, "description": escape(out.rendering.text, quote=False)}


def _text(value: Any) -> str:
    """A bare word, or `{"_content": …}`."""
    return unescape(str(value.get("_content", "") if isinstance(value, dict) else value))


def _following(page: dict[str, Any], asked: Asked) -> Asked | None:
    number = int(asked["page"]) + 1
    return {"page": str(number)} if number <= int(page["pages"]) else None
