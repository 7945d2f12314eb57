"""Several use cases in one transaction: all of them, or none; and an idempotency key that is kept with its work."""

from threading import Barrier, Thread

import pytest

from schemas.errors import Refused
from schemas.identity.token import Scope
from store.context import AppContext
from store.crises import entries, lifecycle
from store.drafts import drafts
from store.evidence import audit
from store.identity import api_tokens, idempotency
from tests.cast import content, request
from tests.fakes import FakeClock


class CutOff(Exception):
    pass


def actions(ctx: AppContext) -> list[str]:
    return [event.action for event in audit.events(ctx)]


def test_all_is_there_or_nothing(ctx: AppContext) -> None:
    crisis = lifecycle.establish(ctx, "kari", request())
    before = actions(ctx)
    with pytest.raises(CutOff), ctx.together() as one:
        draft = drafts.new(one, "anne", crisis.id, content())
        drafts.submit(one, "anne", draft.id)
        assert drafts.show(one, draft.id).submitted_by == "anne", "what was written is read"
        raise CutOff
    assert actions(ctx) == before
    with ctx.together() as one:
        drafts.submit(one, "anne", drafts.new(one, "anne", crisis.id, content()).id)
    assert actions(ctx) == [*before, "draft.created", "draft.submitted"]
    assert audit.verify(ctx).first_bad is None


def test_a_part_that_fails_takes_back_only_what_it_did(ctx: AppContext) -> None:
    """And the log goes on where it was."""
    crisis = lifecycle.establish(ctx, "kari", request())
    with ctx.together() as one:
        entries.add(one, "ola", crisis.id, "før")
        with pytest.raises(Refused), one.together() as both:
            entries.add(both, "ola", crisis.id, "borte")
            lifecycle.stand_down(both, "anne", crisis.id)
        with pytest.raises(CutOff), one.write() as session:
            audit.append(session, one, "ola", "log.entry", crisis.id, crisis.id, text="borte")
            raise CutOff
        entries.add(one, "ola", crisis.id, "etter")
    told = [event.data["text"] for event in audit.events(ctx, crisis.id, "log.entry")]
    assert told == ["før", "etter"] and audit.verify(ctx).first_bad is None


def token(ctx: AppContext) -> str:
    return api_tokens.make(ctx, "kari", "prøve", [Scope.WRITE])[0].id


def test_the_same_key_at_the_same_time_is_one_piece_of_work(ctx: AppContext) -> None:
    crisis, mine, both_ready = lifecycle.establish(ctx, "kari", request()), token(ctx), Barrier(2)
    answers: list[str] = []

    def ask() -> None:
        both_ready.wait()
        with ctx.together() as one:
            known = idempotency.known(one, mine, "samme-nokkel", "f")
            if known is None:
                made = drafts.new(one, "anne", crisis.id, content())
                idempotency.keep(one, mine, "samme-nokkel", "f", 201, made.id)
            answers.append(known[1] if known else made.id)

    threads = [Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [drafts.listing(ctx)[0].id] * 2 and len(drafts.listing(ctx)) == 1


def test_a_key_is_free_again_after_its_time(ctx: AppContext, clock: FakeClock) -> None:
    mine = token(ctx)
    for answer in ("en", "to"):
        assert idempotency.known(ctx, mine, "nokkel-01", "f") is None
        idempotency.keep(ctx, mine, "nokkel-01", "f", 200, answer)
        assert idempotency.known(ctx, mine, "nokkel-01", "f") == (200, answer)
        clock.now += idempotency.KEPT
