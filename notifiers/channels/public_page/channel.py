"""The Apprise plugin `krisepage://`."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from apprise import NotifyBase

from notifiers.base.abilities import DIALOGUE, Ability, Diagnosis
from notifiers.base.places import Places
from notifiers.base.plugin import Plugin
from notifiers.channels.public_page.condition import diagnoses
from notifiers.channels.public_page.disk import FOLDERS, sole_writer
from notifiers.channels.public_page.entry import PublicEntry
from notifiers.channels.public_page.html import warm_up
from notifiers.channels.public_page.memory import recall
from notifiers.channels.public_page.record import check_world, new_entry, refusal, same_words
from notifiers.channels.public_page.site import about_page, address, message_url, outdated, write
from policy import os_faults
from schemas.accounts.account import Account
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import Sentence, say

_FOLDER = re.compile(rf"(?!(?:{'|'.join(FOLDERS)})$)[a-z0-9][a-z0-9-]{{0,39}}")


class PublicPage(Plugin):
    """`krisepage://` writes to the public folder, `krisepage://name` to the subfolder `name` of it.

    Sending a message again writes nothing new and mends what is missing. An account that is a sandbox
    writes to the sandbox folder, and only exercises; every other account refuses them.
    """

    service_name = "Public page"
    protocol = "krisepage"
    setup_url = "https://docs.oasis-open.org/emergency/cap/v1.2/"
    templates = ("{schema}://", "{schema}://{folder}")
    template_tokens = {**NotifyBase.template_tokens, "folder": {"name": "Subfolder", "type": "string"}}
    body_maxlen = 1_000_000
    title_maxlen = 1_000
    idempotent = True
    can_be_posted_by_others = False
    cannot: ClassVar[dict[Ability, Sentence]] = {
        **dict.fromkeys(DIALOGUE, say("Nobody but the desk can write on the public page.")),
        Ability.LOCK: say("The public page is our own and changes only through the desk, so there is nothing to lock."),
    }

    def __init__(self, folder: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if folder and not _FOLDER.fullmatch(folder):
            raise TypeError(f"krisepage://{folder}: use a-z, 0-9 and -, and none of {', '.join(FOLDERS)}")
        self.folder = folder

    def bind(self, account: Account, places: Places) -> None:
        super().bind(account, places)
        warm_up()

    def publish(self, out: Outgoing) -> Receipt:
        """Any kind of message: what it is stands in its facts, what it changes in `refers_to`."""
        if not hasattr(self, "account"):
            raise _unbound()
        check_world(out, sandbox=self.account.sandbox)
        with self._sole_writer() as root:
            memory = recall(root)
            for name in memory.damaged:
                self.logger.warning("public page: %s cannot be read; its message is not listed", name)
            known = memory.find(out.message_id)
            if known and not same_words(out, known):
                raise _other_words(out)
            about = about_page(self.places, memory)
            now = datetime.now(ZoneInfo(about.timezone))
            new = None if known else new_entry(out, memory.entries, now, self.base_url)
            write(root, self.base_url, memory.model_copy(update={"about": about}), new)
        return self._receipt(out.message_id)

    def edit(self, out: Outgoing) -> Receipt:
        return self.publish(out)

    def delete(self, out: Outgoing) -> Receipt:
        return self.publish(out)

    def find(self, out: Outgoing) -> Receipt | None:
        """Remembered but not yet on every page has not landed: sending it again mends that."""
        with self._sole_writer() as root:
            memory = recall(root)
            landed = memory.find(out.message_id) and not outdated(root, self.base_url, memory)
        return self._receipt(out.message_id) if landed else None

    def read_back(self, since: datetime) -> list[RemotePost]:
        with self._sole_writer() as root:
            entries = recall(root).entries
        recent = [entry for entry in entries if entry.published_at >= since.replace(microsecond=0)]
        return [self._post(entry) for entry in sorted(recent, key=lambda entry: entry.published_at)]

    def check(self) -> list[Diagnosis]:
        try:
            with self._sole_writer() as root:
                return diagnoses(root, self.base_url)
        except NotifierError as error:
            return [Diagnosis(level="error", sentence=error.sentence)]

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        return f"{self.protocol}://{self.folder}"

    @staticmethod
    def parse_url(url: str, *_: Any, **__: Any) -> dict[str, Any] | None:
        results = NotifyBase.parse_url(url, verify_host=False)
        if results:
            results["folder"] = f"{results['host'] or ''}{results['fullpath'] or ''}".strip("/")
        return results

    @property
    def root(self) -> Path:
        return (self.places.sandbox / "public" if self.account.sandbox else self.places.public) / self.folder

    @property
    def base_url(self) -> str:
        return address(self.places, self.root)

    @contextmanager
    def _sole_writer(self) -> Iterator[Path]:
        try:
            with sole_writer(self.root):
                yield self.root
        except OSError as error:
            raise _unwritable(self.root, error) from error

    def _receipt(self, message_id: str) -> Receipt:
        url = message_url(self.base_url, message_id)
        return Receipt(remote_id=message_id, remote_url=url, detail="files written")

    def _post(self, entry: PublicEntry) -> RemotePost:
        url = message_url(self.base_url, entry.message_id)
        return RemotePost(remote_id=entry.message_id, remote_url=url, text=entry.text, marker=entry.key)


def _unbound() -> NotifierError:
    sentence = say("The public page knows its folder only inside Krisekanal. Send the message from there.")
    return NotifierError(sentence, RetryClass.OPERATOR)


def _other_words(out: Outgoing) -> NotifierError:
    return refusal(
        say(
            "The public page already shows message {id} in other words. Send a correction of it.",
            id=out.message_id,
        )
    )


def _unwritable(root: Path, error: OSError) -> NotifierError:
    sentence = say(
        "The public page in {folder} cannot be written ({reason}). Make room on the disk or give Krisekanal "
        "the right to write there; it tries again by itself.",
        folder=str(root),
        reason=os_faults.why(error),
    )
    return NotifierError(sentence, RetryClass.RETRY_BACKOFF)
