"""Being let in to a channel."""

from notifiers.connect.google import Google


class YouTubeChannels(Google):
    scopes = "https://www.googleapis.com/auth/youtube.force-ssl"
    schema = "youtube"
    listing = ("/youtube/v3/channels", {"part": "snippet", "mine": "true"})
