"""Tables for whoever wants to count for themselves."""

import csv as lines
import io
from datetime import datetime

from config.reading.spreadsheet import safe
from schemas.evaluation.report import CrisisReport
from schemas.evidence.audit import AuditEvent

_HEADS = ("what", "id", "at", "who", "channel", "status", "seconds", "text")


def csv(report: CrisisReport) -> str:
    """One row per message, delivery, lock, finding and log event. Times are UTC; `seconds` count from the setting up."""
    text = io.StringIO()
    writer = lines.writer(text)
    writer.writerow(_HEADS)
    start = report.crisis.established_at

    def row(what: str, id_: str, at: datetime | None, who: str | None, channel: str, status: str, words: str) -> None:
        seconds = (at - start).total_seconds() if at else ""
        moment = at.isoformat() if at else ""
        writer.writerow([safe(str(v)) for v in (what, id_, moment, who or "", channel, status, seconds, words)])

    for message in report.messages:
        row("message", message.id, message.approved_at, message.approver, "", message.status, message.content.title)
        for d in message.deliveries:
            row("delivery", d.id, d.finished_at, None, d.account_id, d.status, d.error or d.remote_url or "")
    for lock in report.locks:
        row("lock", lock.id, lock.confirmed_at, lock.confirmed_by, lock.account_id, lock.mode, "")
    for finding in report.findings:
        row(
            "finding",
            finding.id,
            finding.written_at,
            finding.owner,
            "",
            "done" if finding.done_at else "",
            finding.text,
        )
    for event in report.events:
        row(
            "event",
            str(event.seq),
            event.at,
            event.actor,
            "",
            event.action,
            _said(event),
        )
    return text.getvalue()


def _said(event: AuditEvent) -> str:
    """What residents wrote is in no report: the log's copy of what was hidden is read in the log."""
    return event.subject if event.action.startswith("remark.") else str(event.data.get("text") or event.subject)
