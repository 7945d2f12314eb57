"""Alerts of warning services: what renews or calls off an earlier one joins its proposal, and each is taken in once."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from config.language.texts import read
from policy.crises.alert_areas import elsewhere
from policy.crises.alert_identity import known_as, sent_of
from schemas.crises.crisis import Severity
from schemas.crises.proposal import Alert, Proposal, ProposalRequest
from schemas.errors import InvalidInput
from schemas.sentence import Sentence, say
from store.context import AppContext
from store.crises import proposals
from store.db.nouns import as_noun
from store.db.tables import ProposalRow
from store.evidence import audit

_GRAVITY = list(Severity)
_REMEMBERED = timedelta(days=60)
"""Longer than any warning lasts."""
_MOST = 500
"""Signs of what is said of a proposal."""


def take_in(ctx: AppContext, actor: str, alert: Alert, address: str) -> Proposal:
    """The proposal it made, joined or left as it was. Raises `InvalidInput` where it calls off what is not there."""
    with ctx.write() as session:
        rows = _recent(session, ctx)
        known = {row.id: _known(ctx, _identities(row)) for row in rows}
        again = next((row for row in rows if _known(ctx, {alert.identifier}) & known[row.id]), None)
        if again:
            return as_noun(Proposal, again)
        earlier = [row for row in rows if _known(ctx, alert.references) & known[row.id]]
        waiting = next((row for row in earlier if row.decided_at is None), None)
        if waiting:
            _join(session, ctx, actor, waiting, alert, address)
            return as_noun(Proposal, waiting)
        if alert.request is None:
            return as_noun(Proposal, _end_of_what_was_followed(session, ctx, actor, earlier, alert))
        graver = [row for row in earlier if _gravity(row.severity) >= _gravity(alert.request.severity)]
        row = graver[0] if graver else proposals.add(session, ctx, actor, alert.request, address)
        if graver:
            _remember(row, alert.identifier)
        return as_noun(Proposal, row)


def _recent(session: Session, ctx: AppContext) -> list[ProposalRow]:
    """Newest first."""
    query = select(ProposalRow).where(col(ProposalRow.received_at) > ctx.clock() - _REMEMBERED)
    return list(session.exec(query.order_by(col(ProposalRow.received_at).desc())))


def _end_of_what_was_followed(
    session: Session, ctx: AppContext, actor: str, earlier: Sequence[ProposalRow], alert: Alert
) -> ProposalRow:
    """In the log of the crisis, and told to those who may stand it down. The staff decides."""
    row = next((each for each in earlier if each.crisis_id), None)
    if row is None:
        raise InvalidInput(_unawaited(ctx, alert))
    _remember(row, alert.identifier)
    audit.append(session, ctx, actor, "proposal.called_off", row.id, row.crisis_id, identifier=alert.identifier)
    proposals.tell_the_staff(session, ctx, row)
    return row


def _unawaited(ctx: AppContext, alert: Alert) -> Sentence:
    if alert.elsewhere:
        return elsewhere(ctx.municipality.organisation.number)
    return say("The alert says that a danger is over, and no proposal of it waits.")


def _known(ctx: AppContext, identities: Iterable[str]) -> set[str]:
    zone = ZoneInfo(ctx.municipality.organisation.timezone)
    return {known_as(identity, zone) for identity in identities}


def _identities(row: ProposalRow) -> set[str]:
    """Its own, and those that have joined it."""
    return {row.identifier, *row.original.get("joined", [])}


def _join(session: Session, ctx: AppContext, actor: str, row: ProposalRow, alert: Alert, address: str) -> None:
    before, was_over = row.severity, bool(row.original.get("over"))
    late = _is_older(alert.identifier, row)
    _remember(row, alert.identifier)
    if late:
        return
    row.original = {**row.original, "over": alert.request is None}
    if alert.request is None:
        _call_off(ctx, row, alert)
    else:
        _renew(row, alert.request)
    action = "proposal.called_off" if alert.request is None else "proposal.renewed"
    audit.append(session, ctx, actor, action, row.id, identifier=alert.identifier, what=row.what, severity=row.severity)
    if alert.request is None or was_over or _gravity(row.severity) > _gravity(before):
        proposals.tell_again(session, ctx, row, address, over=alert.request is None)


def _is_older(identifier: str, row: ProposalRow) -> bool:
    """Than the newest that has joined: one that came late says nothing new."""
    sent = sent_of(identifier)
    return sent is not None and any(other > sent for other in map(sent_of, _identities(row)) if other)


def _remember(row: ProposalRow, identifier: str) -> None:
    found: dict[str, Any] = row.original
    row.original = {**found, "joined": [*found.get("joined", []), identifier]}


def _renew(row: ProposalRow, request: ProposalRequest) -> None:
    row.title, row.what, row.where, row.severity = request.title, request.what, request.where, request.severity
    row.area = request.area.model_dump(mode="json") if request.area else None


def _call_off(ctx: AppContext, row: ProposalRow, alert: Alert) -> None:
    """Said first, before what it was."""
    over = say("Called off by the sender: the danger is over.")
    moved = say("The sender's newest alert of this is for other municipalities.")
    said = read(moved if alert.elsewhere else over, ctx.municipality.organisation.language)
    row.what = f"{said} {row.what}"
    if len(row.what) > _MOST:
        row.what = row.what[: _MOST - 1].rpartition(" ")[0] + "…"


def _gravity(severity: Severity) -> int:
    return _GRAVITY.index(severity)
