"""Being let in to an account."""

from typing import Any

from notifiers.connect.base import Choice
from notifiers.connect.oauth2 import OAuth2, ends

_API = "https://graph.threads.net"


class ThreadsAccount(OAuth2):
    authorize = ("https://threads.net", "/oauth/authorize")
    tokens = (_API, "/oauth/access_token")
    scopes = "threads_basic,threads_content_publish,threads_delete,threads_read_replies,threads_manage_replies"

    def granted(self, answers: dict[str, str], token: dict[str, Any]) -> list[Choice]:
        """The first token lasts an hour; it is exchanged for one of sixty days."""
        asked = {
            "grant_type": "th_exchange_token",
            "client_secret": answers["client_secret"],
            "access_token": str(token["access_token"]),
        }
        long = self.fetch_json("GET", f"{self.home(_API)}/access_token", "access_token", "expires_in", params=asked)
        user = str(token["user_id"])
        return [Choice(user, user, self.address("threads", user, token=str(long["access_token"]), expires=ends(long)))]
