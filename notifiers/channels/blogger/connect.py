"""Being let in to a blog."""

from notifiers.connect.google import Google


class BloggerBlogs(Google):
    scopes = "https://www.googleapis.com/auth/blogger"
    schema = "blogger"
    listing = ("/blogger/v3/users/self/blogs", {})
