"""`python -m store.notices` prints every letter to our own people in each language, as `docs/notices.md` holds them."""

import sys
from collections.abc import Iterable, Iterator

from config.language.texts import LANGUAGES, read
from schemas.sentence import Sentence
from store.notices.letters import OVER, STORY, Letter, Letters
from store.notices.login_letters import LoginLetters
from store.notices.other_letters import ALARMS, GIVEN_UP, HAPPENINGS, MORE_ALARMS, NOT_DRAWN, PLAYED, TROUBLES
from store.notices.remark_letters import RemarkLetters

_HEAD = """# Notices

What Krisekanal writes to the municipality's own people, by mail and SMS: every letter in every language, exactly as it leaves.
Made by `python -m store.notices > docs/notices.md`; a test holds it against the code.

- `{places}` are filled when the letter is written. The letter is in the language of the municipality.
- Each ends with one link, to the page named here. A draft's is the reader's own where they have a PIN: it opens that draft alone.
- An SMS has the subject as its first line. In an exercise every subject begins with “ØVELSE ØVELSE ØVELSE: ”.
- No letter holds a command or a secret; the link of an invitation is made as the letter leaves, and stored nowhere.
"""


def document() -> str:
    named = {each.name: each.value for each in [*Letters, *LoginLetters, *RemarkLetters]}
    named |= {f"PLAYED {kind.value}": letter for kind, letter in HAPPENINGS.items()}
    named["PLAYED to the role players"] = PLAYED
    named |= {"WORK given up": GIVEN_UP, "REPORT without its PDF": NOT_DRAWN}
    named |= {f"PREFECT {trouble.value}": letter for trouble, letter in TROUBLES.items()}
    letters = [line for name, letter in named.items() for line in _letter(name, letter)]
    parts = [
        *_parts("What `{story}` is made of, where a message is not out", STORY.values()),
        *_parts("What `{story}` is made of, where nobody has seen to it", [*ALARMS.values(), MORE_ALARMS]),
        *_parts("What `{over}` may be", OVER.values()),
    ]
    return "\n".join([_HEAD, *letters, *parts]).rstrip() + "\n"


def _letter(name: str, letter: Letter) -> Iterator[str]:
    yield f"## {name.replace('_', ' ').capitalize()}\n"
    yield f"{letter.to}. " + (f"Leads to `{letter.page}`.\n" if letter.page else "\n")
    for lang in LANGUAGES:
        yield f"- {lang}: **{_read(letter.subject, lang)}**  "
        yield "  " + _read(letter.text, lang).replace("\n\n", "  \n  ")
    yield ""


def _parts(head: str, parts: Iterable[Sentence]) -> Iterator[str]:
    yield f"## {head}\n"
    for part in parts:
        yield from (f"- {lang}: {_read(part, lang)}" for lang in LANGUAGES)
        yield ""


def _read(sentence: Sentence, lang: str) -> str:
    """With its places as they are."""
    return read(Sentence(msgid=sentence.msgid), lang)


if __name__ == "__main__":
    sys.stdout.write(document())
