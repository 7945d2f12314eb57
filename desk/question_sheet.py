"""The switchboard's sheet: what many ask, what is said to it, and what is not answered yet. On paper or on a screen."""

from collections.abc import Sequence
from datetime import datetime

from jinja2 import Environment, StrictUndefined

from config.language.texts import read, read_time
from config.language.vocabulary import word
from policy.exercises.sandbox import MARK
from schemas.dialogue.question import Question
from schemas.municipality import Municipality
from schemas.sentence import Sentence, say
from schemas.text_door import visible

_PAGE = """\
<!doctype html><html lang="{{ lang }}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title><style>
@page { size: A4; margin: 18mm } body { font: 12pt/1.4 "DejaVu Sans", sans-serif; max-width: 44rem; margin: 0 auto; padding: 0 1rem }
h1 { font-size: 18pt } h2 { font-size: 13pt; margin-bottom: 1mm } section { break-inside: avoid; border-top: 1px solid #777 }
.how { font-weight: bold } .quiet { color: #444; font-size: 10pt }
</style></head><body><main><h1>{{ title }}</h1>{% if mark %}<p class="how">{{ mark }}</p>{% endif %}<p>{{ made }}</p><p>{{ rule }}</p>
{% for it in answered %}<section><h2>{{ it.text }}</h2><p class="how">{{ it.how }}</p>
{% for part in it.answer.split("\n") if part.strip() %}<p>{{ part }}</p>{% endfor %}
<p class="quiet">{{ it.source }} · {{ it.at }}</p></section>
{% else %}<p>{{ nothing }}</p>{% endfor %}
{% if others %}<section><h2>{{ left }}</h2><ul>{% for text in others %}<li>{{ text }}</li>{% endfor %}</ul></section>{% endif %}
</main></body></html>
"""


def html(questions: Sequence[Question], town: Municipality, made: datetime, lang: str, *, exercise: bool) -> str:
    """A whole page that fetches nothing. Only answers that were approved; the rest by name alone."""

    def words(sentence: Sentence) -> str:
        return read(sentence, lang)

    answered = [one for one in questions if one.answer and one.standing]
    page = Environment(autoescape=True, undefined=StrictUndefined).from_string(_PAGE)
    return visible(
        page.render(
            lang=lang,
            title=words(say("Questions and answers, {name}", name=town.organisation.name)),
            mark=MARK if exercise else "",
            made=words(say("As of {when}. An older sheet no longer holds.", when=read_time(made, lang))),
            rule=words(
                say(
                    "Say what stands here, in these words. Write down what is not answered, with a number to call back."
                )
            ),
            answered=[_answered(one, lang) for one in answered],
            nothing=words(say("Nothing is answered yet.")),
            left=words(say("Not answered yet")),
            others=[one.text for one in questions if not one.answer],
        )
    )


def _answered(one: Question, lang: str) -> dict[str, str]:
    how = word(one.standing) if one.standing else None
    approved = say("approved {when}", when=read_time(one.revised_at or one.created_at, lang))
    return {
        "text": one.text,
        "how": read(how, lang).capitalize() if how else "",
        "answer": one.answer or "",
        "source": read(say("Source: {source}", source=one.source or "–"), lang),
        "at": read(approved, lang),
    }
