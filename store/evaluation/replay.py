"""A past crisis as the scenario of an exercise: what happened and when, without anybody's name."""

import re
from datetime import datetime
from typing import Any

from slugify import slugify

from policy.drafts.personal_data import forget
from schemas.drafts.content import MessageKind
from schemas.evaluation.report import CrisisReport
from schemas.evidence.audit import AuditEvent
from schemas.exercises.scenario import Expected, Inject, InjectKind, Milestone, Scenario
from schemas.municipality import Municipality
from store.context import AppContext
from store.evaluation import report

_MOST = 20
"""Injects; a scenario with more is not played, it is survived."""
_LONGEST = 86_400
_LONGEST_ID = 40
_KINDS = {
    "log.entry": InjectKind.PHONE_CALL,
    "post.refused": InjectKind.LEADER_POSTS,
    "delivery.failed": InjectKind.CHANNEL_FAILS,
    "delivery.uncertain": InjectKind.CHANNEL_FAILS,
    "foreign_post.found": InjectKind.RUMOUR,
}
_WORDS = {
    InjectKind.LEADER_POSTS: "En enhetsleder prøver å publisere på egen konto.",
    InjectKind.CHANNEL_FAILS: "Kanalen svarer ikke.",
    InjectKind.RUMOUR: "Noen publiserer utenom nettredaksjonen.",
}
"""What the log does not put in words itself. Scenarios are written in the municipality's language."""
_LIMITS = (
    ("first_submission", "Det første utkastet er sendt til nettredaksjonen", Milestone.SUBMITTED),
    ("first_approval", "Den første meldingen er godkjent", Milestone.APPROVED),
    ("first_delivery", "Den første kanalen er nådd", Milestone.FIRST_CHANNEL),
    ("last_delivery", "Alle kanaler er nådd", Milestone.ALL_CHANNELS),
)


def scenario(ctx: AppContext, crisis_id: str) -> Scenario:
    """Its limits are the times of then: to beat them is to have learnt. Raises `NotFound`."""
    facts = report.gather(ctx, crisis_id)
    clean = _cleaner(ctx.municipality)
    first = next((m for m in facts.messages if m.kind is MessageKind.MESSAGE), None)
    return Scenario(
        id=slugify(facts.crisis.title, max_length=_LONGEST_ID) or "gjenspilling",
        name=clean(f"Gjenspilling: {facts.crisis.title}")[:120],
        title=clean(facts.crisis.title),
        story=clean(_story(facts))[:5000],
        what=clean(facts.crisis.what),
        where=clean(facts.crisis.where),
        severity=facts.crisis.severity,
        injects=tuple(_injects(facts, clean)),
        expected=tuple(_expected(facts)),
        target_groups=first.content.target_groups if first else (),
        lasts=_lasts(facts),
    )


def _cleaner(municipality: Municipality) -> Any:
    """Names become roles; numbers, addresses and identity numbers go."""
    roles = {p.name: f"[{p.roles[0].value.replace('_', ' ')}]" for p in municipality.people if p.roles}
    short = {n.split()[0]: r for n, r in roles.items()} | {
        n.split()[-1]: r for n, r in roles.items() if len(n.split()) > 1
    }

    def clean(text: str) -> str:
        for name, role in (roles | short).items():
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", role, text)
        return forget(text)

    return clean


def _story(facts: CrisisReport) -> str:
    lines = [f"{facts.crisis.what} ({facts.crisis.where})."]
    lines += [f"Melding etter {_minutes(facts, m.approved_at)} minutter: {m.content.title}." for m in facts.messages]
    return "\n".join(lines)


def _injects(facts: CrisisReport, clean: Any) -> list[Inject]:
    found = [e for e in facts.events if e.action in _KINDS][:_MOST]
    return [
        Inject(
            id=f"hendelse-{n}",
            at=_at(facts, e.at),
            kind=_KINDS[e.action],
            text=clean(_text(e))[:2000],
            account=_account(e),
        )
        for n, e in enumerate(found, start=1)
    ]


def _text(event: AuditEvent) -> str:
    return str(event.data.get("text") or _WORDS.get(_KINDS[event.action], event.action))


def _account(event: AuditEvent) -> str | None:
    """Without a sandbox account's ending: a scenario names accounts as people know them."""
    if _KINDS[event.action] not in (InjectKind.CHANNEL_FAILS, InjectKind.LEADER_POSTS):
        return None
    name = event.data.get("account") or (event.subject if event.action == "post.refused" else None)
    return str(name).removesuffix("-ovelse") if name else None


def _expected(facts: CrisisReport) -> list[Expected]:
    times = [(what, getattr(facts.measures, name), mark) for name, what, mark in _LIMITS]
    return [
        Expected(id=mark.value.replace("_", "-"), what=what, within=min(int(took) + 1, _LONGEST), milestone=mark)
        for what, took, mark in times
        if took is not None
    ]


def _at(facts: CrisisReport, moment: datetime) -> int:
    return min(max(0, int((moment - facts.crisis.established_at).total_seconds())), _LONGEST)


def _minutes(facts: CrisisReport, moment: datetime) -> int:
    return _at(facts, moment) // 60


def _lasts(facts: CrisisReport) -> int:
    end = facts.crisis.stood_down_at or facts.written_at
    return max(600, _at(facts, end))
