"""The report: every fact in it, in three languages, as a page, a PDF whose pages are whole, and tables."""

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from lxml import html as markup
from pypdf import PdfReader

from config.machine.settings import SHIPPED
from config.pdf.real import pdf
from config.reading.read_yaml import write_yaml
from config.report import charts, html
from config.report import csv as table
from config.town.municipality import load_municipality
from config.town.read_scenario import load
from notifiers.platforms import PLATFORMS
from schemas.errors import InvalidInput, Refused
from schemas.states import CrisisStatus
from store.context import AppContext
from store.crises import lifecycle
from store.evaluation import findings, replay
from store.evaluation.report import gather
from tests.cast import MUNICIPALITY, request
from tests.report.past import past_crisis

pytestmark = pytest.mark.one_database

WORDS = {
    "nb": ("Kort fortalt", "Tidslinje", "hele loggen", "Ventilkartet må oppdateres."),
    "nn": ("Kort fortalt", "Tidslinje", "heile loggen", "Ventilkartet må oppdateres."),
    "en": ("In short", "Timeline", "the whole log", "Ventilkartet må oppdateres."),
}


WORDS_COUNTED = {
    "nb": "Enhetsinnlegg stoppet av sperringen</th><td>1",
    "nn": "Einingsinnlegg stoppa av sperringa</th><td>1",
    "en": "Unit posts refused by the lock</th><td>1",
}


@pytest.mark.parametrize("lang", WORDS)
def test_the_page_tells_everything(ctx: AppContext, lang: str) -> None:
    report = gather(ctx, past_crisis(ctx))
    page = html(report, MUNICIPALITY, lang)
    for words in (
        *WORDS[lang],
        "Kok drikkevannet",
        "Kari Rådmann",
        "Ola Redaktør",
        "Tor Leder",
        "HTTP 403",
        WORDS_COUNTED[lang],
        report.chain.head[:16],
    ):
        assert words in page, words
    tree = markup.fromstring(page)
    assert tree.get("lang") == lang
    assert len(tree.findall(".//tbody/tr")) > len(report.events)
    assert "{" not in str(tree.xpath("string(body)")), "a placeholder that nobody filled"
    assert not tree.findall(".//script")


@pytest.mark.parametrize("lang", WORDS)
def test_no_word_of_another_language(ctx: AppContext, lang: str) -> None:
    """Every heading and label is translated: none of the English ones is left in a Norwegian page."""
    page = markup.fromstring(html(gather(ctx, past_crisis(ctx)), MUNICIPALITY, lang)).text_content()
    for english in (
        "How fast",
        "Timeline",
        "Whole log",
        "Channel",
        "crisis.established",
        "delivery.delivered",
        "Finished",
        "Due",
    ):
        assert english not in page or (lang == "en" and "." not in english), english


def test_an_exercise_says_so(ctx: AppContext) -> None:
    page = html(gather(ctx, past_crisis(ctx, exercise=True)), MUNICIPALITY, "nb")
    assert page.index("ØVELSE ØVELSE ØVELSE") < page.index("<h1>")
    assert "Ingenting av den nådde publikum" in page


def test_the_drawings_hold_what_happened(ctx: AppContext) -> None:
    report = gather(ctx, past_crisis(ctx))
    tree = markup.fromstring(html(report, MUNICIPALITY, "nb"))
    time, channels, locks = tree.findall(".//svg")
    assert len(time.findall(".//circle")) == len(tree.findall(".//ol[@class='marks']/li")) > 5
    deliveries = sum(len(m.deliveries) for m in report.messages)
    assert sum(1 for r in channels.findall(".//rect") if r.get("rx")) == deliveries
    assert sum(1 for r in locks.findall(".//rect") if r.get("rx")) == len(report.locks)
    for drawing in (time, channels, locks):
        assert drawing.get("aria-label")
        inside = [float(at) for n in drawing.iter() for a in ("x", "cx", "x1") if (at := n.get(a))]
        assert min(inside) >= 0 and max(inside) <= 900
        etree.fromstring(markup.tostring(drawing))


