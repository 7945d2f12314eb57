"""From facts to a page: one environment, and what every page knows."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from config.language.event_words import event_sentence
from config.language.texts import read, read_time, say_time
from config.language.vocabulary import word
from desk.still_tried import still_tried
from desk.web import answers, assets, menu, once, parts
from desk.web.open_crises import looked_at, open_now
from desk.web.visitor import Visitor
from notifiers.platforms import PLATFORMS
from notifiers.render import beside
from policy.access import Action, Own
from policy.accounts.lock import leads
from schemas.accounts.account import Platform
from schemas.errors import ConfigInvalid, KrisekanalError
from schemas.identity.person import Person
from schemas.sentence import Sentence, say
from schemas.text_door import visible
from store.approvals import waiting

_WRITTEN = ("title", "body", "short", "wrong")
_OPTION = re.compile(r" \((?:[^()]*: )?--[a-z][^()]*\)")
_NOT_DRAWN = say("This part cannot be shown just now. It is in the log; tell IT. The rest of the page holds.")


@cache
def environment() -> Environment:
    folder = Path(__file__).parent / "templates"
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"asset": assets.address, "Action": Action, "Own": Own, "beside": beside}
    made.filters |= {"paragraphs": _paragraphs, "shown": visible, "size": _size, "begun": _begun, "handled": _handled}
    return made


def page(
    request: Request, name: str, status: int = 200, error: KrisekanalError | None = None, **facts: Any
) -> Response:
    """Renders `name` with what every page knows, plus `facts`. `error` is shown on top and decides the status."""
    visitor: Visitor = request.state.visitor
    known = {"request": request, "visitor": visitor, "error": _told(error, visitor.lang), **language(visitor), **facts}
    known["file_problem"] = visitor.app_state.file.problem if visitor.app_state.file else None
    known |= {"back": _here(request), "answered": answers.given(request) if error is None else None}
    known["open_crises"] = open_now(request)
    if "crisis" not in facts:
        known["crisis"] = looked_at(request)
    known |= _frame(request, visitor)
    text = environment().get_template(name).render(known)
    return HTMLResponse(text, error.http_status if error else status)


def _frame(request: Request, visitor: Visitor) -> dict[str, Any]:
    """For the bar and the menu; whoever came by a link to one draft has none."""
    town = visitor.app_state.ctx.municipality
    known: dict[str, Any] = {"town": town.organisation.name, "crest": assets.crest(town.organisation)}
    known |= {"entries": None, "waiting_count": 0}
    if visitor.session is None or visitor.session.only_draft:
        return known
    waits = waiting.count(visitor.app_state.ctx, [crisis.id for crisis in open_now(request)])
    return known | {"entries": menu.of(town, visitor.person), "waiting_count": waits}


def _here(request: Request) -> str:
    """Where to come back to, with what the address says; a refused form's page is the one it was written on."""
    url = request.url
    return (
        f"{url.path}?{url.query}"
        if url.query and request.method == "GET"
        else url.path
        if request.method == "GET"
        else "/"
    )


def language(visitor: Visitor) -> dict[str, Any]:
    """`t` says a fixed text, `say` reads a sentence, `w` a status, `time` and `clock` a moment."""
    lang = visitor.lang
    zone = ZoneInfo(visitor.app_state.ctx.municipality.organisation.timezone)
    return {
        "lang": lang,
        "own_language": visitor.app_state.ctx.municipality.organisation.language,
        "t": lambda msgid, **params: read(Sentence(msgid=msgid, params=params), lang),
        "say": lambda sentence: _at_the_desk(read(sentence, lang)),
        "w": lambda value: read(word(value) or Sentence(msgid=value.value), lang),
        "time": lambda moment: _time(moment, visitor.app_state.ctx.clock(), lang),
        "clock": lambda moment: moment.astimezone(zone).strftime("%H:%M" if lang == "en" else "%H.%M"),
        "name": lambda person_id: _name(visitor, person_id),
        "handle": lambda account_id: _handle(visitor, account_id),
        "platform_of": lambda account_id: _platform_of(visitor, account_id),
        "channel": lambda account_id: _channel(visitor, account_id),
        "channel_names": lambda ids: ", ".join(dict.fromkeys(_channel(visitor, one).partition(":")[0] for one in ids)),
        "answers_for": lambda account_id: _answers_for(visitor, account_id),
        "leads": lambda account_id: _leads(visitor, account_id),
        "shown_names": lambda ids: ", ".join(_name(visitor, i) for i in ids),
        "event_words": lambda event: read(event_sentence(event, lambda named: _called(visitor, named)), lang),
        "still_tried": still_tried,
        "platform": lambda value: read(named, lang) if (named := PLATFORMS[value].named) else PLATFORMS[value].name,
        "icon": lambda value: PLATFORMS[value].icon,
        "csrf": lambda: _csrf(visitor),
        "part": lambda plain="", *, caller: parts.part(read(_NOT_DRAWN, lang), plain, caller=caller),
    }


