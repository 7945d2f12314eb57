"""A text of blanks, or of what nobody sees, is none: no draft and no post is made of it, in any of its languages."""

from collections.abc import Callable
from typing import Any

import pytest

from schemas.drafts.content import MessageKind
from schemas.errors import InvalidInput
from store.context import AppContext
from store.crises import lifecycle
from store.deliveries import unit_posts
from store.drafts import drafts, follow_ups
from store.messages import messages
from tests.cast import content, request
from tests.store.test_ledger import SENT, carry, publish

pytestmark = pytest.mark.one_database
BLANK = ["   ", "\n\n\t", "\u00a0\u2003\u3000", "\u200b\u2060\ufeff", "\u2800 \u3164"]
NYNORSK = {"language": "nn", "title": "Kok vatnet", "body": "Kok vatnet."}


def drafted(ctx: AppContext, **changes: Any) -> object:
    crisis = lifecycle.establish(ctx, "kari", request())
    return drafts.new(ctx, "anne", crisis.id, content(**changes), ["side"])


def posted(ctx: AppContext, **changes: Any) -> object:
    return unit_posts.post(ctx, "liv", "tavle", content(**changes))


@pytest.mark.parametrize("text", BLANK)
@pytest.mark.parametrize("do", [drafted, posted])
@pytest.mark.parametrize("part", ["body", "title", "short"])
def test_it_is_refused_and_nothing_is_kept(ctx: AppContext, do: Callable[..., object], part: str, text: str) -> None:
    with pytest.raises(InvalidInput, match="nothing that can be read"):
        do(ctx, **{part: text})
    assert drafts.listing(ctx) == [] and messages.listing(ctx) == []


@pytest.mark.parametrize("part", ["body", "title", "short"])
def test_in_another_language_too(ctx: AppContext, part: str) -> None:
    with pytest.raises(InvalidInput, match="nothing that can be read"):
        drafted(ctx, versions=(NYNORSK | {part: "\u200b "},))


def test_of_a_correction_too(ctx: AppContext) -> None:
    message = publish(ctx, lifecycle.establish(ctx, "kari", request()).id, ("side",))
    carry(ctx, message, SENT)
    blank = content("\u2060", kind=MessageKind.CORRECTION, wrong="Det sto ett minutt.")
    with pytest.raises(InvalidInput, match="nothing that can be read"):
        follow_ups.submit(ctx, "anne", message, blank)


def test_one_sign_that_is_seen_is_a_text(ctx: AppContext) -> None:
    assert drafted(ctx, body="\u200b !")
