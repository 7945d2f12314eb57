"""Identity numbers and phones in ways that were invented against the check, and rows of digits in crisis texts that are neither."""

import time

import pytest

from policy.drafts.personal_data import forget, personal_data

DAY, REST = "100487", "45526"
ID = DAY + REST
"""Its check digits are right; nobody has it."""
D_NUMBER = "50048710120"

PARTED = [
    *"_*·':|~+,−‒＿–·",
    ", ",
    "    ",
    "\u2063",
    "\u034f",
    "\u00ad",
    "\u202f",
    "\u3000",
    "\u2009\u2009",
    "\n\n",
    " - ",
    " / ",
    "\t",
    "\U000e0020",
    " (personnr. ",
    " og personnummer ",
]


@pytest.mark.parametrize("between", PARTED)
@pytest.mark.parametrize("number", [ID, D_NUMBER])
def test_an_identity_number_is_found_whatever_parts_it(number: str, between: str) -> None:
    text = f"Født {number[:6]}{between}{number[6:]}, bor i Lånke."
    assert kinds(text) == ["id"]
    assert number[6:] not in forget(text)


@pytest.mark.parametrize(
    "text",
    [
        "10.04.1987 45526",
        "10/04/1987-45526",
        "10.04.87, personnr. 45526",
        "personnummer 45526",
        "10.4.1987 45526",
        "10/4-87 45526",
        "10. 4. 87 – 45526",
        "Personnr.: 455 26",
        "".join(chr(0x0660 + int(sign)) for sign in ID),
        "".join(chr(0x1D7CE + int(sign)) for sign in ID),
        "".join(chr(0xFF10 + int(sign)) for sign in ID),
        " ".join(ID),
        f"({DAY}) {REST}",
        f"https://a.no/?fnr={ID}",
        f"100\ufe0f487{REST}",
    ],
)
def test_an_identity_number_is_found_however_it_is_written(text: str) -> None:
    assert "id" in kinds(text)


PHONES = """912 34 567|mob: 912\u200934\u2009567|912\u202f34\u202f567|912\u221234\u2212567|912_34_567|912·34·567|912  34  567|(912) 34 567
tlf91234567|telefonnummer91234567|wa.me/4791234567|https://wa.me/4791234567|https://api.whatsapp.com/send?phone=4791234567
91234567/92345678|91234567 eller 92345678|+47.912.34.567|(+47) 91234567|+ 47 912 34 567|0047 91234567|☎91234567|sms:+4791234567
９１２３４５６７|٩١٢٣٤٥٦٧|𝟗𝟏𝟐𝟑𝟒𝟓𝟔𝟕|91\u200b234567|91\u2063234567|9 1 2 3 4 5 6 7|91-23-45-67|91.23.45.67|912\u201034\u2010567
74 83 35 00|+46 70 123 45 67|0046701234567|+44 20 7946 0018|+1 (212) 555-0187|tel:91234567|912 34567|91 234567|9123 4567"""


PARTED_PHONES = [
    *("912/34/567", "912 / 34 / 567", "912,34,567", "912:34:567", "912\\34\\567", "(912/34/567)", "mob.912/34/567"),
    *("+47 (0) 912 34 567", "+47(0)91234567"),
    *("912 34\n567", "912\n34 567", "91 23\n45 67", "91234\n567", "+47 912\n34 567", "912-34-\n567"),
    *("912\u201134\u2011\n567", "912 34 \t\n  567", "tlf. 74 83\n35 00", "telefon: 74\n83 35 00"),
]


@pytest.mark.parametrize("written", PARTED_PHONES)
def test_a_phone_number_is_found_whatever_parts_it_and_over_two_lines(written: str) -> None:
    assert kinds(f"Ring Kari: {written} om det haster.") == ["phone"]
    assert not any(sign.isdigit() for sign in forget(f"Ring Kari: {written} om det haster."))


