"""How many pixels and seconds a channel takes of one picture or video."""

from schemas.base import Noun
from schemas.drafts.media import Media
from schemas.sentence import Sentence, say

_MILLION = 1_000_000


class Frame(Noun):
    """None: as many as there are. What nobody has measured fits."""

    side: int | None = None
    """Of the longest side."""
    both: int | None = None
    """Width and height together."""
    pixels: int | None = None
    """Width times height."""
    ratio: int | None = None
    """The longest side by the other."""
    seconds: int | None = None

    def misfit(self, channel: str, media: Media) -> Sentence | None:
        """What is too much, and of what; None for one that fits."""
        long, short = max(media.width, media.height), min(media.width, media.height)
        facts = {"alt": media.alt[:40], "channel": channel, "width": media.width, "height": media.height}
        if short and self.ratio and long > self.ratio * short:
            return say(
                "“{alt}” is {width} × {height} pixels, and {channel} takes a picture that is at most {limit} times as "
                "long as it is wide. Cut it.",
                **facts,
                limit=self.ratio,
            )
        if self.side and long > self.side:
            return say(
                "“{alt}” is {width} × {height} pixels, and {channel} takes {limit} on the longest side. Make it smaller.",
                **facts,
                limit=self.side,
            )
        if self.both and long + short > self.both:
            return say(
                "“{alt}” is {width} × {height} pixels, and {channel} takes {limit} of width and height together. Make "
                "it smaller.",
                **facts,
                limit=self.both,
            )
        if self.pixels and long * short > self.pixels:
            return say(
                "“{alt}” is {width} × {height} pixels, and {channel} takes {limit} million in all. Make it smaller.",
                **facts,
                limit=f"{self.pixels / _MILLION:.1f}".replace(".", ","),
            )
        if self.seconds and media.seconds > self.seconds:
            return say(
                "“{alt}” lasts {found} minutes, and {channel} takes {limit}. Make it shorter.",
                alt=media.alt[:40],
                channel=channel,
                found=-(-media.seconds // 60),
                limit=self.seconds // 60,
            )
        return None
