"""Whom SMS and e-mail go to, as the form asks: the lists of the accounts, the whole register, or some of it."""

from typing import Any

from starlette.datastructures import FormData

from desk.web.forms import several, words
from desk.web.writing.drawn_area import drawn
from schemas.accounts.account import OWN_ADDRESS
from schemas.municipality import Municipality
from schemas.recipients.recipient import Audience

EVERYONE, SOME, AMONG = "everyone", "some", "among"


def audience(form: FormData) -> Audience | None:
    """None: as the accounts have it. Raises `InvalidInput` for a drawn area that is none."""
    match words(form, "whom"):
        case "everyone":
            return Audience(everyone=True)
        case "among":
            return Audience(among=words(form, "whom_among") or None)
        case "some":
            zones, groups = tuple(several(form, "whom_zone")), tuple(several(form, "whom_group"))
            return Audience(zones=zones, groups=groups, area=drawn(words(form, "whom_area")))
        case _:
            return None


def pairs(chosen: Audience | None) -> list[tuple[str, str]]:
    """As the form has it."""
    if chosen is None:
        return []
    if chosen.among:
        return [("whom", AMONG), ("whom_among", chosen.among)]
    found = [("whom", EVERYONE if chosen.everyone else SOME)]
    found += [("whom_zone", name) for name in chosen.zones] + [("whom_group", name) for name in chosen.groups]
    return [*found, ("whom_area", chosen.area.model_dump_json())] if chosen.area else found


def asks(town: Municipality) -> dict[str, Any] | None:
    """What there is to choose from; None where no account writes to people one by one."""
    if not any(account.platform in OWN_ADDRESS for account in town.accounts):
        return None
    return {"zones": town.zones, "groups": town.target_groups}
