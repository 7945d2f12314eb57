"""Heads of the log: what is signed, whether one is genuine, what it proves, and which are kept."""

from collections.abc import Callable, Iterable, Mapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from pydantic import ValidationError

from policy.evidence.hashing import canonical
from policy.evidence.signer import digits, fingerprint, signed
from schemas.evidence.log_head import HeadJudged, HeadSeen, LogHead, Occasion, Verdict
from schemas.evidence.package import PackageReport

NEWEST_KEPT = 48
"""Heads; of older ones the last of each day (UTC) stays, and each of a stand-down."""
_UNSIGNED = "0" * 128


def made(head: LogHead, sign: Callable[[bytes], bytes]) -> LogHead:
    return head.model_copy(update={"signature": sign(_body(head)).hex()})


def unsigned(**fields: object) -> LogHead:
    """`key` is the public key in hex; its fingerprint is added."""
    key = bytes.fromhex(str(fields["key"]))
    return LogHead.model_validate({**fields, "fingerprint": fingerprint(key), "signature": _UNSIGNED})


def as_json(head: LogHead) -> str:
    return head.model_dump_json(indent=1)


def read(data: bytes, source: str) -> HeadSeen:
    """Of a file: the head itself, or the letter that holds it, also as mail programs save it. Raises nothing."""
    head = next((found for text in _texts(data) if (found := _head_in(text))), None)
    if head is None:
        return HeadSeen(source=source, readable=False)
    return HeadSeen(
        source=source,
        genuine=_genuine(head),
        sequence=head.sequence,
        hash=head.hash,
        at=head.at,
        taken_at=head.taken_at,
        signer=head.fingerprint,
        municipality=head.municipality,
    )


def of_package(found: PackageReport, source: str) -> HeadSeen:
    """The last link of its chain; the manifest that is signed covers it."""
    return HeadSeen(
        source=source,
        readable=found.why != "unreadable",
        genuine=found.why is None,
        sequence=found.sequence,
        hash=found.head,
        at=found.made_at,
        taken_at=found.made_at,
        signer=found.signer,
    )


def known_by(own: str | None, named: str | None) -> Callable[[str], bool]:
    """Whether a signer is known: the one whose digits somebody names, else the own archive's. Raises `InvalidInput`."""
    if named is None:
        return lambda signer: signer == own
    beginning = digits(named)
    return lambda signer: signer.startswith(beginning)


def judge(
    seen: HeadSeen, known: Callable[[str], bool], municipality: str, lines: Mapping[int, str], end: int
) -> HeadJudged:
    """`lines` has the hash of each line of the log that is asked about, `end` is the number of its last one."""
    return HeadJudged(**seen.model_dump(), verdict=_verdict(seen, known, municipality, lines, end))


def _verdict(
    seen: HeadSeen, known: Callable[[str], bool], municipality: str, lines: Mapping[int, str], end: int
) -> Verdict:
    if not seen.readable:
        return Verdict.UNREADABLE
    if not seen.genuine:
        return Verdict.FORGED
    if not known(seen.signer):
        return Verdict.UNKNOWN
    if seen.municipality not in (None, municipality):
        return Verdict.FOREIGN
    if seen.sequence > end:
        return Verdict.BEYOND
    return Verdict.HOLDS if lines.get(seen.sequence) == seen.hash else Verdict.DIFFERS


def kept(heads: Iterable[LogHead]) -> list[LogHead]:
    """Those that stay, newest first."""
    ordered = sorted(heads, key=lambda head: (head.taken_at, head.sequence), reverse=True)
    days = {head.taken_at.date(): head for head in reversed(ordered)}
    last = set(map(id, days.values()))
    return [
        head
        for place, head in enumerate(ordered)
        if place < NEWEST_KEPT or id(head) in last or head.occasion is not Occasion.REGULAR
    ]


def _body(head: LogHead) -> bytes:
    return canonical(head.model_dump(mode="json", exclude={"signature"})).encode()


def _genuine(head: LogHead) -> bool:
    key = bytes.fromhex(head.key)
    return fingerprint(key) == head.fingerprint and signed(key, bytes.fromhex(head.signature), _body(head))


def _texts(data: bytes) -> Iterable[str]:
    yield data.decode("utf-8", "replace")
    letter = message_from_bytes(data, _class=EmailMessage, policy=default)
    body = letter.get_body(("plain",))
    if body is not None:
        yield str(body.get_content())


def _head_in(text: str) -> LogHead | None:
    begins, ends = text.find("{"), text.rfind("}")
    try:
        return LogHead.model_validate_json(text[begins : ends + 1])
    except ValidationError:
        return None


def head_in(data: bytes) -> LogHead | None:
    """As the file itself has it, genuine or not."""
    return _head_in(data.decode("utf-8", "replace"))
