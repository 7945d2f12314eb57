"""The log is found in: by what it is about, by words as they are read, page after page, with a drawing of its time."""

import re

import pytest

from desk import log_kinds
from desk.log_kinds import LogKind, LogSearch, look, time_line
from store.crises import entries, lifecycle
from store.evidence import audit
from tests.cast import request
from tests.desk.web.inside import Inside


def lines(page: str) -> list[int]:
    listed = page.partition('<ol class="log"')[2].partition("</ol>")[0]
    return [int(found) for found in re.findall(r"<small>(\d+) ·", listed)]


def written(inside: Inside, count: int = 3) -> None:
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    for number in range(count):
        inside.clock.forward(minutes=1)
        entries.add(inside.ctx, "lars", crisis.id, f"Mattilsynet ringte, prøve {number}.")


def test_by_kind_and_by_words(inside: Inside) -> None:
    written(inside)
    lars = inside.client("lars")
    everything = lines(lars.get("/log").text)
    entered = lines(lars.get("/log?kind=entry").text)
    assert len(entered) == 3 and set(entered) < set(everything)
    one = lars.get("/log?words=MATTILSYNET+prøve+2").text
    assert lines(one) == [entered[0]] and 'value="MATTILSYNET prøve 2"' in one
    assert set(lines(lars.get("/log?words=Loggfører").text)) == set(entered), "by who did it, as it is read"
    nothing = lars.get("/log?words=romskip").text
    assert lines(nothing) == [] and "Ingen linje passer." in nothing
    assert lines(lars.get("/log?kind=hacked").text) == everything
    by_kind = [line for kind in LogKind for line in lines(lars.get(f"/log?kind={kind.value}").text)]
    assert sorted(by_kind) == sorted(everything), "every line is of one kind"


def test_people_and_accounts_have_their_names_in_it(inside: Inside) -> None:
    written(inside, 0)
    page = inside.client("lars").get("/log").text
    assert "Kontoen Facebook: f ble sperret" in page and "Kontoen facebook" not in page


def test_page_after_page_of_a_search_is_all_of_it_once(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.web.pages.log.PER_PAGE", 4)
    monkeypatch.setattr(log_kinds, "AT_ONCE", 3)
    written(inside, 10)
    lars, path, found = inside.client("lars"), "/log?words=mattilsynet&kind=entry", list[int]()
    while path:
        page = lars.get(path).text
        found += lines(page)
        following = re.search(r'href="(/log\?[^"]*before=\d+)"', page)
        path = following[1].replace("&amp;", "&") if following else ""
    assert len(found) == len(set(found)) == 10 and found == sorted(found, reverse=True)


def test_a_search_reads_so_far_and_says_where_to_go_on(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    written(inside, 10)
    monkeypatch.setattr(log_kinds, "MOST", 5)
    found = look(inside.ctx, None, None, 100, LogSearch(words="romskip"), lambda event: event.action)
    assert found.events == [] and found.before == audit.newest(inside.ctx) - 4


def test_the_time_line_counts_every_line_in_its_lane(inside: Inside) -> None:
    written(inside, 30)
    events = audit.events(inside.ctx)
    drawn = time_line(events)
    assert drawn and (drawn.start, drawn.end) == (events[0].at, events[-1].at)
    assert sum(mark.count for lane in drawn.lanes for mark in lane.marks) == len(events)
    assert all(0 < mark.x < 1 for lane in drawn.lanes for mark in lane.marks)
    page = inside.client("lars").get("/log").text
    assert page.count("<svg viewBox") == 1 and " style=" not in page and "&lt;time" not in page
    assert time_line(events[:1]) is None


def test_markup_in_a_search_stays_text(inside: Inside) -> None:
    page = inside.client("lars").get('/log?words="><script>alert(1)</script>').text
    assert "<script>alert" not in page
