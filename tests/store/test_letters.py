"""Every letter to our own people: whole subjects, one link, no command, reminders of their own; and the document holds them all."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from config.language.texts import LANGUAGES, read
from notifiers.channels.email.headers import POLICY
from schemas.sentence import Sentence
from store.notices.__main__ import document
from store.notices.letters import Letter, Letters, filled
from store.notices.login_letters import LoginLetters
from store.notices.other_letters import GIVEN_UP, HAPPENINGS, NOT_DRAWN, PLAYED, TROUBLES
from store.notices.remark_letters import RemarkLetters

ROOT = Path(__file__).parents[2]
ALL: list[Letter] = [
    *(each.value for each in [*Letters, *LoginLetters, *RemarkLetters]),
    *HAPPENINGS.values(),
    *TROUBLES.values(),
    PLAYED,
    GIVEN_UP,
    NOT_DRAWN,
]
READERS = {
    "default": policy.default,
    "SMTP": policy.SMTP,
    "SMTPUTF8": policy.SMTPUTF8,
    "HTTP": policy.HTTP,
    "strict": policy.strict,
}
PLACES = re.compile(r"\{(\w+)\}")
LONG = "Kok vannet på Lånke, Hell og på Værnes – også på Sørås før du drikker det"

COUNTED = dict.fromkeys(("count", "days", "email", "emails", "mobiles", "sms"), 30)
"""Numbers, of which a language says “dag” or “dager”."""


def told(sentence: Sentence, lang: str) -> str:
    """Each place filled with words that a mail header must encode."""
    return read(filled(sentence, **{**dict.fromkeys(PLACES.findall(sentence.msgid), LONG), **COUNTED}), lang)


@pytest.mark.parametrize("reader", READERS.values(), ids=list(READERS))
def test_each_subject_is_read_as_it_was_written(reader: policy.EmailPolicy) -> None:
    """Python's own folding makes “på Lånke” into “påLånke”, between two encoded words."""
    for lang in LANGUAGES:
        for letter in ALL:
            subject = f"ØVELSE ØVELSE ØVELSE: {told(letter.subject, lang)}"
            mail = EmailMessage(POLICY)
            mail["Subject"] = subject
            mail.set_content("x")
            assert message_from_bytes(mail.as_bytes(), policy=reader)["Subject"] == subject


def test_no_letter_holds_a_command() -> None:
    for lang in LANGUAGES:
        for letter in ALL:
            text = told(letter.text, lang)
            assert "`" not in text and "krisekanal " not in text, text


def test_each_letter_leads_somewhere_once() -> None:
    """By its page, or by a link in its words; an invitation gets its reader's own."""
    for letter in ALL:
        in_words = letter.text.msgid.count("{link}")
        assert in_words + bool(letter.page) == 1 or letter is LoginLetters.INVITATION.value, letter.text.msgid
        assert letter.page == "" or letter.page.startswith(("/", "{page}"))


def test_a_reminder_is_no_copy_of_the_first_letter() -> None:
    rounds = [
        (Letters.DRAFT_WAITS, Letters.DRAFT_STILL_WAITS, Letters.DRAFT_FOR_DEPUTY),
        (Letters.LOCKED, Letters.LOCK_NOT_CONFIRMED),
    ]
    for lang in LANGUAGES:
        for letters in rounds:
            assert len({told(each.value.subject, lang) for each in letters}) == len(letters)
            assert len({told(each.value.text, lang) for each in letters}) == len(letters)


def test_the_document_is_what_the_code_says() -> None:
    assert (ROOT / "docs/notices.md").read_text(encoding="utf-8") == document(), (
        "python -m store.notices > docs/notices.md"
    )
