"""Ids name one thing each."""

from collections.abc import Iterator

from config.reading.source import Source, SourceItem
from schemas.accounts.account import SANDBOX_SUFFIX
from schemas.errors import Problem
from schemas.sentence import say

SECTIONS = ("people", "units", "accounts", "target_groups", "templates", "exercises", "zones", "layers")

_LONGEST_ID = 40 - len(SANDBOX_SUFFIX)
_LONGEST_HANDLE = 200 - len("ØVELSE ")


def repeated_ids(source: Source) -> Iterator[Problem]:
    for section in SECTIONS:
        first: dict[str, SourceItem] = {}
        for entry in source.entries(section):
            name = entry.text("id")
            if name and first.setdefault(name, entry) is not entry:
                line = source.lines[first[name].at("id")]
                yield source.problem(
                    entry.at("id"),
                    say("The id {id} is already used on line {line}. Choose another.", id=name, line=line),
                )


def reserved_for_sandbox_accounts(source: Source) -> Iterator[Problem]:
    """Every account has a sandbox account for exercises: its id ends in `-ovelse`, its handle begins with ØVELSE."""
    for entry in source.entries("accounts"):
        name, handle = entry.text("id") or "", entry.text("handle") or ""
        if name.endswith(SANDBOX_SUFFIX):
            yield source.problem(
                entry.at("id"),
                say("Ids that end in {suffix} belong to the sandbox accounts. Choose another.", suffix=SANDBOX_SUFFIX),
            )
        elif _LONGEST_ID < len(name) <= 40:
            yield source.problem(
                entry.at("id"),
                say(
                    "The id {id} is too long for its sandbox account. Use at most {limit} characters.",
                    id=name,
                    limit=_LONGEST_ID,
                ),
            )
        if _LONGEST_HANDLE < len(handle) <= 200:
            yield source.problem(
                entry.at("handle"),
                say(
                    "The handle is too long for its sandbox account. Use at most {limit} characters.",
                    limit=_LONGEST_HANDLE,
                ),
            )
