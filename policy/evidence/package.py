"""Proving a package on another machine: no database, no settings, only the file and what it says of itself.

Every file is named in the manifest with its SHA-256; the manifest is signed (Ed25519, RFC 8032). The crisis' own events are
whole; between them stand bare links of the log's chain, so that an event removed, added or moved breaks it. An event whose words are
withheld is a bare link, too, and stands beside the chain without them, under the hash that the link says.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from policy.evidence.hashing import canonical, event_hash
from policy.evidence.signer import digits, fingerprint, signed
from schemas.evidence.audit import GENESIS, AuditEvent
from schemas.evidence.package import PackageReport

MANIFEST, SIGNATURE, CHAIN, WITHHELD = "manifest.json", "manifest.sig", "chain.jsonl", "withheld.jsonl"
FORMAT = "krisekanal-package-2"
MOST = 2_000_000_000
"""Bytes, unpacked: more is not ours."""


def manifest(
    crisis_id: str,
    files: dict[str, bytes],
    public_key: bytes,
    made_at: str,
    events: Sequence[int],
    withheld: Sequence[int] = (),
) -> bytes:
    """The list that is signed; file order is part of it. `events` are the numbers of the crisis' own that are whole, in order."""
    listed = [
        {"name": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in files.items()
    ]
    body = {
        "format": FORMAT,
        "crisis": crisis_id,
        "made_at": made_at,
        "key": public_key.hex(),
        "files": listed,
        "events": list(events),
        "withheld": list(withheld),
    }
    return canonical(body).encode()


def signed_by(found: PackageReport, key: str | None) -> PackageReport:
    """With what is known of the signer. Raises `InvalidInput` for a fingerprint that is too short to be one."""
    if key is None or found.why is not None:
        return found
    if not found.signer.startswith(digits(key)):
        return found.model_copy(update={"why": "signature", "first_bad": found.signer})
    return found.model_copy(update={"known": True})


def links(events: Iterable[AuditEvent], crisis_id: str, withheld: Collection[int] = ()) -> bytes:
    """The chain from its first link: the crisis' events whole but for those withheld, the others as `seq`, `prev_hash`, `hash`."""
    lines = [
        canonical(
            e.model_dump(mode="json")
            if e.crisis_id == crisis_id and e.seq not in withheld
            else {"seq": e.seq, "prev_hash": e.prev_hash, "hash": e.hash}
        )
        for e in events
    ]
    return ("\n".join(lines) + "\n").encode()


def verify(data: bytes) -> PackageReport:
    """Stops at the first thing that does not fit. Raises nothing: a broken package is an answer."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _verify(package)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError, NotImplementedError, RuntimeError) as error:
        return PackageReport(why="unreadable", first_bad=type(error).__name__)


def _verify(package: zipfile.ZipFile) -> PackageReport:
    names = package.namelist()
    if sum(info.file_size for info in package.infolist()) > MOST:
        return PackageReport(why="unreadable", first_bad="size")
    raw = package.read(MANIFEST)
    found: dict[str, Any] = json.loads(raw)
    key = bytes.fromhex(found["key"])
    report = PackageReport(files=len(found["files"]), crisis_id=found["crisis"], signer=fingerprint(key))
    if SIGNATURE not in names or not signed(key, package.read(SIGNATURE), raw):
        return report.model_copy(update={"why": "signature", "first_bad": MANIFEST})
    withheld = found.get("withheld", [])
    fault = (
        next(_files(package, names, found["files"]), None)
        or next(_chain(package.read(CHAIN), found["crisis"], found["events"]), None)
        or next(_withheld(package, names, withheld), None)
    )
    chain = package.read(CHAIN).splitlines() if CHAIN in names else []
    events = sum(1 for line in chain if b'"action"' in line)
    why, bad = fault or (None, None)
    head = _head(chain, found["made_at"]) if chain and not fault else {}
    return report.model_copy(update={"events": events, "withheld": len(withheld), "why": why, "first_bad": bad, **head})


def _head(chain: list[bytes], made_at: str) -> dict[str, Any]:
    """The last link: how far the log reached when the package was made."""
    last, made = json.loads(chain[-1]), datetime.fromisoformat(made_at)
    return {
        "sequence": len(chain),
        "head": str(last["hash"]),
        "made_at": made if made.tzinfo else made.replace(tzinfo=UTC),
    }


def _files(package: zipfile.ZipFile, names: list[str], listed: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    wanted = [entry["name"] for entry in listed]
    for name in wanted:
        if name not in names:
            yield "missing", name
    for name in names:
        if name not in (*wanted, MANIFEST, SIGNATURE) or names.count(name) > 1:
            yield "added", name
    if [n for n in names if n in wanted] != wanted:
        yield "order", next(n for n, w in zip([n for n in names if n in wanted], wanted, strict=True) if n != w)
    for entry in listed:
        if hashlib.sha256(package.read(entry["name"])).hexdigest() != entry["sha256"]:
            yield "changed", entry["name"]


def _chain(data: bytes, crisis_id: str, own: list[int]) -> Iterator[tuple[str, str]]:
    """Every link follows the one before; every whole event has the hash that its link says; no event of the crisis is bare."""
    previous, whole = GENESIS, set[int]()
    for number, line in enumerate(data.splitlines(), start=1):
        link = json.loads(line)
        if link["seq"] != number or link["prev_hash"] != previous:
            yield "chain", f"event {number}"
        if "action" in link and not _whole(link, crisis_id):
            yield "chain", f"event {number}"
        if "action" in link:
            whole.add(number)
        previous = link["hash"]
    for number in sorted(whole.symmetric_difference(own)):
        yield "chain", f"event {number}"


def _withheld(package: zipfile.ZipFile, names: list[str], said: list[int]) -> Iterator[tuple[str, str]]:
    """Each that is said to be withheld is there without its words, under the hash of its link; no other is."""
    links = [json.loads(line) for line in package.read(CHAIN).splitlines()]
    hashes = {link["seq"]: link["hash"] for link in links}
    lines = [json.loads(line) for line in package.read(WITHHELD).splitlines()] if WITHHELD in names else []
    for line in lines:
        if line["seq"] not in said or hashes.get(line["seq"]) != line["hash"]:
            yield "chain", f"event {line['seq']}"
    for number in sorted(set(said).difference(line["seq"] for line in lines)):
        yield "chain", f"event {number}"


def _whole(link: dict[str, Any], crisis_id: str) -> bool:
    try:
        event = AuditEvent.model_validate(link)
    except ValidationError:
        return False
    return event.crisis_id == crisis_id and event_hash(event) == event.hash
