"""Subject and sender reach the reader as they were approved, letter by letter, whatever Python folds."""

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.channels.email.headers import POLICY, sender

SUBJECTS = [
    "Faren er over: Kok vannet i Lånke, Hell og på Værnes før du drikker det",
    "Flom – hold deg unna Stjørdalselva – nå",
    "Čájehuvvon: Jienat ja dáidda Girkonjárggas – váruhus buohkaide dál",
    "å  to blanke? nei: en",
    "🌊 Flom 🌊 i Lånke 👩\u200d👩\u200d👧\u200d👦 og Hell",
    "a\u030a ringen for seg",
    "تحذير من الفيضانات في لانكي وهيل وعلى فيرنيس قبل الشرب",
    "=?utf-8?q?Ikke_kodet?=",
    "x" * 200,
    "ord " * 60,
    "水" * 120,
]
SENDERS = [
    "Stjørdal kommune, beredskap",
    "Stjordal kommune, beredskap",
    "Kommunen (vakt)",
    'Kommunen "vakta"',
    "a@b, c",
    "Beredskap; Stjørdal: vakt",
    "Kommunen\\",
    "Deanu gielda – Tana kommune",
    "=?utf-8?q?x?=",
    "Kommunen for Innherred, Værnesregionen og Stjørdal, beredskapsavdelingen",
]


def read(name: str, value: str) -> Any:
    letter = EmailMessage(POLICY)
    letter[name] = value
    letter.set_content("x")
    sent = letter.as_bytes()
    assert sent.isascii() and max(map(len, sent.split(b"\r\n"))) <= 998
    return message_from_bytes(sent, policy=policy.default)[name]


def sender_read(given: str) -> tuple[str, str]:
    """By RFC 2047: blanks between two encoded words are none. (Python's own reader of addresses shows them.)"""
    letter = EmailMessage(POLICY)
    letter["From"] = given
    written = letter.as_bytes()
    [found] = message_from_bytes(written, policy=policy.default)["From"].addresses
    name = message_from_bytes(written, policy=policy.compat32)["From"].rpartition("<")[0].strip()
    return found.display_name if name[:1] != "=" else str(make_header(decode_header(name))), found.addr_spec


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_reader_s_subject_is_the_approved_one(subject: str) -> None:
    wanted = " ".join(subject.split())
    assert str(read("Subject", wanted)) == wanted


@pytest.mark.parametrize("name", SENDERS)
def test_the_sender_is_one_however_its_name_is_written(name: str) -> None:
    assert sender_read(f"{name} <vakt@kk.example>") == (name, "vakt@kk.example")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("vakt@kk.example", ""),
        ("<vakt@kk.example>", ""),
        ('"Stjørdal kommune, beredskap" <vakt@kk.example>', "Stjørdal kommune, beredskap"),
        ("Stjørdal kommune, beredskap <vakt@kk.example>", "Stjørdal kommune, beredskap"),
        ('"Si \\"hei\\"" <vakt@kk.example>', 'Si "hei"'),
    ],
)
def test_a_sender_may_be_written_with_quotes_or_without(given: str, name: str) -> None:
    assert sender(given) == (name, "vakt@kk.example")


@pytest.mark.parametrize("given", ["", "Kommunen", "a@b@c.no", "a@b.no, c@d.no", "Kommunen <a b@c.no>", "<a@b.no> x"])
def test_what_is_no_sender_is_refused(given: str) -> None:
    with pytest.raises(ValueError):
        sender(given)


EVERYDAY = st.lists(
    st.sampled_from(
        ["på", "Værnes", "Lånke,", "–", "🌊", "vannet", "før", "ČŠŽ", "a\u030a", "=?x?=", "水", '"', "(", "og", "é"]
    ),
    min_size=1,
    max_size=40,
).map(" ".join) | st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=80)


@given(EVERYDAY)
def test_no_letter_of_a_subject_is_lost(subject: str) -> None:
    assert str(read("Subject", subject)) == subject


@given(EVERYDAY.filter(lambda name: not set(name) & set("<>") and name[:1] != '"' and name.strip('"')))
def test_no_letter_of_a_senders_name_is_lost(name: str) -> None:
    assert sender_read(f"{name} <vakt@kk.example>") == (name, "vakt@kk.example")
