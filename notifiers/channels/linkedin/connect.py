"""Being let in to an organisation's page."""

from typing import Any

from notifiers.channels.linkedin.channel import LinkedIn
from notifiers.connect.base import Choice
from notifiers.connect.oauth2 import OAuth2, ends

_API, _WEB = "https://api.linkedin.com", "https://www.linkedin.com"


class LinkedInPages(OAuth2):
    authorize = (_WEB, "/oauth/v2/authorization")
    tokens = (_WEB, "/oauth/v2/accessToken")
    scopes = (
        "w_organization_social r_organization_social rw_organization_admin "
        "w_organization_social_feed r_organization_social_feed"
    )

    def granted(self, answers: dict[str, str], token: dict[str, Any]) -> list[Choice]:
        headers = {
            "Authorization": f"Bearer {token['access_token']}",
            "LinkedIn-Version": LinkedIn.default_version,
            "X-Restli-Protocol-Version": "2.0.0",
        }
        asked = {"q": "roleAssignee", "start": "0", "count": "100"}
        place = f"{self.home(_API)}/rest/organizationAcls"
        acls = self.fetch_json("GET", place, "elements", params=asked, headers=headers)["elements"]
        own = (
            {"client_id": answers["client_id"], "client_secret": answers["client_secret"]}
            if token.get("refresh_token")
            else {}
        )
        pages = dict.fromkeys(
            str(acl["organization"]).rpartition(":")[2] for acl in acls if acl.get("state") == "APPROVED"
        )
        return [
            Choice(
                page,
                page,
                self.address(
                    "linkedin",
                    page,
                    token=str(token["access_token"]),
                    **own,
                    refresh=str(token.get("refresh_token") or ""),
                    expires=ends(token),
                ),
            )
            for page in pages
        ]
