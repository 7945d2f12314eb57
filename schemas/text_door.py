"""The one door for text that people and programs send us: form, interface, command line, hook and file.

What would show another text than it holds is refused: control characters (terminal escapes among them) and what turns the
direction of writing (Unicode TR 36 section 3.2, CVE-2021-42574). Line ends become those of one kind, also Word's (U+2028, U+2029), and
letters one sign each (NFC, Unicode UAX 15): å written as a and a ring is the å that every platform counts as one.
"""

import re
import unicodedata
from typing import Any, TypeVar

from schemas.errors import InvalidInput
from schemas.sentence import say

T = TypeVar("T")
_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029"
"""C0 and C1 (ECMA-48) but newline and tab; and the line ends that no editor shows, where they have not come in by the door."""
_TURNERS = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Bidi_Control (Unicode UAX 9)."""
_NO_SIGNS = "\ufdd0-\ufdef" + "".join(chr((plane << 16) + end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
"""Noncharacters (Unicode 15, section 23.7): no text has them, and XML cannot carry the first."""
_CONTROL, _TURNING = re.compile(f"[{_CONTROLS}{_NO_SIGNS}]"), re.compile(f"[{_TURNERS}]")
_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")
OBEYED = re.compile(f"[{_CONTROLS}{_TURNERS}]")
"""Each of them: what is refused here, and made visible on the terminal (`desk.cli.output.plain`)."""


def let_in(text: str) -> str:
    """With our line ends, in NFC. Raises `InvalidInput` for what is refused, and says which character it is."""
    made = unicodedata.normalize("NFC", _LINE_END.sub("\n", text))
    found = _CONTROL.search(made) or _TURNING.search(made)
    if found is None:
        return made
    raise InvalidInput(
        say(
            "The text holds a character that cannot be seen and changes how it is shown ({code}). Remove it, or write the "
            "text anew.",
            code=f"U+{ord(found[0]):04X}",
        )
    )


def let_all_in(value: T) -> T:
    """Every text in it, names in a mapping included; whatever is no text stays as it is."""
    return _all(value)  # type: ignore[no-any-return]  # of the same shape as it came


def _all(value: Any) -> Any:
    if isinstance(value, str) and type(value) is str:
        return let_in(value)
    if isinstance(value, dict):
        return {_all(name): _all(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple) and type(value) in (list, tuple):
        return type(value)(_all(entry) for entry in value)
    return value


def visible(text: str) -> str:
    """What is refused here, each as a picture of itself (`␛`), or as `\ufffd` where it has none."""
    return OBEYED.sub(lambda found: _picture(ord(found[0])), text)


def _picture(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"