def test_no_mark_lies_on_another_however_many_come_at_once(ctx: AppContext) -> None:
    report = gather(ctx, past_crisis(ctx))
    entry = next(e for e in report.events if e.action == "draft.approved")
    crowded = report.model_copy(update={"events": (*report.events, *[entry] * 30)})
    (time, *_) = markup.fromstring(html(crowded, MUNICIPALITY, "nb")).findall(".//svg")
    marks = [(float(c.get("cx") or 0), float(c.get("cy") or 0)) for c in time.findall(".//circle")]
    assert len(marks) > 30
    for number, (x, y) in enumerate(marks):
        assert all(abs(x - ax) >= 18 or abs(y - ay) >= 18 for ax, ay in marks[:number])


@pytest.mark.parametrize("start", [200, 210, 400, 700, 870])
@pytest.mark.parametrize("length", [0, 3, 40, 200, 660])
@pytest.mark.parametrize(
    "words", ["levert", "usikker", "bekreftet av Nina Fantasihaug-Liksomsen den lange natten gjennom"]
)
def test_a_bar_s_words_lie_on_nothing(start: int, length: int, words: str) -> None:
    end = min(880.0, start + length)
    at, anchor, inside, shown = charts._place(words, float(start), end)
    wide = len(shown) * charts._SIGN
    left, right = (at, at + wide) if anchor == "start" else (at - wide, at)
    assert left >= charts._LEFT - 1 and right <= charts.WIDTH + 1, "neither on a name nor out of the drawing"
    assert (left >= start and right <= end + 1) if inside else (left >= end or right <= start)
    assert shown == words or shown.endswith("…")


def test_the_log_is_an_appendix_that_can_be_left_out(ctx: AppContext) -> None:
    report = gather(ctx, past_crisis(ctx))
    whole, brief = html(report, MUNICIPALITY, "nb"), html(report, MUNICIPALITY, "nb", log=False)
    assert whole.index("Hva vi lærte") < whole.index("Vedlegg: hele loggen") and "Vedlegg" not in brief
    assert report.chain.head[:16] in brief, "that the log is whole is said all the same"
    assert len(brief) < len(whole) - 20 * len(report.events)


