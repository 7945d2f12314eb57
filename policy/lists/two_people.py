"""Who takes a list in: in a crisis, when a wrong list reaches thousands, another person than who laid it."""

from policy.decision import YES, Decision, no
from schemas.sentence import say


def may_take_in(*, in_crisis: bool, laid_by: str, actor: str) -> Decision:
    if in_crisis and laid_by == actor:
        return no(say("A crisis staff is set up, so another person has to look through the list and take it in."))
    return YES
