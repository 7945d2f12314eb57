"""Enough people in the right roles."""

import re
from collections.abc import Iterator

import phonenumbers

from config.reading.source import Source, SourceItem
from policy.access import Action, enough
from policy.recipients.mail_addresses import can_be_written_to, foreign_sign, no_sign_of_one
from policy.roles import is_unit_leader
from schemas.errors import Problem
from schemas.sentence import say

_WHOLE = re.compile(r"\+[0-9]{8,15}")
"""Other forms are told of where the value is read."""


def leaders_hold_the_role(source: Source) -> Iterator[Problem]:
    """Source: the guidelines; the unit leader answers for the unit's official accounts."""
    people = {entry.text("id"): entry for entry in source.entries("people")}
    for unit in source.entries("units"):
        leader = people.get(unit.text("leader"))
        if leader is not None and not is_unit_leader(_roles(leader)):
            yield source.problem(
                unit.at("leader"),
                say(
                    "{id} leads this unit but is no active unit leader. Add unit_leader to the person's roles, or name "
                    "someone who has it.",
                    id=leader.text("id"),
                ),
            )


def enough_people(source: Source) -> Iterator[Problem]:
    """Source: the guidelines (the chief executive sets up the staff) and the two-person rule."""
    roles = [_roles(person) for person in source.entries("people")]
    if not any(enough(Action.ESTABLISH, held) for held in roles):
        yield source.problem(
            ("people",),
            say("Nobody can set up a crisis staff. Give at least one active person the role chief_executive."),
        )
    editors = sum(enough(Action.DECIDE, held) for held in roles)
    if editors < 2:
        yield source.problem(
            ("people",),
            say(
                "Two people stand behind every message, and there are too few active editors ({count}). Give at least "
                "two people the role editor.",
                count=editors,
            ),
        )


def own_deputy(source: Source) -> Iterator[Problem]:
    for person in source.entries("people"):
        for place, name in person.texts("deputies"):
            if name == person.text("id"):
                yield source.problem(place, say("{id} cannot be their own deputy. Name someone else.", id=name))
    for unit in source.entries("units"):
        deputy = unit.text("deputy")
        if deputy and deputy == unit.text("leader"):
            yield source.problem(
                unit.at("deputy"), say("{id} cannot be their own deputy. Name someone else.", id=deputy)
            )


def _roles(person: SourceItem) -> set[str]:
    """Nobody holds a role once they have left."""
    return {name for _, name in person.texts("roles")} if person.data.get("active", True) is not False else set()


def one_way_to_each(source: Source) -> Iterator[Problem]:
    """An address, a number or a login that two people share: links and logins of the one would be the other's too."""
    first: dict[str, SourceItem] = {}
    for person in source.entries("people"):
        for key in ("email", "mobile", "login"):
            way = (person.text(key) or "").strip().lower()
            other = first.setdefault(way, person)
            if way and other is not person:
                yield source.problem(
                    person.at(key),
                    say(
                        "{value} is also that of {other}. Give each person their own, also one who has left.",
                        value=way,
                        other=other.text("id") or "?",
                    ),
                )


def letters_arrive(source: Source) -> Iterator[Problem]:
    """The check says what sending would say, per person, in the crisis."""
    for person in source.entries("people"):
        email = person.text("email")
        sign = foreign_sign(email) if email else None
        if sign:
            yield source.problem(person.at("email"), no_sign_of_one(sign))
        elif email and "@" in email and not can_be_written_to(email):
            yield source.problem(
                person.at("email"),
                say("No letter can be sent to {email}. Write it as varsling@stjordal.example.", email=email),
            )


def texts_arrive(source: Source) -> Iterator[Problem]:
    """A call-out by SMS reaches a mobile only, and of Norwegian numbers those that begin with 4 or 9 are mobiles."""
    for person in source.entries("people"):
        mobile = person.text("mobile")
        if mobile and _WHOLE.fullmatch(mobile) and not _is_mobile(mobile):
            yield source.problem(
                person.at("mobile"),
                say('{mobile} is no mobile number. Write it whole, with its country: "+4791234567".', mobile=mobile),
            )


def _is_mobile(number: str) -> bool:
    """Source: Nkom's numbering plan; elsewhere what the country's own plan holds possible."""
    if number.startswith("+47"):
        return re.fullmatch(r"\+47[49][0-9]{7}", number) is not None
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False
