"""Every CAP file against the OASIS schema, and against the rules a schema cannot express (CAP 1.2, 3.2)."""

import re
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from notifiers.channels.public_page import PublicPage
from notifiers.channels.public_page.cap import NAMESPACE
from schemas.accounts.account import Account
from tests.notifiers.public_page.scenes import ACCOUNT, SANDBOX, message, page_in

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("CAP-v1.2.xsd")))
OFFSET_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
REFERENCE = re.compile(r"[^\s,<&]+,[^\s,<&]+," + OFFSET_TIME.pattern)


def cap(page: PublicPage, identifier: str) -> etree._Element:
    """The file, after it has been held against the schema and the written rules."""
    document = etree.parse(page.root / "cap" / f"{identifier}.xml")
    SCHEMA.assertValid(document)
    follow_the_rules(document.getroot(), identifier)
    return document.getroot()


def value(alert: etree._Element, name: str) -> str | None:
    return alert.findtext(f".//{{{NAMESPACE}}}{name}")


def moment(alert: etree._Element, name: str) -> datetime:
    return datetime.fromisoformat(value(alert, name) or "")


def follow_the_rules(alert: etree._Element, identifier: str) -> None:
    assert value(alert, "identifier") == identifier
    for name in ("identifier", "sender"):
        assert re.fullmatch(r"[^\s,<&]+", value(alert, name) or ""), name
    for name in ("sent", "expires"):
        assert OFFSET_TIME.fullmatch(value(alert, name) or ""), name
    assert moment(alert, "expires") > moment(alert, "sent")
    references = (value(alert, "references") or "").split()
    assert all(REFERENCE.fullmatch(reference) for reference in references)
    assert bool(references) == (value(alert, "msgType") in {"Update", "Cancel"})
    assert (value(alert, "status") == "Exercise") == (value(alert, "note") is not None)
    for element in alert.iter():
        assert len(element) or (element.text or "").strip(), f"{element.tag!r} is empty"


@pytest.mark.parametrize("account", [ACCOUNT, SANDBOX], ids=["real", "exercise"])
@pytest.mark.parametrize(
    ("kind", "msg_type", "response"),
    [("correction", "Update", None), ("retraction", "Cancel", None), ("all_clear", "Update", "AllClear")],
)
def test_each_kind(tmp_path: Path, account: Account, kind: str, msg_type: str, response: str | None) -> None:
    page = page_in(tmp_path, account)
    page.deliver(message("m-1", exercise=account.sandbox))
    page.deliver(message("m-2", kind, "m-1", exercise=account.sandbox))
    first, second = cap(page, "m-1"), cap(page, "m-2")
    assert value(first, "status") == value(second, "status") == ("Exercise" if account.sandbox else "Actual")
    assert (value(first, "msgType"), value(first, "references")) == ("Alert", None)
    assert (value(second, "msgType"), value(second, "responseType")) == (msg_type, response)
    assert value(second, "references") == f"{value(first, 'sender')},m-1,{value(first, 'sent')}"
    assert moment(second, "sent") > moment(first, "sent")


@pytest.mark.parametrize(
    ("area", "place"),
    [
        ("Lånke", "Lånke, Stjørdal"),
        ("Stjørdal sentrum", "Stjørdal sentrum"),
        ("Hele stjørdal", "Hele stjørdal"),
        ("", "Stjørdal"),
    ],
)
def test_receivers_that_filter_by_place_find_the_municipality(page: PublicPage, area: str, place: str) -> None:
    page.deliver(message("m-1", facts={"area": area, "number": "5035"}))
    alert = cap(page, "m-1")
    assert value(alert, "areaDesc") == place
    assert (value(alert, "valueName"), value(alert, "value")) == ("MunicipalityId", "5035")