def _paragraphs(text: str) -> Markup:
    parts = [
        Markup("<br>").join(escape(line) for line in part.split("\n")) for part in text.split("\n\n") if part.strip()
    ]
    return Markup("").join(Markup("<p>{}</p>").format(part) for part in parts)


def _begun(fields: Sequence[tuple[str, str]]) -> str:
    """The first words of an unfinished text: its headline, or whatever stands first."""
    texts = [value for name, value in fields if value.strip() and (name in _WRITTEN or name.startswith("field:"))]
    return (texts[0] if texts else "…").strip().splitlines()[0][:80]


def _handled(account_id: str, handle: Callable[[str], str]) -> str:
    """For a list of accounts."""
    return handle(account_id)


def _size(count: int) -> str:
    """Of bytes, for people."""
    return f"{count / 1e6:.1f} MB".replace(".", ",") if count >= 100_000 else f"{max(1, count // 1000)} kB"


def _time(moment: datetime, now: datetime, lang: str) -> Markup:
    """As people say it; in whole where one points at it."""
    shown = Markup('<time datetime="{}" title="{}">{}</time>')
    return shown.format(moment.isoformat(timespec="seconds"), read_time(moment, lang), say_time(moment, now, lang))


def _name(visitor: Visitor, person_id: str | None) -> str:
    """People by name; what no person did, and what a script played, by its own word."""
    if not person_id:
        return "—"
    if person_id == "system":
        return read(say("the system"), visitor.lang)
    person = visitor.app_state.ctx.municipality.person(person_id.removeprefix("script:"))
    if person is None:
        return person_id
    return read(say("{name} (played)", name=person.name), visitor.lang) if ":" in person_id else person.name


def _called(visitor: Visitor, named: str) -> str:
    """A person or an account by its name; anything else as it is."""
    person = visitor.app_state.ctx.municipality.person(named)
    return person.name if person else _channel(visitor, named)


def _handle(visitor: Visitor, account_id: str) -> str:
    """What people call it; one that is no longer in the file by its id."""
    found = visitor.app_state.ctx.municipality.account(account_id)
    return found.handle if found else account_id


def _channel(visitor: Visitor, account_id: str) -> str:
    """The platform and who speaks there; one that is no longer in the file by its id."""
    found = visitor.app_state.ctx.municipality.account(account_id)
    if found is None:
        return account_id
    spec = PLATFORMS[found.platform]
    return f"{read(spec.named, visitor.lang) if spec.named else spec.name}: {found.handle}"


def _platform_of(visitor: Visitor, account_id: str) -> Platform | None:
    """None for an account that is no longer in the file."""
    found = visitor.app_state.ctx.municipality.account(account_id)
    return found.platform if found else None


def _answers_for(visitor: Visitor, account_id: str) -> Person | None:
    """The leader of the unit that has the account."""
    town = visitor.app_state.ctx.municipality
    account = town.account(account_id)
    unit = town.unit(account.unit) if account else None
    return town.person(unit.leader) if unit else None


def _leads(visitor: Visitor, account_id: str) -> bool:
    """Whoever asks leads the unit that has the account, or is its deputy."""
    town = visitor.app_state.ctx.municipality
    account = town.account(account_id)
    return account is not None and leads(town, visitor.person, account)


def _csrf(visitor: Visitor) -> Markup:
    """The session's own word: a form without it changes nothing. And the form's own key: it counts once (`desk.web.once`)."""
    hidden = Markup('<input type="hidden" name="{}" value="{}">')
    word = hidden.format("csrf", visitor.session.csrf if visitor.session else "")
    return word + hidden.format(once.KEY, once.new_key())


def _told(error: KrisekanalError | None, lang: str) -> dict[str, Any] | None:
    if error is None:
        return None
    problems = error.problems if isinstance(error, ConfigInvalid) else ()
    told = [_at_the_desk(read(one, lang)) for one in (error.sentence, *(p.sentence for p in problems))]
    return {"message": told[0], "problems": told[1:]}


def _at_the_desk(text: str) -> str:
    """Without what is for whoever types commands: “(--short)”."""
    return _OPTION.sub("", text)
