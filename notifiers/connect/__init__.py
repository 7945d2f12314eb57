"""Being let in by the platforms that send a person to their own page for it."""

from notifiers.connect.base import STAND_IN, AuthorizationRequest, Choice, ClientCredential, Connector
from notifiers.connect.oauth1 import FlickrAccount, XAccount
from notifiers.connect.oauth2 import BloggerBlogs, FacebookPages, LinkedInPages, ThreadsAccount, YouTubeChannels
from schemas.account import Platform

CONNECTORS: dict[Platform, type[Connector]] = {
    Platform.FACEBOOK: FacebookPages,
    Platform.LINKEDIN: LinkedInPages,
    Platform.THREADS: ThreadsAccount,
    Platform.YOUTUBE: YouTubeChannels,
    Platform.BLOGGER: BloggerBlogs,
    Platform.X: XAccount,
    Platform.FLICKR: FlickrAccount,
}

__all__ = ["CONNECTORS", "STAND_IN", "ClientCredential", "AuthorizationRequest", "Choice", "Connector"]
