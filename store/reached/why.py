"""Why somebody got a message or did not, and what came of it: the set it went to, and the batches that were sent."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from policy.recipients import ways
from schemas.drafts.content import Content
from schemas.errors import InvalidInput
from schemas.language import Language
from schemas.messages.bulk import BulkState, Fate
from schemas.recipients.recipient import Way
from schemas.sentence import Sentence, say
from store.batches import addressees
from store.context import AppContext
from store.db.tables import BulkRow, DeliveryRow, RecipientSetMemberRow
from store.messages import many, messages
from store.reached import reports
from store.recipients import why

_CAME_OF_IT: Mapping[Fate, Sentence] = {
    Fate.ON_ITS_WAY: say("{account}: on its way since {at}."),
    Fate.ARRIVED: say("{account}: arrived; sent {at}."),
    Fate.BOUNCED: say("{account}: sent {at}, and reported as not delivered."),
    Fate.AGAIN: say("{account}: not taken {at}; it is tried again."),
    Fate.IN_DOUBT: say("{account}: sent {at} without an answer; it is looked for."),
    Fate.UNCERTAIN: say("{account}: sent {at} without an answer; nobody knows whether it arrived."),
    Fate.FAILED: say("{account}: failed {at}."),
    Fate.ERASED: say("{account}: not sent: erased, or ended by themselves, before its turn."),
    Fate.STOPPED: say("{account}: not sent: stopped by a person."),
}
_BY_MAIL = say(
    "{account}: taken by the mail server {at}; such servers report only what does not arrive, and nothing is reported of this one."
)
_AWAITED = say("{account}: taken by the provider {at}; what came of it is not reported yet.")
_NEVER_TOLD = say("{account}: taken by the provider {at}; no report came, and so late none comes any more.")
_TELLS_NOTHING = say("{account}: taken by the provider {at}, which reports of nobody whether this message arrived.")
_NOT_YET = say("{account}: its turn has not come.")


def explain(ctx: AppContext, actor: str, written: str, what: str) -> list[Sentence]:
    """`what` is a frozen set, or a message. Raises as `store.recipients.why`, and `InvalidInput` for a message without a set."""
    if not what.startswith("m"):
        return why.why(ctx, actor, written, what)
    mark = ctx.sealed.mark(ways.any_way(written))
    with ctx.read() as session:
        set_id = _set_of(session, what, mark)
    known = why.why(ctx, actor, written, set_id)
    with ctx.read() as session:
        member = session.exec(_member(set_id, mark)).first()
        if member is None:
            return known
        number, best = member
        return [
            *known,
            _in_which_language(session, ctx, what, best),
            *_came_of_it(session, ctx, what, set_id, number),
        ]


def _member(set_id: str, mark: str) -> Select[int, str]:
    """Their number in the set, and the language that they read best."""
    found = RecipientSetMemberRow.set_id == set_id, RecipientSetMemberRow.mark == mark
    return select(RecipientSetMemberRow.number, RecipientSetMemberRow.language).where(*found)


def _set_of(session: Session, message_id: str, mark: str) -> str:
    """Where each account has its own list, the one with this address, if any has it."""
    row = messages.get(session, message_id)
    chosen: str | None = (row.content.get("recipients") or {}).get("set_id")
    query = select(BulkRow.set_id).join(DeliveryRow, col(DeliveryRow.id) == col(BulkRow.delivery_id))
    sets_of = [each for each in session.exec(query.where(DeliveryRow.message_id == message_id).distinct()) if each]
    with_it = (each for each in sets_of if session.exec(_member(each, mark)).first() is not None)
    found = chosen or next(with_it, None) or next(iter(sets_of), None)
    if found is None:
        raise InvalidInput(
            say("Message {id} went to the lists of its accounts, and to no set of recipients.", id=row.id)
        )
    return found


def _in_which_language(session: Session, ctx: AppContext, message_id: str, best: str) -> Sentence:
    """Of the version that they were sent, or that waits for them."""
    content = Content.model_validate(messages.get(session, message_id).content)
    written = {version.language.value for version in content.versions}
    own = content.language or Language(ctx.municipality.organisation.language)
    return say("The message for them is the one in {language}.", language=Language(best) if best in written else own)


def _came_of_it(session: Session, ctx: AppContext, message_id: str, set_id: str, number: int) -> Iterator[Sentence]:
    query = select(BulkRow).join(DeliveryRow, col(DeliveryRow.id) == col(BulkRow.delivery_id))
    for bulk in session.exec(query.where(DeliveryRow.message_id == message_id, BulkRow.set_id == set_id)).all():
        if bulk.first <= number < bulk.first + bulk.size:
            yield _of(session, ctx, bulk, number)


def _of(session: Session, ctx: AppContext, bulk: BulkRow, number: int) -> Sentence:
    batch = addressees.batch_of(session, bulk.delivery_id, number)
    handle = ctx.account(bulk.account_id).handle
    if batch is None and bulk.state is BulkState.STOPPED:
        return _CAME_OF_IT[Fate.STOPPED].model_copy(update={"params": {"account": handle}})
    if batch is None:
        return _NOT_YET.model_copy(update={"params": {"account": handle}})
    at, fate = batch.ended_at or batch.begun_at, Fate(batch.fates[number - batch.first])
    found = _handed_over(ctx, bulk, at) if fate is Fate.HANDED_OVER else _CAME_OF_IT[fate]
    return found.model_copy(update={"params": {"account": handle, "at": at}})


def _handed_over(ctx: AppContext, bulk: BulkRow, at: datetime) -> Sentence:
    """Taken, and nothing more known: what that means is another thing by mail, by SMS, and where others' reports have come."""
    if many.way_of(ctx.account(bulk.account_id)) is Way.EMAIL:
        return _BY_MAIL
    if ctx.clock() - at < reports.LATEST:
        return _AWAITED
    return _NEVER_TOLD if bulk.arrived or bulk.bounced else _TELLS_NOTHING
