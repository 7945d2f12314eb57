"""One signed package of everything about one crisis: for the archive, for a court, for whoever asks (offentleglova)."""

import io
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from policy.access import Action
from policy.evidence import package
from policy.evidence.hashing import canonical
from policy.evidence.signer import fingerprint
from schemas.crises.crisis import Crisis
from schemas.evidence.package import Residents
from store.context import AppContext
from store.crises import find
from store.db.tables import ApprovalRow, DraftRow
from store.drafts import drafts, revisions
from store.evaluation import archived_remarks, findings, report
from store.evidence import archive_key, audit
from store.messages import messages

_FOR_MACHINES = (".json", ".csv")
_DATE = (2020, 1, 1, 0, 0, 0)
"""Of every file in the zip, so that the same content is the same package but for its making."""


def export(
    ctx: AppContext,
    actor: str,
    crisis_id: str,
    key_file: Path,
    reports: Path,
    residents: Residents = Residents.WITHHELD,
) -> tuple[bytes, str]:
    """The package, and the fingerprint of the key that signed it. `reports` is the folder of written reports."""
    ctx.authorize(Action.ARCHIVE, actor)
    crisis = find.show(ctx, crisis_id)
    key, public = archive_key.open_key(key_file)
    told = {"key": fingerprint(public), "residents": residents.value}
    with ctx.write() as session:
        audit.append(session, ctx, actor, "crisis.archived", crisis_id, crisis_id, **told)
    with ctx.snapshot() as still:
        own = audit.events(still, crisis_id)
        left_out = archived_remarks.withheld(still, own, residents)
        files = _files(still, crisis) | _reports(crisis_id, reports, whole=not left_out)
        files["remarks.json"] = _json(archived_remarks.of_crisis(still, crisis_id, residents))
        files |= {package.WITHHELD: _lines(left_out.values())} if left_out else {}
        files[package.CHAIN] = package.links(audit.walk(still), crisis_id, left_out)
    shown = [event.seq for event in own if event.seq not in left_out]
    raw = package.manifest(crisis_id, files, public, ctx.clock().isoformat(timespec="seconds"), shown, list(left_out))
    return _zip(files | {package.MANIFEST: raw, package.SIGNATURE: key.sign(raw)}), fingerprint(public)


def _files(ctx: AppContext, crisis: Crisis) -> dict[str, bytes]:
    """Texts and renderings as published, receipts, approvals, every draft with all its revisions."""
    facts = report.facts_of(ctx, [crisis])[0]
    found: dict[str, bytes] = {"crisis.json": _json(crisis), "locks.json": _json(list(facts.locks))}
    for message in facts.messages:
        shown = messages.shown(ctx, message.id)
        found[f"messages/{message.id}.json"] = _json({"message": message, "renderings": list(shown.values())})
        for account, rendering in shown.items():
            found[f"published/{message.id}/{account}.txt"] = f"{rendering.title}\n\n{rendering.shown}\n".encode()
    histories = revisions.of_crisis(ctx, crisis.id)
    for draft in drafts.listing(ctx, crisis.id):
        found[f"drafts/{draft.id}.json"] = _json({"draft": draft, "revisions": histories[draft.id]})
    found["approvals.json"] = _json(_approvals(ctx, crisis.id))
    found["findings.json"] = _json(findings.listing(ctx, crisis.id))
    return found


def _reports(crisis_id: str, folder: Path, *, whole: bool) -> dict[str, bytes]:
    """Those for machines have each line of the log in full: not where words of one are withheld."""
    found = sorted(folder.glob(f"{crisis_id}.*")) if folder.is_dir() else []
    chosen = [path for path in found if whole or path.suffix not in _FOR_MACHINES]
    return {f"reports/{path.name}": path.read_bytes() for path in chosen}


def _approvals(ctx: AppContext, crisis_id: str) -> list[dict[str, Any]]:
    query = (
        select(ApprovalRow)
        .join(DraftRow, col(DraftRow.id) == col(ApprovalRow.draft_id))
        .where(DraftRow.crisis_id == crisis_id)
    )
    with ctx.read() as session:
        return [row.model_dump(mode="json") for row in session.exec(query.order_by(col(ApprovalRow.approved_at)))]


def _lines(values: Iterable[Any]) -> bytes:
    return "".join(f"{canonical(value)}\n" for value in values).encode()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=lambda noun: noun.model_dump(mode="json")).encode()


def _zip(files: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()
