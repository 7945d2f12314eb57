"""Characters that take no room on a page: they part words, and carry what nobody reads. A find is a question to the approver.

Source: Default_Ignorable_Code_Point (Unicode UAX 44), and what is drawn as nothing beside it. What writing needs is no find:
emoji sequences (UTS 51), and joiners between letters of scripts that join (UAX 31 section 2.3).
"""

import re
from collections.abc import Iterable, Iterator

from schemas.check import Check
from schemas.drafts.content import Content, MessageKind
from schemas.sentence import Sentence, say

_UNSEEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_EMOJI = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u27bf\u2900-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
    "[\ufe0e\ufe0f]?"
)
_JOINING = (
    "[\u0620-\u064a\u064b-\u065f\u066e-\u06d3\u06d5-\u06dc\u06ee-\u06ef\u06fa-\u06fc\u0710-\u074a\u0750-\u077f\u07ca-\u07ea"
    "\u0840-\u0858\u08a0-\u08c7\u0900-\u0df3\u0e01-\u0eff\u0f40-\u0fbc\u1000-\u109f\u1780-\u17b3\u17b6-\u17d3\u1820-\u1878"
    "\u1b05-\u1b44\ua840-\ua871\ua8f2-\ua8ff]"
)
"""Letters and marks: Arabic, Syriac, N'Ko, Mandaic, the scripts of India, Sinhala to Khmer, Mongolian, Balinese, Phags-pa."""
_NEEDED = re.compile(
    "\U0001f3f4\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074"
    "|\U000e0077\U000e006c\U000e0073)\U000e007f"
    f"|{_EMOJI}(?:\u200d{_EMOJI})*"
    "|[0-9#*][\ufe0e\ufe0f]\u20e3"
    f"|(?<={_JOINING})[\u200c\u200d](?={_JOINING})"
    "|(?<=[\u1820-\u1878])[\u180b-\u180f]"
)
"""The flags of England, Scotland and Wales are the only ones written with tags (RGI_Emoji_Tag_Sequence)."""
_SHOWN = 3
"""Characters named in the question."""
_BEFORE = 20
"""Characters shown of what stands before the first."""
_RULE = say("Unicode UTS 39")


def invisible(content: Content, beside: Iterable[str] = ()) -> Iterator[Check]:
    """One question for everything that will be published: title to link, what is said about files, and what goes out beside it."""
    texts = [*content.written, *(media.alt for media in content.media), *beside]
    found = [(text, match.start()) for text in texts for match in _UNSEEN.finditer(_NEEDED.sub(_kept_apart, text))]
    if not found:
        return
    text, at = found[0]
    codes = list(dict.fromkeys(f"U+{ord(text[place]):04X}" for text, place in found))
    yield Check(
        id="invisible",
        rule=_RULE,
        asks=True,
        sentence=say(
            "The text holds characters that cannot be seen ({codes}; {count} in all), the first one after “{before}”. "
            "Are they meant? Otherwise return the draft and have the words typed anew.",
            codes=", ".join(codes[:_SHOWN]) + (" …" if len(codes) > _SHOWN else ""),
            count=len(found),
            before=_UNSEEN.sub("", text[max(0, at - _BEFORE) : at]).strip(),
        ),
    )


def says_nothing(content: Content) -> Sentence | None:
    """Why this is no text: its words, or those of a version, are blanks and what cannot be seen. None for one that can be read."""
    versions = content.versions
    shorter = filter(None, (content.short, *(each.short for each in versions)))
    if not all(map(_is_seen, (content.body, *(each.body for each in versions), *shorter))):
        return say("The text holds nothing that can be read. Write what people are to know.")
    if content.kind is not MessageKind.REPLY and not all(
        map(_is_seen, (content.title, *(each.title for each in versions)))
    ):
        return say("The headline holds nothing that can be read. Write what it is about.")
    return None


def _is_seen(text: str) -> bool:
    return bool(_UNSEEN.sub("", text).strip())


def _kept_apart(needed: re.Match[str]) -> str:
    """As long as it was, so that places stay the same."""
    return "x" * len(needed[0])
