"""Who may publish on a WordPress site, lowered in a crisis and restored exactly.

Only an administrator's application password can do it. Administrators keep their access: they are who can mend a
site when all else fails, and one of them is our own. What they publish is seen by the watch.
"""

from typing import Any

from notifiers.channels.homepage.site import Site
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say

LOWERED = ["subscriber"]
"""May read, nothing more."""
_PUBLISHES = ("publish_posts", "publish_pages", "edit_published_posts", "edit_published_pages", "upload_files")
ADMINISTERS = "promote_users"
"""Changes the roles of others."""
_GONE = (404,)


class WordPressGuard:
    def __init__(self, site: Site) -> None:
        self._site = site

    def roles(self) -> dict[str, Any]:
        """`users` maps ids to role names in order: who may publish and will be lowered. `spared` stay as they are."""
        me = _me(self._site)
        able = [user for user in _users(self._site) if may(user, _PUBLISHES)]
        spared = [user for user in able if str(user["id"]) == me or may(user, (ADMINISTERS,))]
        return {
            "me": me,
            "users": {str(user["id"]): list(user["roles"]) for user in able if user not in spared},
            "spared": sorted(str(user["id"]) for user in spared),
        }

    def lower(self, before: dict[str, Any]) -> None:
        """Raises `NotifierError` where someone could publish still. Our own user may be another one than when `before` was read."""
        ours = (before["me"], _me(self._site))
        chosen = [user for user in before["users"] if user not in ours]
        for user in chosen:
            _give(self._site, user, LOWERED)
        still = [user for user in _users(self._site) if str(user["id"]) in chosen and may(user, _PUBLISHES)]
        if still:
            names = ", ".join(str(user.get("slug", user["id"])) for user in still)
            sentence = say(
                "These WordPress users may publish whatever role they have: {names}. Take the extra rights from "
                "them in WordPress.",
                names=names,
            )
            raise NotifierError(sentence, RetryClass.OPERATOR)

    def restore(self, before: dict[str, Any]) -> None:
        """A user deleted since has nothing to get back."""
        for user, names in before["users"].items():
            _give(self._site, user, list(names))


def _me(site: Site) -> str:
    return str(site.one("GET", "users/me", params={"context": "edit"})["id"])


def _users(site: Site) -> list[dict[str, Any]]:
    found = site.every("users", {"context": "edit"})
    if not all(isinstance(u.get("roles"), list) and isinstance(u.get("capabilities"), dict | list) for u in found):
        raise NotifierError(
            say("WordPress does not show who has which role. The application password must be an administrator's."),
            RetryClass.OPERATOR,
        )
    return found


def may(user: dict[str, Any], abilities: tuple[str, ...]) -> bool:
    """PHP writes an empty map as a list."""
    held = user.get("capabilities") or {}
    return isinstance(held, dict) and any(held.get(ability) is True for ability in abilities)


def _give(site: Site, user: str, names: list[str]) -> None:
    answer = site.ask("POST", f"users/{user}", accept=_GONE, json={"roles": names}, creates=False)
    if answer.status_code not in _GONE and list(answer.json().get("roles", [])) != names:
        raise NotifierError(say("WordPress did not take the new role of user {user}.", user=user), RetryClass.OPERATOR)
