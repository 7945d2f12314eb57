"""Who may publish on the page, revoked in a crisis and approved again exactly (organizationAcls).

It takes an app with `rw_organization_admin` and a token of an administrator, who is never touched.
"""

from collections.abc import Callable, Iterator
from typing import Any

from notifiers.base.pages import Asked, pages
from notifiers.channels.linkedin.media import quoted
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

_PUBLISHES = ("ADMINISTRATOR", "CONTENT_ADMINISTRATOR")
_APPROVED, _REVOKED = "APPROVED", "REVOKED"
_COUNT = 100
_ACLS = "/rest/organizationAcls"


class LinkedInGuard:
    """`ask` answers a request with JSON, `put` carries one out."""

    def __init__(self, ask: Callable[..., dict[str, Any]], put: Callable[..., Any], page: str) -> None:
        self._ask, self._put, self._page = ask, put, page

    def mine(self) -> tuple[str, list[str]]:
        """(our own member, our approved roles on this page)."""
        found = [acl for acl in self._found({"q": "roleAssignee"}) if acl.get("organization") == self._page]
        member = str(found[0]["roleAssignee"]) if found else ""
        return member, [str(acl["role"]) for acl in found if acl["state"] == _APPROVED]

    def roles(self) -> dict[str, Any]:
        """`roles` holds [member, role] of who may publish and will be revoked."""
        me, held = self.mine()
        if "ADMINISTRATOR" not in held:
            raise NotifierError(
                say("The LinkedIn token is no administrator's, so the page cannot be locked."), RetryClass.OPERATOR
            )
        able = [[str(acl["roleAssignee"]), str(acl["role"])] for acl in self._approved()]
        return {"me": me, "roles": [one for one in able if one[0] != me]}

    def lower(self, before: dict[str, Any]) -> None:
        """Raises `NotifierError` where someone could publish still."""
        chosen = [(member, role) for member, role in before["roles"] if member not in (before["me"], self.mine()[0])]
        for member, role in chosen:
            self._set(member, role, _REVOKED)
        still = [acl for acl in self._approved() if (acl["roleAssignee"], acl["role"]) in chosen]
        if still:
            raise NotifierError(
                say(
                    "LinkedIn did not take the role from {count} people. Lower them on the page itself.",
                    count=len(still),
                ),
                RetryClass.OPERATOR,
            )

    def restore(self, before: dict[str, Any]) -> None:
        for member, role in before["roles"]:
            self._set(member, role, _APPROVED)

    def _approved(self) -> Iterator[dict[str, Any]]:
        asked = {"q": "organization", "organization": self._page, "state": _APPROVED}
        return (acl for acl in self._found(asked) if acl["role"] in _PUBLISHES and acl["state"] == _APPROVED)

    def _found(self, asked: dict[str, str]) -> Iterator[dict[str, Any]]:
        whole = {**asked, "start": 0, "count": _COUNT}
        for page in pages(lambda more: self._ask("GET", _ACLS, params=more), whole, following):
            yield from page["elements"]

    def _set(self, member: str, role: str, state: str) -> None:
        key = f"(organization:{quoted(self._page)},role:{role},roleAssignee:{quoted(member)})"
        acl = {"organization": self._page, "role": role, "roleAssignee": member, "state": state}
        self._put("PUT", f"{_ACLS}/{key}", json=acl)


def following(page: dict[str, Any], asked: Asked) -> Asked | None:
    """LinkedIn pages by number: a page that is not full is the last."""
    found = len(page["elements"])
    return {"start": asked["start"] + found} if found >= asked["count"] else None
