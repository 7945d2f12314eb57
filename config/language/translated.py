"""What the catalogues have, read at the start of every command.

Babel reads a .po file with all that a translator needs and takes a tenth of a second for ours; this takes what is said. Held against
Babel's by `tests/config/test_texts.py`.
"""

import json
import re
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).parent.parent / "locale"
_TEXT = r'((?:"(?:[^"\\\n]|\\.)*"\n)+)'
_ENTRY = re.compile(rf"^((?:#.*\n)*)msgid {_TEXT}msgstr {_TEXT}", re.MULTILINE)
_FUZZY = re.compile(r"^#,.*\bfuzzy\b", re.MULTILINE)


def catalogue_of(lang: str) -> Path:
    """It need not be there."""
    return LOCALE / lang / "LC_MESSAGES" / "krisekanal.po"


@cache
def words(lang: str) -> dict[str, str]:
    """English to the language, without what still waits for a translator. Empty for a language that has no catalogue."""
    path = catalogue_of(lang)
    if not path.exists():
        return {}
    return read(path.read_text(encoding="utf-8"))


def read(text: str) -> dict[str, str]:
    """A .po file without contexts and plurals, of which we have none."""
    entries = _ENTRY.findall(text.rstrip("\n") + "\n")
    found = {_joined(msgid): _joined(said) for notes, msgid, said in entries if not _FUZZY.search(notes)}
    return {msgid: said for msgid, said in found.items() if msgid and said}


def _joined(quoted: str) -> str:
    """The lines of one text. What may be escaped in them is what JSON escapes."""
    return "".join(map(json.loads, quoted.splitlines()))
