"""Google's way of letting in: a lasting grant, and a list of what it opens."""

from typing import Any, ClassVar

from notifiers.connect.base import Choice
from notifiers.connect.oauth2 import OAuth2

_API = "https://www.googleapis.com"


class Google(OAuth2):
    authorize = ("https://accounts.google.com", "/o/oauth2/v2/auth")
    tokens = ("https://oauth2.googleapis.com", "/token")
    more = {"access_type": "offline", "prompt": "consent"}
    proof = True
    schema: ClassVar[str]
    listing: ClassVar[tuple[str, dict[str, str]]]

    def granted(self, answers: dict[str, str], token: dict[str, Any]) -> list[Choice]:
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        path, asked = self.listing
        items = self.fetch_json("GET", self.home(_API) + path, params=asked, headers=headers).get("items", [])
        grant = {
            "client_id": answers["client_id"],
            "client_secret": answers["client_secret"],
            "refresh": str(token["refresh_token"]),
        }
        return [
            Choice(str(one["id"]), self.title(one), self.address(self.schema, str(one["id"]), **grant)) for one in items
        ]

    def title(self, item: dict[str, Any]) -> str:
        return str(item.get("snippet", item).get("title") or item.get("name", "?"))