def test_an_event_without_messages_or_locks_still_reads(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    lifecycle.stand_down(ctx, "kari", crisis.id)
    page = html(gather(ctx, crisis.id), MUNICIPALITY, "nb")
    assert "Ingen melding gikk ut." in page and len(pdf(page)) > 5000


@pytest.mark.parametrize("lang", WORDS)
def test_the_pdf_is_whole(ctx: AppContext, lang: str) -> None:
    """Every page has text and its own number; what is on the page is in the PDF; it is tagged for screen readers."""
    page = html(gather(ctx, past_crisis(ctx)), MUNICIPALITY, lang)
    found = PdfReader(io.BytesIO(pdf(page)))
    texts = [p.extract_text() for p in found.pages]
    for number, text in enumerate(texts, start=1):
        assert re.search(rf"{number}\s*/\s*{len(texts)}", text) and len(text) > 100, number
    whole = re.sub(r"\s+", " ", " ".join(texts))
    for words in WORDS[lang]:
        assert words in whole, words
    root: Any = found.root_object
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == lang


def test_the_tables_count_the_same(ctx: AppContext) -> None:
    report = gather(ctx, past_crisis(ctx))
    rows = list(csv.DictReader(io.StringIO(table(report))))
    kinds = [row["what"] for row in rows]
    assert kinds.count("event") == len(report.events) and kinds.count("lock") == len(report.locks)
    assert kinds.count("delivery") == sum(len(m.deliveries) for m in report.messages)
    assert json.loads(report.model_dump_json())["crisis"]["id"] == report.crisis.id


def test_no_cell_is_a_formula(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "kari", request(title='=HYPERLINK("http://x")'))
    lifecycle.stand_down(ctx, "kari", crisis.id)
    findings.add(ctx, "ola", crisis.id, "+SUM(1;2)")
    cells = [cell for row in csv.reader(io.StringIO(table(gather(ctx, crisis.id)))) for cell in row]
    assert not [c for c in cells if c[:1] in "=+@" and c]


def test_markup_in_a_text_stays_text(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "kari", request(title="<script>x</script>"))
    lifecycle.stand_down(ctx, "kari", crisis.id)
    assert "<script" not in html(gather(ctx, crisis.id), MUNICIPALITY, "nb")


# --- evaluation ----------------------------------------------------------------------------------------------


def test_an_evaluation_from_finding_to_end(ctx: AppContext) -> None:
    crisis = past_crisis(ctx)
    [item] = findings.listing(ctx)
    assert (item.owner, item.due, item.done_at) == ("tor", date(2027, 2, 1), None)
    assert findings.close(ctx, "kari", crisis).status is CrisisStatus.EVALUATED
    assert findings.done(ctx, "tor", item.id).done_by == "tor"
    assert findings.listing(ctx) == []
    with pytest.raises(Refused):
        findings.done(ctx, "tor", item.id)
    with pytest.raises(Refused):
        findings.close(ctx, "kari", crisis)


def test_an_evaluation_has_its_rules(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    with pytest.raises(Refused, match="still open"):
        findings.add(ctx, "ola", crisis.id, "For tidlig")
    lifecycle.stand_down(ctx, "kari", crisis.id)
    with pytest.raises(Refused):
        findings.add(ctx, "anne", crisis.id, "Ikke min sak")
    for words, owner, due in (
        ("", None, None),
        ("x" * 2001, None, None),
        ("Uten frist", "tor", None),
        ("Uten eier", None, date(2027, 1, 1)),
    ):
        with pytest.raises(InvalidInput):
            findings.add(ctx, "ola", crisis.id, words, owner, due)
    with pytest.raises(Refused):
        findings.add(ctx, "ola", crisis.id, "Til en som har sluttet", "nils", date(2027, 1, 1))
    with pytest.raises(Refused, match="Nothing is written"):
        findings.close(ctx, "ola", crisis.id)


# --- replay --------------------------------------------------------------------------------------------------


def test_a_past_crisis_becomes_a_scenario_without_names(ctx: AppContext, tmp_path: Path) -> None:
    found = replay.scenario(ctx, past_crisis(ctx))
    text = write_yaml(found.model_dump(mode="json", exclude_defaults=True)).decode()
    for person in MUNICIPALITY.people:
        assert not re.search(
            rf"(?<!\w)({'|'.join(person.name.split())})(?!\w)",
            text.replace("Rådmann", "") if person.id == "kari" else text,
        ), person.name
    assert "922" not in text and "ventilen mot Hell er åpen" in text
    assert [i.at for i in found.injects] == sorted(i.at for i in found.injects)
    assert {e.milestone.value for e in found.expected if e.milestone} >= {"submitted", "approved"}


@pytest.mark.parametrize(
    ("title", "name"),
    [("Vannbrudd på Øya, ærlig talt", "vannbrudd-pa-oya-aerlig-talt"), ("!!!", "gjenspilling"), ("a" * 60, "a" * 40)],
)
def test_a_scenario_is_named_after_its_crisis(ctx: AppContext, title: str, name: str) -> None:
    assert replay.scenario(ctx, lifecycle.establish(ctx, "kari", request(title=title)).id).id == name


def test_what_is_written_is_a_scenario_that_can_be_played(ctx: AppContext, tmp_path: Path) -> None:
    found = replay.scenario(ctx, past_crisis(ctx))
    plain = found.model_copy(
        update={"injects": tuple(i.model_copy(update={"account": None}) for i in found.injects), "target_groups": ()}
    )
    path = tmp_path / f"{found.id}.yaml"
    path.write_bytes(write_yaml(plain.model_dump(mode="json", exclude_defaults=True)))
    assert load(path, load_municipality(SHIPPED, PLATFORMS)).injects == plain.injects
