"""How the municipality keeps its dialogue: `dialogue:` of its file."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from schemas.base import Noun
from schemas.language import Language

NAMED = r"\{name\}"
Greeting = Annotated[str, Field(max_length=40, pattern=rf"^[^{{}}\s][^{{}}\n]*{NAMED}[^{{}}\n]*$")]


class Form(StrEnum):
    """How an answer is put: as the sender's own words are (the guidelines)."""

    FACTUAL = "factual"
    LIGHT = "light"
    FORMAL = "formal"


class ReplyTemplate(Noun):
    """An answer agreed on a calm day. `{address}` is where formal enquiries go."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    form: Form = Form.FACTUAL
    name: str = Field(min_length=1, max_length=120)
    body: str = Field(min_length=1, max_length=2_000)


class DialogueRules(Noun):
    every: timedelta = timedelta(minutes=10)
    """Between two reads of an account on normal days. In a crisis every account is read within a minute, whatever stands here."""
    taken_within: timedelta = timedelta(minutes=15)
    """What nobody has taken by then is told of: in a crisis to the editors, on normal days to those who answer for the account. As
    long after their deputies are told. The same for a rumour, and for what was given to somebody, without an answer."""
    kept_for: timedelta = timedelta(days=365)
    """Names and words of others, from the day that they were seen; then they are erased. What is still open is kept."""
    enquiries: str = Field(default="", max_length=200)
    """Where formal enquiries go, in words: an address, a form's name."""
    casework: tuple[str, ...] = ()
    """Beginnings of words that sound like casework (“klage”, “byggesøknad”)."""
    political: tuple[str, ...] = ()
    """Beginnings of words that sound like a matter under political treatment."""
    wrong: tuple[str, ...] = ()
    """Beginnings of words that somebody uses who points out an error of ours (“feil”, “stemmer ikke”)."""
    recommends: str = "rådmann"
    """Whose recommendation is referred to in political matters."""
    templates: tuple[ReplyTemplate, ...] = ()
    first_names: dict[Language, Greeting] = {}
    """What one answer to many begins with under each remark, by the language of the answer: “Hei {name}!”. Empty: nobody is named."""
    not_names: tuple[str, ...] = ()
    """Words that are never taken for somebody's first name, beside those that the product knows (`policy.dialogue.greeting`)."""

    def template(self, template_id: str) -> str | None:
        """Its words, with the address in place; None where there is no such one."""
        found = next((one for one in self.templates if one.id == template_id), None)
        return found.body.replace("{address}", self.enquiries) if found else None
