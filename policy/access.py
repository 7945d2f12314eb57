"""Who may do what at all, in one table, with the sentence of its no beside it.

Use cases ask it (`AppContext.authorize`), pages ask it for what to show, the JSON interface for a token's scope, and
docs/desk.md shows it. What the state of things adds is asked where it is decided. Deny by default: an action that is not in
the table is nobody's.

Source: the municipality's guidelines: the chief executive sets up the crisis staff, all communication in a crisis goes through
the editorial desk, and the unit leader answers for the unit's accounts.
"""

from collections.abc import Container
from enum import StrEnum
from typing import NamedTuple

from policy.decision import YES, Decision, no
from policy.roles import acts_as, holders, is_active, names
from schemas.identity.person import Person, Role
from schemas.identity.token import Scope
from schemas.municipality import Municipality
from schemas.sentence import Sentence, say


class Action(StrEnum):
    SEE = "see"
    """The situation, drafts, messages, accounts, the log."""
    WRITE = "write"
    """Write a draft."""
    CHANGE = "change"
    """Edit, submit or withdraw a draft."""
    DECIDE = "decide"
    """Approve, return or reject a draft."""
    SETTLE = "settle"
    """Say what became of an uncertain delivery; have a lock at the platform tried again."""
    FOREIGN = "foreign"
    """Take over, retract or ignore a post that is not ours."""
    DIALOGUE = "dialogue"
    """Take what others write in hand: give it to somebody, close it without an answer."""
    HIDE = "hide"
    """Take what others write out of readers' sight, and show it again."""
    REQUEST = "request"
    """Ask for a new account."""
    REGISTER = "register"
    """Decide about a new account."""
    POST = "post"
    """A unit's own accounts: publish, confirm the lock, decide on held posts."""
    ESTABLISH = "establish"
    STAND_DOWN = "stand_down"
    EXERCISE = "exercise"
    """Start an exercise, and end it."""
    ATTEND = "attend"
    """Confirm the call to the crisis staff."""
    LOG = "log"
    """Write in the crisis log."""
    PROPOSE = "propose"
    """For a system that acts for somebody: propose a crisis."""
    PROPOSALS = "proposals"
    """Set aside what a system has proposed as a crisis."""
    EVALUATE = "evaluate"
    """Findings, and the end of an evaluation."""
    FOLLOW_UP = "follow_up"
    """Say that a follow-up item is done."""
    ARCHIVE = "archive"
    """Take a whole crisis out as a signed package."""
    LOGINS = "logins"
    """Of others: invite them, end their sessions; with a second manager reset them, print their break-glass codes."""
    BREAK_GLASS = "break_glass"
    """Have printed codes: those without whom nothing leaves."""
    RECIPIENTS = "recipients"
    """The register of recipients: read it, change it, bring lists in."""
    TOKENS = "tokens"
    """API tokens and webhooks."""


class Own(StrEnum):
    """What makes it somebody's own, whatever their role. The asker looks it up."""

    UNIT = "unit"
    """Leads the unit of the account, or is its deputy."""
    DRAFT = "draft"
    """Wrote the draft."""
    CALL = "call"
    """Is on the municipality's list of the crisis staff."""
    ITEM = "item"
    """Is to do the follow-up item."""


class Rule(NamedTuple):
    """Holders of one of `roles`, their deputies, and whose `own` it is."""

    roles: frozenset[Role]
    scope: Scope | None
    """What a token that does it must have; None: no token does."""
    refusal: Sentence
    """May name {title}, the chief executive's, and {names}, who hold one of the roles; the rest is for the asker to give."""
    own: Own | None = None


