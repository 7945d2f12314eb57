"""Pictures, videos and documents: what a channel carries, what it goes without, what it cannot do without."""

from collections.abc import Callable

from notifiers.base.frames import Frame
from notifiers.base.lengths import utf16_length
from schemas.base import Noun
from schemas.drafts.media import Media
from schemas.sentence import Sentence, say

MB = 1_000_000
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp")
"""Every kind of picture a message can have, the commonest first."""


class MediaRules(Noun):
    """`kinds` maps a MIME type to the most bytes of one file; None: every kind, of any size.

    What is of another kind is left out, and the preview says so; of a picture that is too large the largest of its smaller ones that
    fits goes out, and the preview says that too. `needs` is the beginning of a MIME type without
    which there is nothing to publish there; `why` says so on the screen.
    """

    most: int | None = None
    kinds: dict[str, int] | None = None
    most_alt: int | None = None
    """Signs in the words that describe a file, as `count_alt` counts them."""
    count_alt: Callable[[str], int] = utf16_length
    needs: str | None = None
    alone: tuple[str, ...] = ()
    """MIME types of which a post has one, and nothing beside it."""
    picture: Frame = Frame()
    video: Frame = Frame()
    one_kind: bool = False
    """Pictures or documents, not both in one post."""
    why: Sentence | None = None

    def carried(self, media: tuple[Media, ...]) -> tuple[Media, ...]:
        """As each would go out: itself, or the largest smaller one that fits."""
        return tuple(found for found in map(self._fitting, media) if found is not None)

    def _fitting(self, media: Media) -> Media | None:
        """One that does not fit where none does: it is refused by name. None for a kind that is not carried."""
        known = [one for one in (media, *media.smaller) if self.kinds is None or one.mime in self.kinds]
        return next((one for one in known if self._small_enough(one)), next(iter(known), None))

    def _small_enough(self, media: Media) -> bool:
        return media.size <= (self.kinds or {}).get(media.mime, media.size) and self._misfit("", media) is None

    def _misfit(self, channel: str, media: Media) -> Sentence | None:
        kind = media.mime.partition("/")[0]
        frame = {"image": self.picture, "video": self.video}.get(kind)
        return frame.misfit(channel, media) if frame else None

    def declines(self, media: tuple[Media, ...]) -> Sentence | None:
        """Why there is nothing for this channel in a message with these files; None if there is."""
        if self.needs is None or any(one.mime.startswith(self.needs) for one in self.carried(media)):
            return None
        return self.why

    def too_much(self, name: str, account: str, media: tuple[Media, ...]) -> Sentence | None:
        """Too many files, or one too big, of those it carries."""
        carried = self.carried(media)
        if self.most is not None and len(carried) > self.most:
            return say(
                "{channel} takes {limit} files from programs and the message has {found}. Leave {account} out, or "
                "write to it with fewer.",
                channel=name,
                limit=self.most,
                found=len(carried),
                account=account,
            )
        lonely = next((one for one in carried if one.mime in self.alone), None)
        if lonely and len(carried) > 1:
            return say(
                "{channel} takes “{alt}” only alone: a moving picture has nothing beside it. Leave {account} out, "
                "or send two messages.",
                channel=name,
                alt=lonely.alt[:40],
                account=account,
            )
        if self.one_kind and len({one.mime.partition("/")[0] for one in carried}) > 1:
            return say(
                "{channel} takes pictures or a document in a post, not both. Leave {account} out, or send two messages.",
                channel=name,
                account=account,
            )
        return self._long_words(name, account, carried) or self._large(name, account, carried)

    def _long_words(self, name: str, account: str, carried: tuple[Media, ...]) -> Sentence | None:
        most = self.most_alt
        long = next((one for one in carried if most is not None and self.count_alt(one.alt) > most), None)
        if long:
            return say(
                "{channel} takes {limit} signs to describe a file. Write “{alt}…” shorter, or leave {account} out.",
                channel=name,
                limit=most,
                alt=long.alt[:40],
                account=account,
            )
        return None

    def _large(self, name: str, account: str, carried: tuple[Media, ...]) -> Sentence | None:
        unfit = next(filter(None, (self._misfit(name, one) for one in carried)), None)
        if unfit:
            return unfit
        kinds = self.kinds or {}
        big = next((one for one in carried if one.size > kinds.get(one.mime, one.size)), None)
        if big is None:
            return None
        return say(
            "“{alt}” is {size} MB and {channel} takes {limit} MB. Make it smaller, or leave {account} out.",
            alt=big.alt,
            size=_mb(big.size),
            channel=name,
            limit=_mb(kinds[big.mime]),
            account=account,
        )


TEXT_ONLY = MediaRules(kinds={})


def _mb(size: int) -> str:
    return f"{size / MB:.1f}".removesuffix(".0").replace(".", ",")
