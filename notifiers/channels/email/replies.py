"""What a mail server's answer means."""

import smtplib

from schemas.errors import RetryClass


def reply_class(code: int) -> RetryClass:
    """SMTP reply code to class of retry (RFC 5321, 4.2.1)."""
    if code in (530, 534, 535):
        return RetryClass.REAUTH
    return RetryClass.RETRY_BACKOFF if 400 <= code < 500 else RetryClass.PERMANENT


def login_class(error: smtplib.SMTPException) -> tuple[RetryClass, str]:
    """What a failed login means, and a word for it; 454 is a server that cannot check passwords just now."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return (RetryClass.REAUTH if error.smtp_code >= 500 else RetryClass.RETRY_BACKOFF), f"SMTP {error.smtp_code}"
    if isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPHeloError):
        return RetryClass.RETRY_NOW, type(error).__name__
    return RetryClass.OPERATOR, "the server takes no login"
