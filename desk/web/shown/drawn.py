"""The posts as their platforms draw them: what is seen at once, what is folded, who gets the same words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from notifiers.platforms import PLATFORMS
from notifiers.spec import Fold
from schemas.accounts.account import Account
from schemas.drafts.rendering import Rendering
from schemas.sentence import Sentence


@dataclass(frozen=True)
class DrawnPost:
    """`seen` is the text down to the platform's fold, `folded` what stands behind it; `full` is how much room is used, in percent."""

    account: Account
    made: Rendering
    seen: str
    folded: str
    pieces: tuple[str, ...]
    full: int | None

    @property
    def look(self) -> str:
        return PLATFORMS[self.account.platform].drawn.value

    @property
    def card(self) -> str:
        """Host of the address that is drawn as a card; empty where there is none."""
        shows = PLATFORMS[self.account.platform].card and self.made.link and not self.made.media
        return (self.made.link or "").partition("//")[2].partition("/")[0] if shows else ""


Shown = Sequence[tuple[Account, Rendering | None, Sentence | None]]


def groups(shown: Shown) -> list[list[DrawnPost]]:
    """Posts with the same words are one group, the largest first; words in a text and in a headline above it are the same."""
    found: dict[str, list[DrawnPost]] = {}
    for account, made, _ in shown:
        if made:
            found.setdefault(_words(made), []).append(post(account, made))
    return sorted(found.values(), key=len, reverse=True)


def left_out(shown: Shown) -> list[tuple[Account, Sentence]]:
    return [(account, why) for account, made, why in shown if made is None and why]


def post(account: Account, made: Rendering) -> DrawnPost:
    spec = PLATFORMS[account.platform]
    seen, folded = cut(made.text, spec.fold) if spec.fold else (made.text, "")
    full = min(100, round(100 * made.length / made.limit)) if made.limit else None
    return DrawnPost(account, made, seen, folded, tuple(spec.pieces(made.text)), full)


def cut(text: str, fold: Fold) -> tuple[str, str]:
    """At a blank before the fold; nothing is lost between the two."""
    lines = text.split("\n")
    by_lines = len("\n".join(lines[: fold.lines]))
    end = min(fold.signs, by_lines)
    if end >= len(text):
        return text, ""
    if end < by_lines:
        end = text.rfind(" ", 0, end) if " " in text[:end] else end
    return text[:end], text[end:]


def _words(made: Rendering) -> str:
    whole = made.text if not made.title or made.text.startswith(made.title) else f"{made.title}\n\n{made.text}"
    others = " ".join(version.text for version in made.versions)
    return f"{made.action} {' '.join(f'{whole} {others}'.split())}"


def alike(renderings: Iterable[Rendering]) -> list[list[Rendering]]:
    """Those that a reader sees the same words of, most channels first: the text need be read once."""
    found: dict[str, list[Rendering]] = {}
    for one in renderings:
        found.setdefault(_words(one), []).append(one)
    return sorted(found.values(), key=len, reverse=True)
