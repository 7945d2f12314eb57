"""A sentence for people, kept apart from its language until someone reads it.

The English wording is the message id; `config.language.texts` turns it into Norwegian. Keep placeholders
named, so that a translator can move them: `say("Write to {name}.", name=person.name)`.
"""

from typing import Any

from pydantic import Field

from schemas.base import Noun


class Sentence(Noun):
    """`msgid` is English with `{named}` placeholders; `params` fills them."""

    msgid: str
    params: dict[str, Any] = Field(default_factory=dict)

    def __str__(self) -> str:
        """The English wording, for logs; people get `config.language.texts.read(sentence)`."""
        return self.msgid.format_map(self.params) if self.params else self.msgid


def say(msgid: str, /, **params: Any) -> Sentence:
    """Build a `Sentence`. Babel collects the first argument of every call for the catalogues."""
    return Sentence(msgid=msgid, params=params)