@pytest.mark.parametrize("written", PHONES.replace("\n", "|").split("|"))
def test_a_phone_number_is_found_however_it_is_written(written: str) -> None:
    assert "phone" in kinds(f"Ring Kari, {written}, om det haster.")


ORDINARY = """Ring 02800 for politiet, 113 om det haster.|Vi åpner igjen 20.11.2026 kl. 09.00.|Gårdsnummer 123/45/67 i Stjørdal
Gnr. 123 bnr. 45 fnr. 6|Vannstand 12 345 678 liter|Fv. 705 og E6 ved 63.468812, 10.917234|UTM 32 597123 7039456
N 63°28'12" E 10°54'32"|Saksnummer 2026/12345678|Arkivsak 26/12345-678|Ordrenr. 12345678|Organisasjonsnummer 939 958 851
Org.nr. 974 761 076 MVA|Kontonummer 1234.56.78903|ISBN 978-82-05-12345-6|Postboks 133/134, 7501 Stjørdal|Uke 47, 48, 49 og 50
Kl. 08.00-16.00 hver dag|08.00 10.00 12.00 14.00|10-12, 12-14, 14-16, 16-18|Budsjett 45 678 900 kr|20261129|29.11.2026 08.00
29.11-30.11.2026|IP 192.168.100.123|Målernummer 7359992 8901234567|Buss 310, 311, 312 og 350|Temperatur -12 -14 -16 -18
Nedbør: 12,5 mm 23,4 mm 45,6 mm|Tall: 22 33 44 55 personer|i 2023, 2024, 2025 og 2026|Kode 4512 7789|Fakturanummer 90123456
Referanse: 45678912|Nødnett talegruppe 4512 3456|Radio 98,2 MHz 101,5 MHz|sjøkart 45 46 47 48|ca. 40 000 000 m3|2200–2400 kWh
62.123456 11.654321|https://www.facebook.com/groups/912345678|Se tv2.no/12345678/|7500, 7501, 7502 og 7503 Stjørdal
Krisetelefon 116 123, Mental helse 116 111|14 15 16 17 desember|Sensor 12-34-56 viser 3,5 m|Bestillingsnr 45 67 89 01
1. 2. 3. og 4. klasse møter kl. 08.30|Personbil 12345 og buss 310|Vannprøve 26-1130-4 er tatt 30.11.2026 10.15|Person 1, 2 og 3"""
OVER_LINES = """kr 91 234 567|Beløp: 91 234 567|Punkt (a) og (b) gjelder|Møt opp (at 9) ved skolen|Berørte hus:
45
12
33
67|Uke 47 48
49 50|Stengt:
412
34 567 personer|Gårdsnummer 412/34/567|Gnr 412/34/567|Sak 912/34/567|Ruter 410,45,320|Måling 912,34,567 kWh|Stengt kl. 10 20
30 40|Rom 45 12
34 56 er åpne|Fv. 705 og 45
12345 m3|- Hell 45
- 12 34 56|Tid 12:34:567|Ref 2026/12/345|Uke 45
Uke 46"""


@pytest.mark.parametrize("text", [*ORDINARY.replace("\n", "|").split("|"), *OVER_LINES.split("|")])
def test_rows_of_digits_in_crisis_texts_are_not_asked_about(text: str) -> None:
    assert kinds(text) == []


MAILS = [
    *("kari(a)example.no", "kari [at] example [dot] no", "kari (krøllalfa) example (punktum) no"),
    *(
        "kari krøllalfa example.no",
        "kari alfakrøll example punktum no",
        "kari (snabel-a) example.no",
        "kari <at> example <dot> no",
    ),
    *(
        "kari at example dot no",
        "kari-at-example-dot-no",
        "kari.li at example.no",
        "kari AT example.co DOT no",
        "kari @ example.no",
    ),
    *("kari&#64;example.no", "kari&commat;example.no", "kari at example.no", "https://a.no/?epost=kari%40example.no"),
    *(
        "ka\u200bri@example.no",
        "kari@exam\u200bple.no",
        "kari\u2060@example.no",
        "ｋａｒｉ@example.no",
        "kari＠example.no",
    ),
    *(
        "kari@ｅｘａｍｐｌｅ.no",
        "kari@example。no",
        "kari@example．no",
        "kari@example｡no",
        "k\u00adari@example.no",
        "kåre@example.no",
    ),
]


