"""The same deed by the same person, in the same words, a moment later: a second press, whose answer is the first's.

Forms have keys of their own and requests may have one; this is for the command line, and for whoever sends none.
"""

from datetime import datetime, timedelta

from schemas.crises.crisis import Crisis, CrisisRequest

WITHIN = timedelta(seconds=30)
"""Longer than an impatient hand waits, shorter than anybody means the same anew."""


def is_moments_ago(then: datetime, now: datetime) -> bool:
    return now - WITHIN < then <= now


def set_up_already(crisis: Crisis, actor: str, request: CrisisRequest, now: datetime) -> bool:
    said = crisis.model_dump(include=set(CrisisRequest.model_fields))
    return (
        crisis.established_by == actor and said == request.model_dump() and is_moments_ago(crisis.established_at, now)
    )
