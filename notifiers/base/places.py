"""Where a channel may write."""

from pathlib import Path

from schemas.base import Noun


class Places(Noun):
    """Folders a channel may write to. `public_url` is where `public` is served, without a slash at the end."""

    public: Path
    sandbox: Path
    public_url: str
    reports_at: str = ""
    """The desk as providers of SMS reach it, without a slash at the end; empty: nobody is asked for delivery reports."""
    signup_url: str = ""
    """Where residents sign up for warnings and end them, without a slash at the end; empty: there is no such page."""
    key_file: Path = Path()
