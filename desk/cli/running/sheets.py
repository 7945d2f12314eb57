"""What lies on paper in the suitcase: whom to call, what each account is, how to begin, and one's own codes."""

from collections.abc import Sequence
from datetime import datetime

from jinja2 import Environment, StrictUndefined

from config.language.texts import read, read_time
from config.language.vocabulary import word
from schemas.identity.person import Person
from schemas.municipality import Municipality
from schemas.sentence import Sentence, say

_PAGE = """\
<!doctype html><html lang="{{ lang }}"><head><meta charset="utf-8"><title>{{ title }}</title><style>
@page { size: A4; margin: 18mm } body { font: 11pt "DejaVu Sans", sans-serif } h1 { font-size: 18pt } h2 { font-size: 13pt }
table { width: 100%; border-collapse: collapse } td, th { text-align: left; border-bottom: 1px solid #999; padding: 2mm 1mm }
code { font: 13pt "DejaVu Sans Mono", monospace } section { break-inside: avoid }
</style></head><body><h1>{{ title }}</h1><p>{{ made }}</p>
{% for name, rows in tables %}<section><h2>{{ name }}</h2><table>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table></section>{% endfor %}
<section><h2>{{ begin }}</h2><ol>{% for step in steps %}<li>{{ step }}</li>{% endfor %}</ol></section>
{% if codes %}<section><h2>{{ whose }}</h2><p>{% for code in codes %}<code>{{ code }}</code><br>{% endfor %}</p></section>{% endif %}
</body></html>
"""


def html(town: Municipality, made: datetime, folder: str, codes: Sequence[str] = (), whose: str = "") -> str:
    """In the municipality's language. `codes` are of the person `whose`, who packs."""
    lang = town.organisation.language

    def words(sentence: Sentence) -> str:
        return read(sentence, lang)

    environment = Environment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(_PAGE).render(
        lang=lang,
        title=words(say("{name}: Krisekanal in a suitcase", name=town.organisation.name)),
        made=words(say("Printed {when}", when=read_time(made))),
        tables=[
            (words(say("People")), [_person(person, lang) for person in town.people if person.active]),
            (words(say("Accounts")), [(a.id, a.platform.value, a.handle, _owner(town, a.unit)) for a in town.accounts]),
        ],
        begin=words(say("How to begin")),
        steps=[words(step) for step in _steps(folder)],
        codes=list(codes),
        whose=words(say("Codes of {person}, each good once", person=whose)),
    )


def _person(person: Person, lang: str) -> tuple[str, ...]:
    roles = ", ".join(read(spoken, lang) for role in person.roles if (spoken := word(role)))
    return person.name, roles, person.mobile or "", person.email or ""


def _owner(town: Municipality, unit_id: str) -> str:
    unit = next(unit for unit in town.units if unit.id == unit_id)
    leader = town.person(unit.leader)
    return leader.name if leader else unit.leader


def _steps(folder: str) -> list[Sentence]:
    return [
        say("A laptop with Debian, python3 and make. Copy the suitcase to it. No internet is needed."),
        say("From nothing, with the municipality file: {command}", command="make run"),
        say(
            "As it was when the suitcase was packed: {command}",
            command="make install && .venv/bin/krisekanal restore backup.tar.gz --as PERSON",
        ),
        say(
            "The two who know a passphrase each open the keys: {command}",
            command=".venv/bin/krisekanal suitcase . --open",
        ),
        say("Stop the other machine for good before this one begins: {command}", command="make run"),
    ]
