"""What an answer that waits answers: each remark as it was seen and as it is now, and what the answer begins with under it."""

from schemas.dialogue.remark import Remark, RemarkVersion
from schemas.drafts.content import Content
from schemas.drafts.draft import Draft
from store.context import AppContext
from store.remarks import greetings, remarks


def about(ctx: AppContext, found: Draft) -> tuple[Remark, RemarkVersion | None] | None:
    """What it answers, as it is now and as it was seen."""
    answers = found.revision.content.answers
    if answers is None:
        return None
    return remarks.show(ctx, answers.remark_id), remarks.version(ctx, answers.remark_id, answers.seen)


def by_many(ctx: AppContext, found: Draft) -> list[tuple[Remark, RemarkVersion | None]]:
    """Everybody whom an answer to many goes to, as they are now and as they were seen."""
    question = found.revision.content.question
    if question is None:
        return []
    return remarks.as_seen(ctx, {one.remark_id: one.seen for one in question.remarks})


def begins(ctx: AppContext, content: Content, remark: Remark) -> str:
    """It goes out, and is not in the text."""
    return greetings.shown(ctx, content, remark)


def stands(ctx: AppContext, content: Content, remark: Remark, version: RemarkVersion | None) -> bool:
    """Whether the answer would go out under it now."""
    one = greetings.answered(content, remark.id)
    called = one is None or greetings.as_seen(ctx, content, one, remark)
    return called and version is not None and version.hash == remark.hash
