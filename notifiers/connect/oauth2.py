"""OAuth 2.0 with an authorization code and PKCE (RFC 6749, RFC 7636): Facebook, LinkedIn, Threads, YouTube, Blogger."""

import base64
import hashlib
import secrets
from abc import abstractmethod
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from notifiers.channels.facebook import Facebook
from notifiers.channels.linkedin import LinkedIn
from notifiers.connect.base import (
    AuthorizationRequest,
    Choice,
    ClientCredential,
    Connector,
    nothing,
    refused,
    strange,
    visit,
)

_GRAPH, _THREADS, _GOOGLE, _LINKEDIN = (
    "https://graph.facebook.com",
    "https://graph.threads.net",
    "https://www.googleapis.com",
    "https://api.linkedin.com",
)
_WEB = "https://www.linkedin.com"


class OAuth2(Connector):
    """Set where to ask and for what; `granted` turns the token into choices."""

    client_credentials = (
        ClientCredential("client_id", "Client id"),
        ClientCredential("client_secret", "Client secret", private=True),
    )
    authorize: ClassVar[tuple[str, str]]
    """(scheme and host, path) of the page where a person says yes."""
    tokens: ClassVar[tuple[str, str]]
    scopes: ClassVar[str]
    more: ClassVar[dict[str, str]] = {}
    proof: ClassVar[bool] = False
    """Whether the platform takes part in PKCE."""

    def begin(self, answers: dict[str, str], redirect: str) -> AuthorizationRequest:
        state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
        asked = {
            "response_type": "code",
            "client_id": answers["client_id"],
            "redirect_uri": redirect,
            "scope": self.scopes,
            "state": state,
            **self.more,
        }
        if self.proof:
            asked |= {"code_challenge": _challenge(verifier), "code_challenge_method": "S256"}
        return AuthorizationRequest(
            visit(self.home(self.authorize[0]) + self.authorize[1], **asked), state, {"verifier": verifier}
        )

    def finish(
        self, answers: dict[str, str], authorization: AuthorizationRequest, returned: dict[str, str], redirect: str
    ) -> list[Choice]:
        if not secrets.compare_digest(returned.get("state", ""), authorization.state):
            raise strange()
        if "code" not in returned:
            raise refused(returned)
        form = {
            "grant_type": "authorization_code",
            "code": returned["code"],
            "redirect_uri": redirect,
            "client_id": answers["client_id"],
            "client_secret": answers["client_secret"],
        }
        if self.proof:
            form["code_verifier"] = authorization.kept["verifier"]
        token = self.fetch_json("POST", self.home(self.tokens[0]) + self.tokens[1], "access_token", data=form)
        found = self.granted(answers, token)
        if not found:
            raise nothing()
        return found

    @abstractmethod
    def granted(self, answers: dict[str, str], token: dict[str, Any]) -> list[Choice]: ...


class FacebookPages(OAuth2):
    """A page's own token, made from a long-lived one, has no end."""

    authorize = ("https://www.facebook.com", f"/{Facebook.default_version}/dialog/oauth")
    tokens = (_GRAPH, f"/{Facebook.default_version}/oauth/access_token")
    scopes = "pages_show_list,pages_manage_posts,pages_read_engagement,pages_manage_metadata,business_management"

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


class LinkedInPages(OAuth2):
    authorize = (_WEB, "/oauth/v2/authorization")
    tokens = (_WEB, "/oauth/v2/accessToken")
    scopes = "w_organization_social r_organization_social rw_organization_admin"

    def granted(self, answers: dict[str, str], token: dict[str, Any]) -> list[Choice]:
        headers = {
            "Authorization": f"Bearer {token['access_token']}",
            "LinkedIn-Version": LinkedIn.default_version,
            "X-Restli-Protocol-Version": "2.0.0",
        }
        asked = {"q": "roleAssignee", "start": "0", "count": "100"}
        place = f"{self.home(_LINKEDIN)}/rest/organizationAcls"
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
                    expires=_ends(token),
                ),
            )
            for page in pages
        ]


class ThreadsAccount(OAuth2):
    authorize = ("https://threads.net", "/oauth/authorize")
    tokens = (_THREADS, "/oauth/access_token")
    scopes = "threads_basic,threads_content_publish,threads_delete,threads_read_replies"

    def granted(self, answers: dict[str, str], token: dict[str, Any]) -> list[Choice]:
        """The first token lasts an hour; it is exchanged for one of sixty days."""
        asked = {
            "grant_type": "th_exchange_token",
            "client_secret": answers["client_secret"],
            "access_token": str(token["access_token"]),
        }
        long = self.fetch_json("GET", f"{self.home(_THREADS)}/access_token", "access_token", "expires_in", params=asked)
        user = str(token["user_id"])
        return [Choice(user, user, self.address("threads", user, token=str(long["access_token"]), expires=_ends(long)))]


class _Google(OAuth2):
    authorize = ("https://accounts.google.com", "/o/oauth2/v2/auth")
    tokens = ("https://oauth2.googleapis.com", "/token")
    more = {"access_type": "offline", "prompt": "consent"}
    proof = True
    schema: ClassVar[str]
    listing: ClassVar[tuple[str, dict[str, str]]]

    def granted(self, answers: dict[str, str], token: dict[str, Any]) -> list[Choice]:
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        path, asked = self.listing
        items = self.fetch_json("GET", self.home(_GOOGLE) + path, params=asked, headers=headers).get("items", [])
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


class YouTubeChannels(_Google):
    scopes = "https://www.googleapis.com/auth/youtube.force-ssl"
    schema = "youtube"
    listing = ("/youtube/v3/channels", {"part": "snippet", "mine": "true"})


class BloggerBlogs(_Google):
    scopes = "https://www.googleapis.com/auth/blogger"
    schema = "blogger"
    listing = ("/blogger/v3/users/self/blogs", {})


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _ends(token: dict[str, Any]) -> str:
    seconds = token.get("expires_in")
    return (datetime.now(UTC) + timedelta(seconds=float(seconds))).isoformat(timespec="seconds") if seconds else ""
