"""What is a remark among the letters of a mailbox, and what its writer said in it."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.channels.email import heard
from notifiers.channels.email.quoted import LEFT_OUT, own_words
from schemas.dialogue.remark import RemarkKind, RemoteRemark
from tests.notifiers.test_bounces import bounce

AT = datetime(2026, 11, 29, 14, tzinfo=UTC)
US = "post@kk.example"
OURS = "<0123456789abcdef0123456789abcdef@kk.example>"
TO_MANY = "<d-abcdefgh.17.0123456789abcdef@kk.example>"


def written(text: str = "Må vi koke vannet?", kind: str = "plain", **headers: str) -> bytes:
    letter = EmailMessage()
    given = {"From": "Per Hansen <per@innbygger.example>", "Subject": "Sv: Kok vannet", "In-Reply-To": OURS}
    given |= {"Message-ID": "<p1@innbygger.example>"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    for name, value in given.items():
        if value:
            letter[name] = value
    letter.set_content(text, subtype=kind)
    return letter.as_bytes()


def read(raw: bytes) -> RemoteRemark | None:
    return heard.remark(raw, AT, US)


@pytest.mark.parametrize(
    "named", [{}, {"In-Reply-To": TO_MANY}, {"In-Reply-To": "", "References": f"<x@y.example> {OURS}"}]
)
def test_an_answer_to_a_letter_of_ours_is_a_remark(named: dict[str, str]) -> None:
    found = read(written(**named))
    assert found is not None
    assert found.kind is RemarkKind.MAIL and found.remote_id == "<p1@innbygger.example>" and not found.ours
    assert found.post_id == (TO_MANY if named.get("In-Reply-To") else OURS)
    assert (found.author, found.written_at) == ("Per Hansen <per@innbygger.example>", AT)
    assert found.text == "Sv: Kok vannet\n\nMå vi koke vannet?"
    assert heard.writer(found.author) == "per@innbygger.example"


def test_an_answer_to_our_answer_stands_in_its_thread() -> None:
    found = read(written(Message_ID="<p2@innbygger.example>", References=f"{TO_MANY} <p1@innbygger.example> {OURS}"))
    assert found is not None and (found.parent_id, found.post_id) == ("<p1@innbygger.example>", OURS)


@pytest.mark.parametrize(
    "raw",
    [
        written(In_Reply_To=""),
        written(In_Reply_To="<møte@kk.example>"),
        written(In_Reply_To="<0123456789abcdef0123456789abcdef@other.example>"),
        written(Auto_Submitted="auto-replied"),
        written(Auto_Submitted="auto-generated; x"),
        written(Precedence="bulk"),
        written(X_Autoreply="yes"),
        written(List_Id="<nytt.example>"),
        written(Return_Path="<>"),
        written(From="MAILER-DAEMON@mx.example"),
        bounce(returned=f"Message-ID: {OURS}\r\n\r\n"),
        b"",
        b"\xff\xfe\x00",
    ],
)
def test_what_no_person_wrote_or_answers_nothing_of_ours_is_none(raw: bytes) -> None:
    assert read(raw) is None


def test_what_a_person_wrote_is_one_though_their_program_says_no() -> None:
    assert read(written(Auto_Submitted="no")) and read(written(X_Auto_Response_Suppress="All"))


def test_the_answer_goes_where_its_writer_asks_and_to_one_alone() -> None:
    asked = read(written(Reply_To="Mor <mor@innbygger.example>"))
    assert asked and heard.writer(asked.author) == "mor@innbygger.example"
    two = read(written(Reply_To="a@innbygger.example, b@innbygger.example"))
    assert two and heard.writer(two.author) == "per@innbygger.example"
    long = read(written(From=f"{'x' * 300} <per@innbygger.example>"))
    assert long and long.author == "per@innbygger.example"
    nobody = read(written(From="undisclosed"))
    assert nobody and heard.writer(nobody.author) == ""
    forged = read(written(From='"Ola <ola@innbygger.example>" <per@innbygger.example>'))
    assert forged and heard.writer(forged.author) == "per@innbygger.example"


def test_ours_is_what_our_own_address_wrote() -> None:
    found = read(written(From=f"Kommunen <{US}>"))
    assert found is not None and found.ours


def test_a_letter_in_markup_is_read_as_its_reader_sees_it() -> None:
    html = "<html><head><style>p{}</style></head><body><p>Må vi <b>koke</b>?</p><blockquote>Kok vannet</blockquote></body></html>"
    found = read(written(html, "html"))
    assert found is not None and found.text == "Sv: Kok vannet\n\nMå vi koke?"
    alone = read(written("<blockquote>Må vi koke?</blockquote>", "html"))
    assert alone is not None and alone.text.endswith("Må vi koke?")


def test_files_are_named_since_a_person_looks_at_them_in_the_mailbox() -> None:
    letter = EmailMessage()
    for name, value in (("From", "per@innbygger.example"), ("In-Reply-To", OURS), ("Subject", "Brunt vann")):
        letter[name] = value
    letter.set_content("Se her.")
    letter.add_attachment(b"x", maintype="image", subtype="jpeg", filename="kjøkkenet.jpg")
    found = read(letter.as_bytes())
    assert found is not None and found.text == "Brunt vann\n\nSe her.\n\n[kjøkkenet.jpg]"
    assert found.remote_id.startswith("sha256:"), "it has no id of its own"


@given(
    st.binary(max_size=400), st.sampled_from(["utf-8", "x-unknown", "utf-16", "iso-2022-jp"]), st.binary(max_size=80)
)
def test_no_letter_stops_those_behind_it(body: bytes, charset: str, name: bytes) -> None:
    for kind in ("text/plain", "text/html", "multipart/mixed; boundary=a"):
        head = (
            f"In-Reply-To: {OURS}\r\nContent-Type: {kind}; charset={charset}\r\nSubject: =?{charset}?b?/w==?=\r\nFrom: "
        )
        found = read(head.encode() + name.replace(b"\r", b"").replace(b"\n", b"") + b"\r\n\r\n" + body)
        assert found is None or (found.author == found.author[:200] and found.remote_id)


KEPT = {
    "gmail": ("Hei,\nmå vi koke?\n\nman. 23. nov. 2026 kl. 12:03 skrev Kommunen <post@kk.example>:\n\n> Kok.\n>\n> Oss\n", "Hei,\nmå vi koke?"),
    "gmail in two lines": ("Må vi?\n\nman. 23. nov. 2026 kl. 12:03 skrev Kommunen <\npost@kk.example>:\n\n> Kok.\n", "Må vi?"),
    "outlook": (
        "Må vi?\n\n________________________________\nFra: K <post@kk.example>\nSendt: 23. november\nTil: per\nEmne: Kok\n\nKok nå.\n",
        f"Må vi?\n\n{LEFT_OUT}",
    ),
    "nynorsk": ("Må me?\n\nFrå: K\nSendt: i dag\nTil: per\n\nKok.", f"Må me?\n\n{LEFT_OUT}"),
    "between the lines": ("> Kok vannet\n\nHvor lenge?\n\n> Hilsen oss\n\nTakk", None),
    "above and at the end": ("Linje:\n> a\nmer\n> b", "Linje:\n> a\nmer"),
    "nothing of one's own": ("> Kok vannet\n", None),
    "no head at all": ("Fra: mandag er skolen stengt?\nTil: hvem ringer jeg?", None),
    "signed": ("Må vi?\n\n-- \nPer", None),
}  # fmt: skip


@pytest.mark.parametrize("case", KEPT)
def test_what_is_answered_is_cut_where_that_is_certain(case: str) -> None:
    text, kept = KEPT[case]
    assert own_words(text) == (text.strip() if kept is None else kept).replace("-- \n", "--\n")


@given(st.text(alphabet="> \nab:", max_size=60))
def test_a_line_of_ones_own_is_never_lost(text: str) -> None:
    """But the two or three above a quote that end in a colon: “… wrote:”."""
    kept = own_words(text)
    lost = [
        line for line in text.split("\n") if line.strip() and not line.startswith(">") and line.rstrip() not in kept
    ]
    assert len(lost) <= 3 and bool(kept) is bool(text.strip())
