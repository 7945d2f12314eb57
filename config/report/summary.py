"""The event in a few plain sentences, for a council member who saw nothing of it."""

from schemas.drafts.content import MessageKind
from schemas.evaluation.report import CrisisReport
from schemas.municipality import Municipality
from schemas.sentence import Sentence, say
from schemas.states import DeliveryStatus


def sentences(report: CrisisReport, municipality: Municipality) -> list[Sentence]:
    """In the order a reader asks: what, when, what was said, how far it reached, what went wrong."""
    found = [_what(report), _begun(report, municipality), *_said(report), *_reach(report), _locked(report)]
    found += _mended(report)
    return found


def _what(report: CrisisReport) -> Sentence:
    if report.crisis.exercise:
        return say("This was an exercise: {what} Nothing of it reached the public.", what=_stop(report.crisis.what))
    return say("{what} It concerned {where}.", what=_stop(report.crisis.what), where=report.crisis.where)


def _begun(report: CrisisReport, municipality: Municipality) -> Sentence:
    person = municipality.person(report.crisis.established_by.removeprefix("script:"))
    name = person.name if person else report.crisis.established_by
    if report.crisis.stood_down_at is None:
        return say("{name} set up the crisis staff {at}.", name=name, at=report.crisis.established_at)
    return say(
        "{name} set up the crisis staff {at}; it was stood down {end}.",
        name=name,
        at=report.crisis.established_at,
        end=report.crisis.stood_down_at,
    )


def _said(report: CrisisReport) -> list[Sentence]:
    first = next((m for m in report.messages if m.kind is MessageKind.MESSAGE), None)
    if first is None:
        return [say("No message went out.")]
    if len(report.messages) == 1:
        return [
            say(
                "One message went out, approved {at} by a second person: “{title}”.",
                at=first.approved_at,
                title=first.content.title,
            )
        ]
    return [
        say(
            "The first message was approved {at}: “{title}”. In all {count} messages went out, each approved by a second person.",
            at=first.approved_at,
            title=first.content.title,
            count=len(report.messages),
        )
    ]


def _reach(report: CrisisReport) -> list[Sentence]:
    every = [d for m in report.messages for d in m.deliveries]
    if not every:
        return []
    missed = sorted({d.account_id for d in every if d.status in (DeliveryStatus.FAILED, DeliveryStatus.UNCERTAIN)})
    arrived = sum(d.status is DeliveryStatus.DELIVERED for d in every)
    counted = say("{arrived} of {every} deliveries arrived.", arrived=arrived, every=len(every))
    found = [counted, *([_people(report)] if report.reach else [])]
    if missed:
        found.append(say("Look at {channels}: there a message failed, or nobody knows.", channels=missed))
    return found


def _people(report: CrisisReport) -> Sentence:
    """SMS and e-mails to many, all messages together."""
    return say(
        "SMS and e-mails to {addressed} addresses: {taken} handed over, {failed} failed.",
        addressed=sum(one.addressed for one in report.reach),
        taken=sum(one.handed_over + one.arrived + one.bounced for one in report.reach),
        failed=sum(one.failed + one.bounced for one in report.reach),
    )


def _locked(report: CrisisReport) -> Sentence:
    return say(
        "{count} accounts were locked; the unit leaders confirmed {confirmed} of them.",
        count=len(report.locks),
        confirmed=sum(lock.confirmed_at is not None for lock in report.locks),
    )


def _mended(report: CrisisReport) -> list[Sentence]:
    count = sum(m.kind in (MessageKind.CORRECTION, MessageKind.RETRACTION) for m in report.messages)
    return [say("Corrections and retractions: {count}.", count=count)] if count else []


def _stop(text: str) -> str:
    """With an end, so that another sentence can follow."""
    return text if text.rstrip().endswith((".", "!", "?")) else f"{text.rstrip()}."
