"""Who takes what others write in hand, closes it without an answer, or hides it.

Source: the guidelines: the unit leader answers for the unit's accounts; in a crisis all communication goes through the editorial
desk. Criticism is always answered, so it is no reason to hide anything, and a remark is never closed without a word of why.
"""

from policy.access import Action, Own, may
from policy.accounts.lock import leads
from policy.decision import YES, Decision, first_no, no
from schemas.accounts.account import Account
from schemas.dialogue.remark import Remark
from schemas.identity.person import Person
from schemas.municipality import Municipality
from schemas.sentence import say
from schemas.states import AccountState, RemarkStatus


def may_take(
    municipality: Municipality, person: Person, remark: Remark, account: Account | None, state: AccountState
) -> Decision:
    """`state` of the remark's account: while it is locked, the desk alone. `account` is None where the file has it no more."""
    own = Own.UNIT if state is AccountState.OPEN and _answers_for(municipality, person, remark, account) else None
    return first_no(may(municipality, person, Action.DIALOGUE, own), _is_theirs(remark))


def may_close(
    municipality: Municipality,
    person: Person,
    remark: Remark,
    account: Account | None,
    state: AccountState,
    reason: str,
) -> Decision:
    why = YES if reason.strip() else no(say("Say why it needs no answer (--reason)."))
    return first_no(may_take(municipality, person, remark, account, state), why)


def may_hide(municipality: Municipality, person: Person, remark: Remark) -> Decision:
    return first_no(may(municipality, person, Action.HIDE), _is_theirs(remark))


def may_show(municipality: Municipality, person: Person, remark: Remark) -> Decision:
    """Only what the desk has hidden is shown again: showing sets free, and nothing is set free under an answer on its way."""
    there = remark.status is RemarkStatus.HIDDEN and not remark.deleted
    is_hidden = (
        YES if there else no(say("{id} is not hidden, or it is gone for good. There is nothing to show.", id=remark.id))
    )
    return first_no(may_hide(municipality, person, remark), is_hidden)


def _is_theirs(remark: Remark) -> Decision:
    return no(say("{id} is our own.", id=remark.id)) if remark.ours else YES


def _answers_for(municipality: Municipality, person: Person, remark: Remark, account: Account | None) -> bool:
    """For the account, or for the unit that it was given to."""
    unit = municipality.unit(remark.unit)
    of_account = account is not None and leads(municipality, person, account)
    return of_account or (unit is not None and person.id in (unit.leader, unit.deputy))
