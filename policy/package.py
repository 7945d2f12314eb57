"""Proving a package on another machine: no database, no settings, only the file and what it says of itself.

Every file is named in the manifest with its SHA-256; the manifest is signed (Ed25519, RFC 8032). The crisis' own events are
whole; between them stand bare links of the log's chain, so that an event removed, added or moved breaks it.
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from policy.hashing import canonical, event_hash
from schemas.audit import GENESIS, AuditEvent
from schemas.errors import InvalidInput
from schemas.package import PackageReport
from schemas.sentence import say

MANIFEST, SIGNATURE, CHAIN = "manifest.json", "manifest.sig", "chain.jsonl"
FORMAT = "krisekanal-package-2"
MOST = 2_000_000_000
"""Bytes, unpacked: more is not ours."""
SHORTEST_KEY = 16
"""Digits of a fingerprint: a shorter beginning can be met by a key made for it."""
_DIGITS = re.compile(rf"[0-9a-f]{{{SHORTEST_KEY},32}}")


def manifest(crisis_id: str, files: dict[str, bytes], public_key: bytes, made_at: str, events: Sequence[int]) -> bytes:
    """The list that is signed; file order is part of it. `events` are the numbers of the crisis' own, in order."""
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
    }
    return canonical(body).encode()


def fingerprint(public_key: bytes) -> str:
    return hashlib.sha256(public_key).hexdigest()[:32]


def signed_by(found: PackageReport, key: str | None) -> PackageReport:
    """With what is known of the signer. Raises `InvalidInput` for a fingerprint that is too short to be one."""
    if key is None or found.why is not None:
        return found
    digits = key.strip().lower()
    if not _DIGITS.fullmatch(digits):
        raise InvalidInput(
            say("Write at least {count} digits of the fingerprint, as `crisis archive` printed it.", count=SHORTEST_KEY)
        )
    if not found.signer.startswith(digits):
        return found.model_copy(update={"why": "signature", "first_bad": found.signer})
    return found.model_copy(update={"known": True})


def links(events: Iterable[AuditEvent], crisis_id: str) -> bytes:
    """The chain from its first link: the crisis' events whole, the others as `seq`, `prev_hash` and `hash` only."""
    lines = [
        canonical(
            e.model_dump(mode="json")
            if e.crisis_id == crisis_id
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
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(package.read(SIGNATURE), raw)
    except (InvalidSignature, KeyError):
        return report.model_copy(update={"why": "signature", "first_bad": MANIFEST})
    fault = next(_files(package, names, found["files"]), None) or next(
        _chain(package.read(CHAIN), found["crisis"], found["events"]), None
    )
    events = sum(1 for line in package.read(CHAIN).splitlines() if b'"action"' in line) if CHAIN in names else 0
    why, bad = fault or (None, None)
    return report.model_copy(update={"events": events, "why": why, "first_bad": bad})


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


def _whole(link: dict[str, Any], crisis_id: str) -> bool:
    try:
        event = AuditEvent.model_validate(link)
    except ValidationError:
        return False
    return event.crisis_id == crisis_id and event_hash(event) == event.hash
