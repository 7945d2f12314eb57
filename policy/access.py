"""Role by action: one table of who may do what at all. What the state of things adds is asked where it is decided.

Deny by default: an action that is not here is nobody's.
"""

from enum import StrEnum

from policy.decision import YES, Decision, no
from policy.roles import acts_as, holders, is_active, names
from schemas.municipality import Municipality
from schemas.person import Person, Role
from schemas.sentence import say


class Action(StrEnum):
    SEE = "see"
    """The situation, drafts, messages, accounts, the log."""
    WRITE = "write"
    """Drafts: new, edit one's own, submit, withdraw."""
    DECIDE = "decide"
    """Approve, return, reject."""
    SETTLE = "settle"
    ESTABLISH = "establish"
    STAND_DOWN = "stand_down"
    EXERCISE = "exercise"
    LOG = "log"
    POST = "post"
    """A unit's own accounts: publish, confirm the lock, decide on held posts."""
    LOGINS = "logins"
    """Invite people, end their sessions, print break-glass codes."""
    TOKENS = "tokens"
    """API tokens and webhooks."""
    EVALUATE = "evaluate"
    """Findings, follow-up items, the end of an evaluation."""
    ARCHIVE = "archive"
    """Take a whole crisis out as a signed package."""
    PROPOSALS = "proposals"
    """Set aside what a system has proposed as a crisis."""


_EVERYONE = frozenset(Role)
_LEADERS = frozenset({Role.CHIEF_EXECUTIVE})
_DESK = frozenset({Role.EDITOR})
MATRIX: dict[Action, frozenset[Role]] = {
    Action.SEE: _EVERYONE,
    Action.WRITE: _EVERYONE,
    Action.DECIDE: _DESK,
    Action.SETTLE: _DESK,
    Action.ESTABLISH: _LEADERS,
    Action.STAND_DOWN: _LEADERS,
    Action.EXERCISE: _LEADERS | _DESK,
    Action.LOG: _DESK | {Role.LOG_KEEPER},
    Action.POST: frozenset({Role.UNIT_LEADER}),
    Action.LOGINS: _LEADERS | _DESK,
    Action.TOKENS: _LEADERS | _DESK,
    Action.EVALUATE: _LEADERS | _DESK,
    Action.ARCHIVE: _LEADERS | _DESK | {Role.LOG_KEEPER},
    Action.PROPOSALS: _LEADERS | _DESK,
}


def may(municipality: Municipality, person: Person, action: Action) -> Decision:
    """Holders of a role and their deputies."""
    active = is_active(person)
    if not active.allowed:
        return active
    roles = MATRIX[action]
    if roles == _EVERYONE or any(acts_as(municipality, person, role) for role in roles):
        return YES
    turn_to = tuple(p for p in municipality.people if any(p in holders(municipality, r) for r in roles))
    return no(say("Your role does not include this. Turn to {names}.", names=names(turn_to)))


def may_manage_logins(municipality: Municipality, person: Person) -> Decision:
    return may(municipality, person, Action.LOGINS)


def may_break_glass(municipality: Municipality, person: Person) -> Decision:
    """Printed codes are for those without whom nothing leaves: the chief executive and the editorial desk."""
    if may(municipality, person, Action.ESTABLISH).allowed or may(municipality, person, Action.DECIDE).allowed:
        return YES
    return no(
        say(
            "Break-glass codes are for the {title} and the editorial desk.",
            title=municipality.organisation.chief_executive_title,
        )
    )
