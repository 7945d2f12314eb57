"""Being let in to a page."""

from typing import Any

from notifiers.channels.facebook.channel import Facebook
from notifiers.connect.base import Choice
from notifiers.connect.oauth2 import OAuth2

_GRAPH = "https://graph.facebook.com"


class FacebookPages(OAuth2):
    """A page's own token, made from a long-lived one, has no end."""

    authorize = ("https://www.facebook.com", f"/{Facebook.default_version}/dialog/oauth")
    tokens = (_GRAPH, f"/{Facebook.default_version}/oauth/access_token")
    scopes = (
        "pages_show_list,pages_manage_posts,pages_read_engagement,pages_manage_metadata,business_management,"
        "pages_read_user_content,pages_manage_engagement"
    )

    def granted(self, answers: dict[str, str], token: dict[str, Any]) -> list[Choice]:
        app = {"client_id": answers["client_id"], "client_secret": answers["client_secret"]}
        form = {"grant_type": "fb_exchange_token", "fb_exchange_token": str(token["access_token"]), **app}
        long = self.fetch_json("POST", self.home(_GRAPH) + self.tokens[1], "access_token", data=form)
        headers = {"Authorization": f"Bearer {long['access_token']}"}
        asked = {"fields": "id,name,access_token", "limit": "100"}
        path = f"{self.home(_GRAPH)}/{Facebook.default_version}/me/accounts"
        pages = self.fetch_json("GET", path, "data", params=asked, headers=headers)["data"]
        return [
            Choice(
                str(page["id"]),
                str(page["name"]),
                self.address(
                    "fbpage",
                    str(page["id"]),
                    token=str(page["access_token"]),
                    app_id=app["client_id"],
                    app_secret=app["client_secret"],
                ),
            )
            for page in pages
        ]
