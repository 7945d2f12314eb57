"""The interface's models come from the nouns: what a noun declares is inherited, never written down again."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import pytest
from pydantic import BaseModel, ValidationError

import desk.api
import schemas
from desk.api.bodies import AskAccount, Body, Establish, Hook, Learnt, PutEntry, Suggest, Text
from schemas.accounts.request import AccountForm
from schemas.base import Noun
from schemas.crises.crisis import CrisisForm
from schemas.crises.proposal import ProposalRequest
from schemas.drafts.content import ContentForm
from schemas.evaluation.finding import FindingForm
from schemas.identity.token import WebhookForm
from schemas.recipients.register import EntryForm

APART = {
    "AnswerRemark": "an answer that is to be, with its words; `AnsweredRemark` is the remark that it names",
    "AnswerQuestion": "an answer that is to be, whole; where `Question` has the one approved last, or none",
    "BeginQuestion": "a question of readers with the remarks that ask it; an `Inject` is a line of a script",
    "ChannelState": "an account by its id and in the reader's words, where `AccountStatus` holds the account itself",
    "ChannelDiagnosis": "what a look at a channel found, of an account by its id",
    "Edit": "a text without pictures and account ids of bounded length, where `Revision` has what was frozen",
    "Post": "a text without pictures, and at once where no time is given",
    "ProblemDetails": "RFC 9457 names its members",
    "ReachedBy": "how many until a moment, where `Progress` has how many now",
}
"""Share two names or more with a noun, and still are something else."""
DERIVED: list[tuple[type[BaseModel], type[Noun]]] = [
    (Establish, CrisisForm),
    (Text, ContentForm),
    (Learnt, FindingForm),
    (AskAccount, AccountForm),
    (Hook, WebhookForm),
    (Suggest, ProposalRequest),
    (PutEntry, EntryForm),
]


def models(package: ModuleType) -> Iterator[type[BaseModel]]:
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        module = importlib.import_module(found.name)
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, BaseModel) and value.__module__ == module.__name__:
                yield value


def repeated(model: type[BaseModel], noun: type[BaseModel]) -> set[str]:
    own = set(vars(model).get("__annotations__", {}))
    return own & set(noun.model_fields)


def test_no_model_repeats_what_a_noun_declares() -> None:
    nouns, seen = list(models(schemas)), list(models(desk.api))
    twice = {
        model.__name__: f"{noun.__name__}: {sorted(shared)}"
        for model in seen
        for noun in nouns
        if len(shared := repeated(model, noun)) > 1
    }
    assert len(seen) > 15 and len(nouns) > 40
    assert set(twice) == set(APART), twice


class Repeats(BaseModel):
    source: str
    identifier: str


def test_a_model_that_repeats_is_seen() -> None:
    assert repeated(Repeats, ProposalRequest) == {"source", "identifier"}
    assert repeated(Suggest, ProposalRequest) == set()


BESIDES: dict[type[BaseModel], tuple[str, ...]] = {Establish: ("beside",)}
"""What is said besides."""


@pytest.mark.parametrize(("body", "noun"), DERIVED, ids=lambda c: c.__name__)
def test_a_body_asks_for_what_its_noun_asks_for(body: type[BaseModel], noun: type[Noun]) -> None:
    ours, theirs = body.model_json_schema(), noun.model_json_schema()
    asked = {name: field for name, field in ours["properties"].items() if name not in BESIDES.get(body, ())}
    assert asked == theirs["properties"] and ours["additionalProperties"] is False
    assert ours.get("required") == theirs.get("required")
    assert issubclass(body, Body) and issubclass(body, noun)


@pytest.mark.parametrize(
    "more", [{"plan": "x"}, {"title": ""}, {"title": "x" * 121}, {"what": "a\0b"}, {"severity": "Bad"}]
)
def test_what_does_not_fit_is_refused(more: dict[str, str]) -> None:
    fits = {"title": "Vann", "what": "Bakterier", "where": "Lånke", "exercise": False}
    assert Establish.model_validate(fits).severity == "Severe"
    with pytest.raises(ValidationError):
        Establish.model_validate(fits | more)
