"""What is found in a text, what is not, and that a find never changes anything."""

import re
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.no import fodselsnummer

from policy.drafts.checks import checks, lix, unanswered
from policy.drafts.personal_data import forget, personal_data
from policy.logins.passwords import good_password, good_pin
from schemas.drafts.content import MessageKind
from schemas.drafts.media import Media
from schemas.identity.person import Person
from tests.cast import content

PICTURE = Media(path="/x.png", sha256="0" * 64, mime="image/png", size=1, alt="Plakat: ring 922 33 444")
OLA = Person(id="ola", name="Ola Redaktør", email="ola@kk.example")


def found(body: str, **extra: object) -> list[str]:
    return [c.id.split("-")[0] for c in checks(content(body, **{"target_groups": ("alle",), **extra}))]


AS_WRITTEN = (
    "13097248022",
    "130972 48022",
    "130972.48022",
    "130972-48022",
    "130972/48022",
    "130972\n48022",
    "130972\u00a048022",
    "130972\u200948022",
    "130972\u202f48022",
    "130972–48022",
    "130972 - 48022",
    "13 09 72 48022",
    "13.09.72 48022",
    "13.09.72 480 22",
    "130972\u200b48022",
    "1309 7248022",
    "13 09 72 480 22",
    "130972\u00ad48022",
    "130 972 480 22",
    "13097 248022",
    "1 3 0 9 7 2 4 8 0 2 2",
    "1\u200b3\u200b0\u200b972 48022",
)
"""An identity number as people, forms and PDFs write it."""


@pytest.mark.parametrize("number", AS_WRITTEN)
def test_a_national_identity_number_is_found_and_not_repeated(number: str) -> None:
    [check] = [c for c in checks(content(f"Vi leter etter {number} nå.")) if c.id.startswith("id-")]
    assert check.asks and "13…" in str(check.sentence) and "48022" not in str(check.sentence)


def test_figures_of_two_texts_are_no_number() -> None:
    """The title that the program gives an answer ends with an id of its own; found in a run where it ended with figures."""
    assert not [c for c in checks(content("8022 er nummeret.", title="Svar på c-xa130972 4")) if c.id.startswith("id-")]
    assert not [c for c in checks(content("48022 er nummeret.", title="Svar på c-xa130972")) if c.id.startswith("id-")]


