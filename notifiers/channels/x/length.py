"""How X counts: the weights it publishes (twitter-text 3, configuration 3), and in doubt too many, never too few."""

import re
import unicodedata
from collections.abc import Iterator

import regex

from notifiers.base.lengths import ADDRESS_LENGTH
from notifiers.channels.x.addresses import AddressSpan, find

EMOJI = 2
_LIGHT = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
"""Code points X counts as one; all others count as two."""
_FLAGS = (
    "ACADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCPCRCUCVCWCXCYCZ"
    "DEDGDJDKDMDODZEAECEEEGEHERESETEUFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUICIDIEILIMINIOIQIRISIT"
    "JEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONP"
    "NRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTATCTDTFTGTHTJTKTLTMTNTOTR"
    "TTTVTWTZUAUGUMUNUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW"
)
"""Regions that have a flag (UTS 51, RGI_Emoji_Flag_Sequence); two other regional letters are no emoji."""
_FLAG = "|".join("".join(chr(0x1F1E6 + ord(letter) - 65) for letter in pair) for pair in re.findall("..", _FLAGS))
_ONE = (
    r"(?:\p{Emoji_Modifier_Base}[\U0001F3FB-\U0001F3FF]|(?![©®](?!\ufe0f))\p{Extended_Pictographic}\ufe0f?+(?!\ufe0e))"
)
_JOINED = (
    rf"{_ONE}\u200d[\u2640\u2642]\ufe0f?(?:\u200d\u27a1\ufe0f?)?"
    r"|[👨👩🧑][🏻-🏿]?\u200d(?:[🌾🍳🍼🎄🎓🎤🎨🏫🏭💻💼🔧🔬🚀🚒🦰🦱🦲🦳🩰]|[⚕⚖✈]\ufe0f?|[🦯🦼🦽](?:\u200d\u27a1\ufe0f?)?)"
    r"|[👨👩](?:\u200d[👨👩])?(?:\u200d[👦👧]){1,2}|🧑(?:\u200d🧑)?(?:\u200d🧒){1,2}"
    r"|[👨👩🧑][🏻-🏿]?\u200d(?:❤\ufe0f?\u200d(?:💋\u200d)?|🤝\u200d)[👨👩🧑][🏻-🏿]?|🫱[🏻-🏿]\u200d🫲[🏻-🏿]"
    r"|🏳\ufe0f?\u200d(?:🌈|⚧\ufe0f?)|🏴\u200d☠\ufe0f?|👁\ufe0f?\u200d🗨\ufe0f?|❤\ufe0f?\u200d[🔥🩹]"
    r"|🐕\u200d🦺|[🐈🐦]\u200d⬛|🐻\u200d❄\ufe0f?|🐦\u200d🔥|😮\u200d💨|😵\u200d💫|😶\u200d🌫\ufe0f?|🍋\u200d🟩|🍄\u200d🟫"
    r"|⛓\ufe0f?\u200d💥|🙂\u200d[↔↕]\ufe0f?"
)
"""Joined emoji of Unicode (RGI_Emoji_ZWJ_Sequence). Whatever else is joined counts sign by sign."""
_TAGGED = (
    "🏴\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|\U000e0077\U000e006c\U000e0073)"
    "\U000e007f"
)
_EMOJI = regex.compile(rf"{_TAGGED}|{_JOINED}|{_ONE}|[\U0001F3FB-\U0001F3FF]|[0-9#*]\ufe0f?\u20e3|{_FLAG}")


def weighted_length(text: str) -> int:
    """Addresses 23, an emoji 2, letters outside the light ranges 2; of the text in NFC."""
    text = unicodedata.normalize("NFC", text)
    spans = list(find(text))
    return len(spans) * ADDRESS_LENGTH + sum(map(_weighed, _between(text, spans)))


def _between(text: str, spans: list[AddressSpan]) -> Iterator[str]:
    at = 0
    for start, end in spans:
        yield text[at:start]
        at = end
    yield text[at:]


def _weighed(text: str) -> int:
    emoji, rest = len(_EMOJI.findall(text)), _EMOJI.sub("", text)
    return emoji * EMOJI + sum(1 if any(low <= ord(sign) <= high for low, high in _LIGHT) else 2 for sign in rest)
