"""The report as a page: what happened in plain words first, drawings next, the whole log last."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config.language.event_words import event_sentence
from config.language.texts import read, read_date, read_time
from config.language.vocabulary import word
from config.report import charts, summary
from config.report.charts import Bar, TimelineMark, TimeSpan
from schemas.evaluation.report import CrisisReport
from schemas.municipality import Municipality
from schemas.sentence import Sentence, say
from schemas.states import DeliveryStatus
from schemas.text_door import visible

_SHOWN = {
    "crisis.established": "staff",
    "crisis.stood_down": "staff",
    "draft.submitted": "desk",
    "draft.approved": "desk",
    "draft.returned": "desk",
    "draft.rejected": "desk",
    "message.published": "out",
    "message.partly_published": "out",
    "message.corrected": "out",
    "message.retracted": "out",
    "log.entry": "log",
    "lock.confirmed": "lock",
    "post.refused": "lock",
    "foreign_post.found": "lock",
    "inject.happened": "inject",
    "delivery.failed": "out",
    "delivery.uncertain": "out",
}
"""Log events on the timeline, and their lane. The rest is in the log below."""
_MOST = 60
"""Marks on one timeline."""
_SHORT = timedelta(minutes=10)
"""Up to here the clock shows seconds."""
_BAD = (
    "delivery.failed",
    "delivery.uncertain",
    "post.refused",
    "foreign_post.found",
    "draft.rejected",
    "message.partly_published",
)
_GOOD = ("message.published", "draft.approved", "lock.confirmed")


def html(report: CrisisReport, municipality: Municipality, lang: str, *, log: bool = True) -> str:
    """A whole page, its style inside, no script. `log`: with the whole log as an appendix."""
    zone = ZoneInfo(municipality.organisation.timezone)

    def clock(moment: datetime) -> str:
        brief = _span(report).end - report.crisis.established_at < _SHORT
        return f"{moment.astimezone(zone):{'%H.%M.%S' if brief else '%H.%M'}}"

    moments = _moments(report, municipality, lang)
    made = (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            town=municipality,
            lang=lang,
            moments=moments,
            said=summary.sentences(report, municipality),
            drawn={
                "time": charts.timeline(moments, _span(report), _t("Timeline", lang), clock),
                "deliveries": charts.bars(
                    _deliveries(report, lang), _span(report), _t("When each channel was reached", lang), clock
                ),
                "locks": charts.bars(
                    _locks(report, municipality, lang), _span(report), _t("Locked accounts", lang), clock
                ),
            },
            clock=clock,
            log=log,
            **_words(municipality, lang),
        )
    )
    return visible(made)  # texts of before the door for text, and of others: none of them may stop the drawing of all


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _words(municipality: Municipality, lang: str) -> dict[str, Callable[..., str]]:
    names = {p.id: p.name for p in municipality.people}
    return {
        "t": lambda msgid, **params: read(Sentence(msgid=msgid, params=params), lang),
        "say": lambda sentence: read(sentence, lang),
        "w": lambda value: read(word(value) or Sentence(msgid=value.value), lang),
        "time": lambda moment: read_time(moment, lang),
        "day": lambda day: read_date(day, lang),
        "lasted": lambda seconds: _lasted(seconds, lang),
        "name": lambda person: names.get((person or "").removeprefix("script:"), person or "—"),
        "goal_words": lambda goal: read(_GOALS.get(goal, Sentence(msgid=goal)), lang),
        "event_words": lambda event: read(event_sentence(event), lang),
    }


def _lasted(seconds: float | None, lang: str) -> str:
    if seconds is None:
        return _t("never", lang)
    if seconds < 1:
        return _t("at once", lang)
    if seconds < 120:
        return read(say("{count} seconds", count=_number(seconds, lang)), lang)
    if seconds < 7200:
        return read(say("{count} minutes", count=_number(seconds / 60, lang)), lang)
    return read(say("{count} hours", count=_number(seconds / 3600, lang)), lang)


def _number(value: float, lang: str) -> str:
    text = f"{value:.1f}" if value < 10 else f"{value:.0f}"
    return text if lang == "en" else text.replace(".", ",")


def _span(report: CrisisReport) -> TimeSpan:
    last = max([report.crisis.stood_down_at or report.written_at, *(e.at for e in report.events if e.action in _SHOWN)])
    return charts.span_of(report.crisis.established_at, last)


def _moments(report: CrisisReport, municipality: Municipality, lang: str) -> list[TimelineMark]:
    lanes = {
        "staff": say("Crisis staff"),
        "desk": say("Editorial desk"),
        "out": say("Messages"),
        "log": say("Log keeper"),
        "lock": say("Accounts"),
        "inject": say("What happened in the exercise"),
    }
    chosen = [e for e in report.events if e.action in _SHOWN][:_MOST]
    return [
        TimelineMark(
            e.at,
            read(lanes[_SHOWN[e.action]], lang),
            read(event_sentence(e), lang) if e.action != "log.entry" else str(e.data.get("text", "")),
            "bad" if e.action in _BAD else "ok" if e.action in _GOOD else "wait",
        )
        for e in chosen
    ]


def _deliveries(report: CrisisReport, lang: str) -> list[Bar]:
    """A row per message and channel, from approval to its end."""
    rows = []
    for number, message in enumerate(report.messages, start=1):
        for delivery in message.deliveries:
            good = delivery.status is DeliveryStatus.DELIVERED
            words = read(word(delivery.status) or say("—"), lang)
            if good and delivery.finished_at:
                words += f" {_lasted((delivery.finished_at - message.approved_at).total_seconds(), lang)}"
            colour = "ok" if good else "none" if delivery.status is DeliveryStatus.CANCELLED else "bad"
            rows.append(
                Bar(f"{number}. {delivery.account_id}", message.approved_at, delivery.finished_at, words, colour)
            )
    return rows


def _locks(report: CrisisReport, municipality: Municipality, lang: str) -> list[Bar]:
    names = {p.id: p.name for p in municipality.people}
    rows = []
    for lock in report.locks:
        confirmed = lock.confirmed_by is not None
        by = names.get((lock.confirmed_by or "").removeprefix("script:"), lock.confirmed_by)
        words = read(say("confirmed by {name}", name=by) if confirmed else say("not confirmed"), lang)
        rows.append(Bar(lock.account_id, lock.locked_at, lock.unlocked_at, words, "ok" if confirmed else "bad"))
    return rows


def _t(msgid: str, lang: str) -> str:
    return read(Sentence(msgid=msgid), lang)


_GOALS = {
    "staff": say("The staff answered"),
    "lock": say("Every account was locked"),
    "confirm": say("Every unit leader had confirmed"),
    "first_submission": say("First draft at the editorial desk"),
    "first_approval": say("First approval"),
    "first_delivery": say("First channel reached"),
    "last_delivery": say("Last channel reached"),
    "correction": say("From a mistake to its correction"),
    "seen": say("The longest until what was written was seen"),
    "answer": say("The longest wait for an answer"),
    "rumour": say("From a rumour to its answer"),
}
TITLES: tuple[Any, ...] = (
    say("Timeline"),
    say("When each channel was reached"),
    say("Locked accounts"),
    say("never"),
    say("at once"),
)
"""Said above by `_t`; named here so that the catalogues have them."""
