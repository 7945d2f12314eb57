"""The triggers that guard the evidence, compared with what the migrations make: one missing or changed is told."""

import hashlib
from collections.abc import Mapping

from sqlmodel import Session, text

from store.evidence.expected_guards import EXPECTED

_SQLITE = "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'"
_POSTGRESQL = """
SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid, true) || ' | ' || t.tgenabled::text || ' | ' || p.prosrc
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
UNION ALL
SELECT c.relname, r.rulename, pg_get_ruledef(r.oid)
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE r.rulename <> '_RETURN' AND c.relnamespace = current_schema()::regnamespace
"""
"""Definition, whether it is switched on, and the function's body; and rules, which could swallow a row."""


def faults(session: Session) -> tuple[str, ...]:
    """`audit.audit_no_update`: missing, changed, switched off, or one nobody put on a guarded table."""
    kind = session.get_bind().dialect.name
    return compare(found(session), EXPECTED[kind])


def found(session: Session) -> dict[str, str]:
    """`table.name` to the digest of what it does."""
    kind = session.get_bind().dialect.name
    rows = session.connection().execute(text(_SQLITE if kind == "sqlite" else _POSTGRESQL)).all()
    return {f"{table}.{name}": _digest(what) for table, name, what in rows}


def compare(there: Mapping[str, str], expected: Mapping[str, str]) -> tuple[str, ...]:
    guarded = {name.partition(".")[0] for name in expected}
    wrong = {name for name, what in expected.items() if there.get(name) != what}
    foreign = {name for name in there if name not in expected and name.partition(".")[0] in guarded}
    return tuple(sorted(wrong | foreign))


def _digest(what: str) -> str:
    return hashlib.sha256(" ".join(what.split()).encode()).hexdigest()[:32]