def test_what_an_alert_says(page: PublicPage) -> None:
    page.deliver(message("m-1", facts={"instruction": "Kok vannet.", "description": "Bakterier."}))
    alert = cap(page, "m-1")
    said = {
        "language": "nb-NO",
        "event": "Forurenset drikkevann",
        "severity": "Severe",
        "urgency": "Immediate",
        "senderName": "Stjørdal kommune",
        "headline": "Kok drikkevannet",
        "description": "Bakterier.",
        "instruction": "Kok vannet.",
        "areaDesc": "Stjørdal sentrum",
    }
    assert {name: value(alert, name) for name in said} == said
    assert value(alert, "sender") == "krisekanal@krise.stjordal.example"
    assert value(alert, "web") == "https://krise.stjordal.example/m/m-1.html"


def test_a_sender_that_can_be_used_is_used(page: PublicPage) -> None:
    page.deliver(message("m-1", facts={"sender": "beredskap@stjordal.example"}))
    assert value(cap(page, "m-1"), "sender") == "beredskap@stjordal.example"


def test_a_third_change_names_both_earlier_ones_in_order(page: PublicPage) -> None:
    page.deliver(message("m-1"))
    page.deliver(message("m-2", "correction", "m-1"))
    page.deliver(message("m-3", "all_clear", "m-2"))
    named = (value(cap(page, "m-3"), "references") or "").split(" ")
    assert [reference.split(",")[1] for reference in named] == ["m-1", "m-2"]


def test_a_correction_of_something_never_shown_is_an_alert(page: PublicPage) -> None:
    page.deliver(message("m-2", "correction", "m-1"))
    assert value(cap(page, "m-2"), "msgType") == "Alert"


def test_a_late_original_alarms_nobody(page: PublicPage) -> None:
    late = message("m-1")
    page.deliver(message("m-2", "correction", "m-1"))
    page.deliver(late)
    assert [path.name for path in (page.root / "cap").iterdir()] == ["m-2.xml"]


def test_an_issued_file_is_never_edited(page: PublicPage) -> None:
    page.deliver(message("m-1"))
    issued = page.root / "cap/m-1.xml"
    before = issued.stat()
    for kind in ("correction", "retraction", "all_clear"):
        page.deliver(message(f"m-{kind}", kind, "m-1"))
    assert (issued.stat().st_ino, issued.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_newer_version_of_krisekanal_leaves_issued_files_alone(page: PublicPage) -> None:
    page.deliver(message("m-1"))
    issued = page.root / "cap/m-1.xml"
    issued.write_text("as an older version wrote it")
    page.deliver(message("m-2", "correction", "m-1"))
    assert issued.read_text() == "as an older version wrote it"


def _unknown_status(alert: etree._Element) -> None:
    alert.xpath("*[local-name()='status']")[0].text = "Real"


def _utc_as_letter(alert: etree._Element) -> None:
    alert.xpath("*[local-name()='sent']")[0].text = "2026-11-23T12:00:00Z"


def _wrong_order(alert: etree._Element) -> None:
    alert.append(alert[0])


@pytest.mark.parametrize("spoil", [_unknown_status, _utc_as_letter, _wrong_order])
def test_the_schema_notices(page: PublicPage, spoil: Callable[[etree._Element], None]) -> None:
    page.deliver(message("m-1"))
    alert = cap(page, "m-1")
    spoil(alert)
    assert not SCHEMA.validate(alert)


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80)


@settings(max_examples=40, deadline=None)
@given(title=ANY_TEXT, text=ANY_TEXT, area=ANY_TEXT, sender=ANY_TEXT, language=ANY_TEXT, severity=ANY_TEXT)
def test_any_text_makes_a_valid_file(title: str, text: str, **facts: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = page_in(Path(folder))
        for number, kind in enumerate(["message", "correction", "all_clear", "retraction"]):
            refers_to = "m-0" if number else None
            page.deliver(message(f"m-{number}", kind, refers_to, title=title, text=text, facts=facts))
            cap(page, f"m-{number}")


def test_times_carry_norways_offset(page: PublicPage) -> None:
    page.deliver(message("m-1"))
    sent = moment(cap(page, "m-1"), "sent")
    assert sent.utcoffset() in (timedelta(hours=1), timedelta(hours=2))
    assert abs(sent - datetime.now(UTC)) < timedelta(minutes=5)