_NOBODY: frozenset[Role] = frozenset()
_EVERYONE = frozenset(Role)
_LEADERS = frozenset({Role.CHIEF_EXECUTIVE})
_DESK = frozenset({Role.EDITOR})
_KEEPERS = frozenset({Role.LOG_KEEPER})
_NOT_YOURS = say("Your role does not include this. Turn to {names}.")
_DRAFTS = say("Only the editorial desk decides on drafts. Ask {names}.")
_DESK_OR_UNIT = say("Only the editorial desk, or on normal days who answers for the account, does this. Ask {names}.")
TABLE: dict[Action, Rule] = {
    Action.SEE: Rule(_EVERYONE, Scope.READ, _NOT_YOURS),
    Action.WRITE: Rule(_EVERYONE, Scope.WRITE, _NOT_YOURS),
    Action.CHANGE: Rule(
        _DESK, Scope.WRITE, say("Only the author or the editorial desk may do this. Ask {names}."), Own.DRAFT
    ),
    Action.DECIDE: Rule(_DESK, Scope.DECIDE, _DRAFTS),
    Action.SETTLE: Rule(_DESK, Scope.DECIDE, _DESK_OR_UNIT, Own.UNIT),
    Action.FOREIGN: Rule(
        _DESK, Scope.DECIDE, say("Only the editorial desk decides about a post that is not ours. Ask {names}.")
    ),
    Action.DIALOGUE: Rule(
        _DESK,
        Scope.WRITE,
        _DESK_OR_UNIT,
        Own.UNIT,
    ),
    Action.HIDE: Rule(_DESK, Scope.DECIDE, say("Only the editorial desk hides what others write. Ask {names}.")),
    Action.REQUEST: Rule(
        _DESK,
        Scope.WRITE,
        say("Only the unit leader of {unit} or the deputy asks for an account. Turn to {name}."),
        Own.UNIT,
    ),
    Action.REGISTER: Rule(_DESK, Scope.DECIDE, say("Only the editorial desk decides about new accounts. Ask {names}.")),
    Action.POST: Rule(
        _NOBODY,
        Scope.POST,
        say("Only the unit leader of {unit} answers for the account {account}. Turn to {name}."),
        Own.UNIT,
    ),
    Action.ESTABLISH: Rule(
        _LEADERS, Scope.LEAD, say("Only the {title} or a deputy sets up a crisis staff. Call {names}.")
    ),
    Action.STAND_DOWN: Rule(
        _LEADERS, Scope.LEAD, say("Only the {title} or a deputy stands the crisis staff down. Call {names}.")
    ),
    Action.EXERCISE: Rule(
        _LEADERS | _DESK,
        Scope.LEAD,
        say("Only the {title}, a deputy or the editorial desk starts or ends an exercise."),
    ),
    Action.ATTEND: Rule(
        _NOBODY,
        Scope.WRITE,
        say("{name} is not on the list of the crisis staff (`staff:` in the municipality file)."),
        Own.CALL,
    ),
    Action.LOG: Rule(
        _KEEPERS | _DESK,
        Scope.LOG,
        say("Only the log keeper or the editorial desk writes in the crisis log. Tell {names}."),
    ),
    Action.PROPOSE: Rule(_EVERYONE, Scope.PROPOSE, _NOT_YOURS),
    Action.PROPOSALS: Rule(_LEADERS | _DESK, Scope.LEAD, _NOT_YOURS),
    Action.EVALUATE: Rule(_LEADERS | _DESK, Scope.LEAD, _NOT_YOURS),
    Action.FOLLOW_UP: Rule(_LEADERS | _DESK, Scope.WRITE, _NOT_YOURS, Own.ITEM),
    Action.ARCHIVE: Rule(_LEADERS | _DESK | _KEEPERS, Scope.LOG, _NOT_YOURS),
    Action.LOGINS: Rule(_LEADERS | _DESK, None, _NOT_YOURS),
    Action.BREAK_GLASS: Rule(
        _LEADERS | _DESK, None, say("Break-glass codes are for the {title} and the editorial desk.")
    ),
    Action.RECIPIENTS: Rule(
        _LEADERS | _DESK,
        Scope.RECIPIENTS,
        say("The register of recipients is for the {title} and the editorial desk. Ask {names}."),
    ),
    Action.TOKENS: Rule(_LEADERS | _DESK, Scope.HOOKS, _NOT_YOURS),
}


def may(municipality: Municipality, person: Person, action: Action, own: Own | None = None, **words: str) -> Decision:
    """`own`: what of it is the person's own, if anything; `words` fill the refusal's own placeholders."""
    active, rule = is_active(person), TABLE[action]
    if not active.allowed:
        return active
    if own is not None and own is rule.own:
        return YES
    if rule.roles == _EVERYONE or any(acts_as(municipality, person, role) for role in rule.roles):
        return YES
    return no(_filled(municipality, rule, words))


def enough(action: Action, roles: Container[str]) -> bool:
    """One of these roles is enough for it, for anybody."""
    return any(role in roles for role in TABLE[action].roles)


def _filled(municipality: Municipality, rule: Rule, words: dict[str, str]) -> Sentence:
    held = [holders(municipality, role) for role in rule.roles]
    people = tuple(person for person in municipality.people if any(person in some for some in held))
    title = municipality.organisation.chief_executive_title
    return Sentence(msgid=rule.refusal.msgid, params={"title": title, "names": names(people), **words})
