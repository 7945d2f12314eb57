"""Being let in to an account."""

from notifiers.connect.oauth1 import OAuth1


class FlickrAccount(OAuth1):
    host, path, schema, user = "https://www.flickr.com", "/services/oauth", "flickr", ("user_nsid", "username")
    more = {"perms": "delete"}
