"""What an argument or option is for, where its name says it in every command."""

import copy
import inspect
from typing import Annotated, Any, get_args

from typer.models import ParameterInfo

from config.language.texts import read
from schemas.sentence import Sentence, say

_LISTED_BY = {
    "crisis": "crisis list",
    "proposal": "crisis proposals",
    "finding": "crisis follow-ups",
    "account": "account list",
    "post": "account foreign",
    "request": "account requests",
    "draft": "draft list",
    "message": "message list",
    "delivery": "message show",
    "remark": "remark list",
    "question": "question list",
    "person": "person list",
    "token": "token list",
}
"""By a parameter's name, the command that shows its ids."""


def with_help(parameter: inspect.Parameter) -> inspect.Parameter:
    """As it is, where it has its own or its name is none of these."""
    kind, *given = get_args(parameter.annotation) or (None,)
    lacking = [one for one in given if isinstance(one, ParameterInfo) and one.help is None]
    if not lacking or parameter.name not in _LISTED_BY:
        return parameter
    info: Any = copy.copy(lacking[0])  # many commands may share it
    info.help = read(_from(_LISTED_BY[parameter.name]))
    return parameter.replace(annotation=Annotated[kind, info])


def _from(command: str) -> Sentence:
    return say("Id, from {command}", command=f"krisekanal {command}")
