"""What a mail server's answer means."""

from schemas.errors import RetryClass


def reply_class(code: int) -> RetryClass:
    """SMTP reply code to class of retry (RFC 5321, 4.2.1)."""
    if code in (530, 534, 535):
        return RetryClass.REAUTH
    return RetryClass.RETRY_BACKOFF if 400 <= code < 500 else RetryClass.PERMANENT
