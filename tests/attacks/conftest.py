"""The attacks act on the same desk as its own tests do."""

from tests.desk.web.conftest import inside, running, web, with_passwords

__all__ = ["inside", "running", "web", "with_passwords"]
