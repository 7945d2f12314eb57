"""What people read. Every sentence of every room has a Norwegian one that takes the same words."""

import ast
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from config.language import catalogue, texts, translated
from config.language.vocabulary import word
from schemas.accounts.account import Platform
from schemas.crises.crisis import Severity
from schemas.drafts.content import MessageKind
from schemas.errors import InvalidInput
from schemas.identity.person import Role
from schemas.messages.notice import NoticeStatus
from schemas.sentence import Sentence, say
from schemas.states import AccountState, CrisisStatus, DeliveryStatus, DraftStatus, MessageStatus

MOMENT = datetime(2026, 11, 23, 15, 5, tzinfo=UTC)
# Made here, not by `say`: test sentences are no texts of the product.
HINTED = Sentence(
    msgid="There is no person {id}. {hint}",
    params={"id": "peer", "hint": Sentence(msgid="Did you mean {near}?", params={"near": "per"})},
)


@pytest.fixture(autouse=True)
def own_language(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a test chooses is forgotten after it."""
    monkeypatch.delenv("KRISEKANAL_LANG", raising=False)
    before = list(texts._chosen)
    texts._chosen.clear()
    yield
    texts._chosen[:] = before


WRITTEN = pytest.mark.parametrize("lang", ["nb", "nn"])


@WRITTEN
def test_every_sentence_has_a_norwegian_one(lang: str) -> None:
    left = sorted(set(catalogue.collect()) - set(translated.words(lang)))
    assert not left, (
        f"{len(left)} without a Norwegian text (`python -m config.language.texts missing {lang}`):\n" + "\n".join(left)
    )


@WRITTEN
def test_what_is_read_at_the_start_is_what_the_catalogue_has(lang: str) -> None:
    theirs = {str(one.id): str(one.string) for one in catalogue.load(lang) if one.id and one.string and not one.fuzzy}
    assert translated.words(lang) == theirs and len(theirs) > 2_000


def test_doubtful_and_dropped_texts_and_those_over_many_lines_are_read_as_babel_reads_them() -> None:
    text = (
        '# en\n#, fuzzy\nmsgid "One"\nmsgstr "Ein"\n\n#: a.py:1\nmsgid ""\n"Two, "\n"\\"three\\"\\n"\nmsgstr ""\n"To\\t\\\\"\n\n'
        '#~ msgid "Four"\n#~ msgstr "Fire"\n\nmsgid "Five"\nmsgstr ""\n\nmsgid "Six"\nmsgstr "Seks"'
    )
    theirs = read_po(io.StringIO(text), abort_invalid=True)
    read = translated.read(text)
    assert read == {'Two, "three"\n': "To\t\\", "Six": "Seks"}
    assert read == {str(one.id): str(one.string) for one in theirs if one.id and one.string and not one.fuzzy}


@WRITTEN
def test_no_translation_is_doubtful(lang: str) -> None:
    assert [entry.id for entry in catalogue.load(lang) if entry.id and entry.fuzzy] == []


@WRITTEN
def test_no_translation_is_left_over(lang: str) -> None:
    said = set(catalogue.collect())
    catalog = catalogue.load(lang)
    assert [entry.id for entry in catalog if entry.id and entry.id not in said] == []
    assert list(catalog.obsolete) == []


@WRITTEN
def test_translations_take_the_same_words(lang: str) -> None:
    differ = {
        msgid: text
        for msgid, text in translated.words(lang).items()
        if catalogue.placeholders(msgid) != catalogue.placeholders(text)
    }
    assert differ == {}


def test_who_is_sent_to_start_or_upgrade_is_told_in_which_folder() -> None:
    """A machine may have several. Lines of help are about the command, and send nobody anywhere."""
    sending = [said for said in catalogue.collect() if re.search(r"krisekanal (up\b|db upgrade)", said)]
    assert len(sending) > 8
    assert [said for said in sending if "{folder}" not in said and "as `krisekanal up` does" not in said] == []


def test_every_msgid_is_written_out() -> None:
    """The collector passes over an f-string or a name without a word, so none may be used."""
    paths = [path for room in catalogue.ROOMS for path in (catalogue.ROOT / room).rglob("*.py")]
    assert len(paths) > 50
    assert [f"{path}:{line}" for path in paths for line in _unwritten(path)] == []


def _unwritten(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name == "say" and not (node.args and isinstance(node.args[0], ast.Constant)):
                yield node.lineno


def test_the_collector_sees_sentences_in_sentences_and_over_lines() -> None:
    said = catalogue.collect()
    assert "Did you mean {near}?" in said
    assert any(place.startswith("policy/") for places in said.values() for place, _ in places)
    assert any(place.startswith("store/") for places in said.values() for place, _ in places)


@pytest.mark.parametrize(("count", "text"), [(0, "0 kontoer"), (1, "1 konto"), (13, "13 kontoer")])
def test_a_number_has_the_noun_that_it_takes(count: int, text: str) -> None:
    sentence = say("The database is at version {version}, with {accounts} accounts.", version="0001", accounts=count)
    assert texts.read(sentence, "nb") == f"Databasen er i versjon 0001, med {text}."
    assert texts.read(say("{count}", count=count)) == str(count)


def test_norwegian_first() -> None:
    assert texts.read(HINTED) == "Personen peer finnes ikke. Mente du per?"


def test_english_on_request() -> None:
    assert texts.read(HINTED, "en") == "There is no person peer. Did you mean per?"
    texts.use("en")
    assert texts.read(HINTED) == "There is no person peer. Did you mean per?"
    assert texts.read(HINTED, "nb") == "Personen peer finnes ikke. Mente du per?"


def test_the_environment_chooses_until_someone_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KRISEKANAL_LANG", "en")
    assert texts.read_time(MOMENT) == "23 Nov 2026 at 16:05"
    texts.use("nb")
    assert texts.read_time(MOMENT) == "23.11.2026 kl. 16.05"


@pytest.mark.parametrize("lang", ["de", "", "../../nb"])
def test_a_language_without_a_catalogue_gets_bokmal(lang: str) -> None:
    assert texts.read(HINTED, lang) == "Personen peer finnes ikke. Mente du per?"


def test_a_language_we_do_not_have_cannot_be_chosen() -> None:
    with pytest.raises(InvalidInput, match=r"There is no language de\. Write nb, nn or en\."):
        texts.use("de")


def test_what_nobody_has_translated_is_read_in_english() -> None:
    assert texts.read(Sentence(msgid="Brand new {thing}.", params={"thing": "text"}), "nb") == "Brand new text."


def test_a_sentence_without_words_keeps_its_brackets() -> None:
    assert texts.read(Sentence(msgid="Write {what}."), "nb") == "Write {what}."


@pytest.mark.parametrize(
    ("value", "nb", "en"),
    [
        (MOMENT, "23.11.2026 kl. 16.05", "23 Nov 2026 at 16:05"),
        (
            datetime(2026, 7, 1, 0, 0, tzinfo=timezone(timedelta(hours=9))),
            "30.06.2026 kl. 17.00",
            "30 Jun 2026 at 17:00",
        ),
        (date(2011, 1, 15), "15.01.2011", "15 Jan 2011"),
        (DraftStatus.SUBMITTED, "sendt til godkjenning", "submitted"),
        (AccountState.LOCKED, "sperret", "locked"),
        (Platform.MASTODON, "mastodon", "mastodon"),
        (["kari", AccountState.OPEN], "kari, åpen", "kari, open"),
        ("plain {words}", "plain {words}", "plain {words}"),
        (7, "7", "7"),
    ],
)
def test_words_inside_a_sentence(value: object, nb: str, en: str) -> None:
    sentence = Sentence(msgid="{value}", params={"value": value})
    assert (texts.read(sentence, "nb"), texts.read(sentence, "en")) == (nb, en)


@pytest.mark.parametrize(
    "value",
    [
        *CrisisStatus,
        *DraftStatus,
        *MessageStatus,
        *DeliveryStatus,
        *AccountState,
        *NoticeStatus,
        *MessageKind,
        *Severity,
        *Role,
    ],
)
def test_every_fixed_value_has_a_word(value: StrEnum) -> None:
    assert word(value) is not None


def test_missing_entries_can_be_pasted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translated, "words", lambda _lang: {})
    page = catalogue.missing("nb")
    assert 'msgid "Did you mean {near}?"\nmsgstr ""\n' in page
    assert "#: config/reading/nearest.py:" in page


def test_missing_entries_from_the_command_line() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "config.language.texts", "missing"],
        cwd=catalogue.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == catalogue.missing("nb")
    wrong = subprocess.run(
        [sys.executable, "-m", "config.language.texts"], cwd=catalogue.ROOT, capture_output=True, text=True
    )
    assert (wrong.returncode, wrong.stderr) == (1, "usage: python -m config.language.texts missing [nb|nn]\n")


def test_say_takes_the_msgid_as_written() -> None:
    assert say("Did you mean {near}?", near="per") == HINTED.params["hint"]


def test_times_are_on_the_municipalitys_clock() -> None:
    moment = datetime(2026, 11, 23, 15, 5, tzinfo=UTC)
    try:
        texts.use_zone("Atlantic/Reykjavik")
        assert texts.read_time(moment, "nb") == "23.11.2026 kl. 15.05"
        assert texts.say_time(moment, moment, "nb") == "kl. 15.05"
        assert texts.read(say("{at}", at=moment), "nb") == "23.11.2026 kl. 15.05"
    finally:
        texts.use_zone("Europe/Oslo")
    assert texts.read_time(moment, "nb") == "23.11.2026 kl. 16.05"
