"""The attacks act on the same desk as its own tests do."""

from tests.desk.web.conftest import inside, with_passwords

__all__ = ["inside", "with_passwords"]
