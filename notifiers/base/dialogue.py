"""What others write to us on a platform, and what a channel can do about it. A part of every plugin.

A channel that can, fills in `remarks`, `remark`, `reply` with `replies` (or `replied`), and `hide`, `unhide`, `remove_remark`;
one of which a part does the reading has the first four from `notifiers.base.inbox`. What it leaves out it cannot do: its `cannot`
says why in its own words, or `lacks` says it in common ones.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

from apprise import NotifyBase

from notifiers.base import clocks
from notifiers.base.abilities import Ability, Diagnosis
from notifiers.base.markup import squeezed
from schemas.dialogue.remark import RemarkPage, RemoteRemark
from schemas.errors import NotifierError, RetryClass
from schemas.messages.delivery import Outgoing
from schemas.messages.receipt import Receipt, RemotePost
from schemas.sentence import Sentence, say

_METHODS = {
    Ability.READ_REMARKS: "remarks",
    Ability.REPLY: "reply",
    Ability.HIDE: "hide",
    Ability.REMOVE_REMARK: "remove_remark",
    Ability.REPLY_PRIVATELY: "reply_privately",
}


def _not_here(channel: str) -> dict[Ability, Sentence]:
    return {
        Ability.READ_REMARKS: say("What others write on {channel} is not read here. Look there.", channel=channel),
        Ability.REPLY: say("Nothing can be answered on {channel} from here. Answer there.", channel=channel),
        Ability.REPLY_PRIVATELY: say(
            "On {channel} nobody is answered privately. Answer where all can read it.", channel=channel
        ),
        Ability.HIDE: say("What others write on {channel} cannot be hidden from here.", channel=channel),
        Ability.REMOVE_REMARK: say("What others write on {channel} cannot be removed from here.", channel=channel),
    }


def never_removed(channel: str) -> Sentence:
    return say("What others write on {channel} can be hidden from here, never removed.", channel=channel)


def never_hidden(channel: str) -> Sentence:
    return say("What others write on {channel} can be removed from here, never hidden.", channel=channel)


def lacks_for_dialogue(channel: str, scopes: Iterable[str]) -> Diagnosis:
    """What the access does not allow of reading and answering what others write; publishing does not need it."""
    sentence = say(
        "What others write on {channel} cannot all be read and answered: the access lacks {scopes}. Connect the account "
        "again and allow them.",
        channel=channel,
        scopes=", ".join(scopes),
    )
    return Diagnosis(level="warning", sentence=sentence)


def nothing_to_answer(channel: str) -> NotifierError:
    """Nothing was sent."""
    return NotifierError(
        say("What would be answered is no longer on {channel}.", channel=channel), RetryClass.PERMANENT
    )


class Dialogue(NotifyBase):
    """Every method may raise `NotifierError`; what is hidden, shown or removed already counts as done."""

    service_name: str
    cannot: ClassVar[dict[Ability, Sentence]] = {}

    def remarks(self, cursor: str | None, own_posts: Sequence[str]) -> RemarkPage:
        """What is new or changed since `cursor` (None: the first time), one page of it.

        `own_posts` are remote ids of our latest posts there, newest first, for platforms that list comments post by post. What
        was read before may come again; nothing may be left out. What the account wrote itself comes as `ours`.
        """
        raise self._cannot(Ability.READ_REMARKS)

    def remark(self, known: RemoteRemark) -> RemoteRemark | None:
        """As it stands now; None where it is gone."""
        raise self._cannot(Ability.READ_REMARKS)

    def reply(self, out: Outgoing) -> Receipt:
        """Answer `out.answers` in the words of the rendering."""
        raise self._cannot(Ability.REPLY)

    def reply_privately(self, out: Outgoing) -> Receipt:
        """One message to whoever wrote `out.answers`. It is never read back: what is in doubt is put before a person."""
        raise self._cannot(Ability.REPLY_PRIVATELY)

    def replied(self, out: Outgoing) -> RemotePost | None:
        """The reply that `out` made; None where there surely is none. By its exact words, unless the channel has a better mark."""
        if out.answers is None:
            return None
        if out.privately:
            raise self._cannot(Ability.READ_BACK)
        wanted, since = squeezed(out.rendering.text), out.approved_at - clocks.APART
        return next((one for one in self.replies(out.answers, since) if squeezed(one.text) == wanted), None)

    def replies(self, remark: RemoteRemark, since: datetime) -> Iterable[RemotePost]:
        """What we have written under it since then (aware)."""
        raise self._cannot(Ability.READ_BACK)

    def hide(self, remark: RemoteRemark) -> None:
        """Readers see it no more; it can be shown again."""
        raise self._cannot(Ability.HIDE)

    def unhide(self, remark: RemoteRemark) -> None:
        raise self._cannot(Ability.HIDE)

    def remove_remark(self, remark: RemoteRemark) -> None:
        """For good."""
        raise self._cannot(Ability.REMOVE_REMARK)

    @classmethod
    def lacks(cls, ability: Ability) -> Sentence | None:
        """Why it cannot; None where it can. An instance may know more, by its address: `unable`."""
        return _why_not(cls, cls.cannot, ability)

    def unable(self, ability: Ability) -> Sentence | None:
        return _why_not(type(self), self.cannot, ability)

    def _cannot(self, ability: Ability) -> NotifierError:
        unknown = say("{channel} cannot do this: {ability}.", channel=self.service_name, ability=ability)
        return NotifierError(self.unable(ability) or unknown, RetryClass.PERMANENT)


def _why_not(kind: type[Dialogue], cannot: dict[Ability, Sentence], ability: Ability) -> Sentence | None:
    method = _METHODS.get(ability)
    left_out = method is not None and getattr(kind, method) is getattr(Dialogue, method)
    return cannot.get(ability) or (_not_here(str(kind.service_name))[ability] if left_out else None)
