"""Being let in to an account."""

from notifiers.connect.oauth1 import OAuth1


class XAccount(OAuth1):
    host, path, schema, user = "https://api.x.com", "/oauth", "krisex", ("user_id", "screen_name")