@pytest.mark.parametrize(
    "text", ["Kontonummer 12345678901", "Referanse 13097248021", "Sak 2026/1309724802255", "Ring 110, 112 eller 113."]
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert "id" not in found(text) and "phone" not in found(text)


PARTED = st.text(st.sampled_from(" .-/\u00a0\u2009\u202f\u200b\u2060\u00ad\n–"), max_size=2)


@given(
    st.dates(date(1960, 1, 1), date(1999, 12, 31)),
    st.integers(0, 499),
    st.lists(PARTED, min_size=10, max_size=10),
    st.sampled_from(["", "Rom 15 ", "Tlf. 74 83 35 00, ", "a"]),
)
def test_an_identity_number_is_found_however_it_is_parted(
    born: date, place: int, parts: list[str], before: str
) -> None:
    nine = f"{born:%d%m%y}{place:03}"
    first = fodselsnummer.calc_check_digit1(nine)
    number = nine + first + fodselsnummer.calc_check_digit2(nine + first)
    assume(fodselsnummer.is_valid(number))
    written = "".join(digit + part for digit, part in zip(number, [*parts, ""], strict=True))
    text = f"{before}{written} er savnet"
    assert any(check.id.startswith("id-") for check in personal_data(text))
    assert number[5:] not in re.sub(r"\D", "", forget(text))


def test_digits_before_an_identity_number_do_not_hide_it() -> None:
    assert found("Rom 15 130972 48022 er ledig.") == ["id"]
    assert forget("Rom 15 130972 48022 er ledig.") == "Rom 15 – er ledig."


@pytest.mark.parametrize("number", AS_WRITTEN)
def test_no_identity_number_stays_in_what_is_used_again(number: str) -> None:
    assert forget(f"Vi leter etter {number} nå.") == "Vi leter etter – nå."


@pytest.mark.parametrize(
    "number",
    [
        "922 33 444",
        "+47 922 33 444",
        "92233444",
        "92 23 34 44",
        "922\u00a033\u00a0444",
        "(+47) 92233444",
        "004792233444",
        "tlf. nr. 92233444",
        "9223 3444",
        "9223-3444",
        "92 233 444",
        "922 334 44",
        "922 33444",
        "92 23 3444",
        "9 2 2 3 3 4 4 4",
        "47 92 23 34 44",
        "(74) 83 35 00",
        "74 83 3500",
        "74 833 500",
        "92–23–34–44",
        "922\u200b33\u200b444",
        "922 \u200b33 444",
    ],
)
def test_a_phone_number_asks(number: str) -> None:
    assert [each for each in found(f"Ring {number} om vannet.") if each != "invisible"] == ["phone"]


@pytest.mark.parametrize(
    "text",
    [
        "Senteret ligger ved 63.468812, 10.917234.",
        "Posisjon 63,46881 10,91723",
        "Stengt i uke 47 48 49 50.",
        "Stengt 21 22 23 24.",
        "Forbruket er 2200-2400 kWh.",
        "Åpent 22.00-24.00 og 0800-1600.",
        "Se https://a.no/nyheter/91234567.html",
        "Tiltaket koster 92233444 kroner.",
        "Det gikk med 22 334 455 liter vann.",
        "Sak 22334455 er avsluttet.",
        "Fra 2026-11-28 til 2026-12-02.",
        "Gnr. 22 33 44 55 er uten vann.",
        "Linje 22, 33, 44 og 55 går som vanlig.",
        "Kartblad 1622-33 og 1622-34.",
        "Vi har delt ut 1500 1600 1700 liter.",
        "Rundt 2500 mennesker og 1200 hus.",
        "Årene 2026 2027 blir dyre.",
        "Det ble 4500 4600 kroner.",
        "Fra 4500 til 9600 abonnenter.",
        "Sonene 4 5 6 7 8 9 er åpne.",
        "Kl. 09 10 11 12 kommer det ny melding.",
        "Vannverket har 4 500, 4 600 og 4 700 abonnenter.",
        "Høyde 412 413 414 415 moh.",
        "Pumpe 45, 46, 91 og 92 er stengt.",
    ],
)
def test_what_looks_like_a_phone_number_and_is_none_is_not_asked_about(text: str) -> None:
    """Questions about nothing teach people to answer without reading."""
    assert "phone" not in found(text) and "id" not in found(text)


@pytest.mark.parametrize(
    ("where", "kind"),
    [
        ({"next_update": "Ring 922 33 444"}, "phone"),
        ({"link": "https://a.no/?tel=92233444"}, "phone"),
        ({"link": "https://a.no/13097248022"}, "id"),
        ({"link": "https://a.no/?epost=liv@kk.example"}, "mail"),
        ({"title": "Ring 922 33 444"}, "phone"),
        ({"short": "Ring 922 33 444"}, "phone"),
        ({"signature": "Liv 922 33 444"}, "phone"),
        ({"media": (PICTURE,)}, "phone"),
    ],
)
def test_every_word_that_is_published_is_looked_at(where: dict[str, object], kind: str) -> None:
    assert kind in found("Kok vannet.", **where)


def test_what_is_ours_to_publish_does_not_ask() -> None:
    text = content("Ring 74 83 35 00 eller skriv til post@kk.example.")
    assert [c.id for c in checks(text, ("+47 74833500", "Post@kk.example")) if c.asks] == []
    assert len([c for c in checks(text) if c.asks]) == 2


def test_the_same_find_has_the_same_id_in_the_same_text() -> None:
    first, second = (checks(content("Ring 922 33 444.")) for _ in range(2))
    assert first == second


def test_only_words_answer() -> None:
    asked = [c for c in checks(content("Ring 922 33 444.")) if c.asks]
    assert unanswered(asked, {}) == unanswered(asked, {asked[0].id: "  "}) == tuple(asked)
    assert unanswered(asked, {asked[0].id: "Vakttelefon"}) == ()


def test_a_missing_next_update_is_said_but_not_for_an_ending() -> None:
    assert "next" in found("Kok vannet.", next_update=None)
    assert "next" not in found("Alt er over.", next_update=None, kind=MessageKind.ALL_CLEAR)


@pytest.mark.parametrize(
    ("signature", "says"), [("Ola Redaktør", True), ("Ola", False), ("Stjørdal kommune", False), (None, False)]
)
def test_a_first_name_only(signature: str | None, says: bool) -> None:
    assert ("signature" in found("Kok vannet.", signature=signature)) is says


def test_lix_by_hand() -> None:
    """Ten words in two sentences, two of them longer than six letters: 10/2 + 100·2/10."""
    assert lix("Kok vannet i ett minutt nå. Kommunen kommer med oppdatering.") == 25
    assert lix("") == 0
    assert "lix" in found(
        "Kommunestyret understreker beredskapsorganisasjonens kommunikasjonsutfordringer vedrørende vannforsyningen"
    )


@pytest.mark.parametrize(
    "password", ["kort", "ola redaktør", "OlaRedaktør1!", "aaaaaaaaaaaaaa", "ababababababab", "x" * 129]
)
def test_a_password_that_is_easy_to_guess(password: str) -> None:
    assert not good_password(password, OLA).allowed


@pytest.mark.parametrize("password", ["fire ord uten sammenheng", "Tr0ndheimsfjorden!", "blåbær-lønn-elg"])
def test_a_good_password(password: str) -> None:
    assert good_password(password, OLA).allowed


@pytest.mark.parametrize(
    ("pin", "good"),
    [
        ("739154", True),
        ("12345", False),
        ("123456", False),
        ("987654", False),
        ("111111", False),
        ("٣٤٥٦٧٨", False),
        ("73915a", False),
        ("1234567890123", False),
        ("246813", True),
    ],
)
def test_a_pin(pin: str, good: bool) -> None:
    assert good_pin(pin).allowed is good


def test_the_id_of_a_remark_that_is_answered_is_no_identity_number() -> None:
    """The title of an answer is made of it, and no reader meets it: one in some ten thousand looked like somebody's number."""
    found = checks(content("Klokka 14.", kind=MessageKind.REPLY, title="Svar på r-a13097248022"))
    assert [check.id for check in found if check.id.startswith("id-")] == []
    assert [check.id for check in checks(content("Klokka 14.", title="Svar på r-a13097248022")) if check.asks]


def test_of_two_numbers_that_overlap_nothing_is_left() -> None:
    """74833500310 has its check digits as well as 31019900064."""
    assert re.sub(r"\D", "", forget("Tlf. 74 83 35 00, 310\u00a019900064 er savnet")) == ""