@pytest.mark.parametrize("written", MAILS)
def test_a_mail_address_is_found_whatever_signs_it_is_written_in(written: str) -> None:
    assert kinds(f"Skriv til {written} om vannet。") == ["mail"]
    assert "example" not in forget(f"Skriv til {written} om vannet。") and "ｅｘ" not in forget(f"Til {written}")


NO_MAIL = """Vi minner om at helsenorge.no er nede.|Read more at stjordal.kommune.no|Vi skriver på nav.no at helsenorge.no er nede
Se https://a.no/vi-ber-om-at-alle.html|Følg oss @stjordal.kommune.no|Mastodon: @stjordal@kommune.social|Meet us at example.no
Contact the desk at stjordal.kommune.no|Kl. 12.30 at helsenorge.no gikk ned|Vi sier fra til alle at helsenorge.no er nede|6 brød @ 20 kr
Det er slik at yr.no melder storm|Plan (a) og (b) på nett.no|Send us news at post.no|www.slik-at-vi.no|Krøllalfa finnes på tastaturet"""


@pytest.mark.parametrize("text", NO_MAIL.replace("\n", "|").split("|"))
def test_words_before_the_address_of_a_page_are_no_mailbox(text: str) -> None:
    assert kinds(text) == []


LONG = ["a.", "a-", "https://", "a at ", "@a", "a.a", "1 jan", "skriv til a", "&#", "%40", "(a) ", "ſ", "1ſep1 "]


def test_a_long_row_of_anything_is_read_in_no_time() -> None:
    began = time.process_time()
    for piece in LONG:
        text = (piece * 20_000)[:20_000]
        list(personal_data(text))
        forget(f"a.{text}")
    assert time.process_time() - began < 60, "a few seconds; hours where a word is read once for each of its letters"


PEOPLE = ["13897210066", "53897210130", "13747210068", "53497210077", "13497210083"]
"""People who are made up, with 65 and 80 on the month; an H-number, and one that is a D-number too."""


@pytest.mark.parametrize(
    "text",
    [
        *PEOPLE,
        *(f"{number[:6]} {number[6:]}" for number in PEOPLE),
        "13. september 1972, 48022",
        "13.sept. 72 (48022)",
        "1972-09-13 48022",
        "19720913-48022",
        "Personnummeret er 48022",
        "person nr. 48022",
        "de fem siste sifrene er 48022",
        "¹³⁰⁹⁷²⁴⁸⁰²²",
        "①③⓪⑨⑦②④⑧⓪②②",
        "l3O97248O22",
        "https://a.no/?fnr=130972%2048022",
    ],
)
def test_whose_number_it_is_and_how_its_day_is_said_hide_none(text: str) -> None:
    assert kinds(f"Savnet: {text} fra Lånke") == ["id"]
    assert "48022" not in forget(f"Savnet: {text} fra Lånke")


@pytest.mark.parametrize(
    "written",
    [
        "https://a.no/?tel=%2B4791234567",
        "https://a.no/?navn=Kari&mobil=91234567",
        "91234567,74833500",
        "91234567-74833500",
        "＋47 91234567",
        "tlf. 7483 3500",
        "telefon 7483 35 00",
        "⁹¹²³⁴⁵⁶⁷",
    ],
)
def test_a_phone_number_in_a_page_s_address_and_beside_another_is_found(written: str) -> None:
    assert "phone" in kinds(f"Kari: {written}")


def kinds(text: str) -> list[str]:
    return [check.id.partition("-")[0] for check in personal_data(text)]
