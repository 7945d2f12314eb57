"""Signing secrets as Standard Webhooks' own tests have them: without padding too; an empty key never verifies."""

import base64
from datetime import UTC, datetime

import pytest

from desk.secret_rules import check
from notifiers.standard_webhooks import sign, verify
from schemas.errors import InvalidInput, Refused

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("size", [24, 25, 26, 32, 64])
@pytest.mark.parametrize("padded", [True, False])
def test_a_secret_with_padding_or_without_is_taken_and_is_the_same_key(size: int, padded: bool) -> None:
    whole = "whsec_" + base64.b64encode(bytes(range(size))).decode()
    given = whole if padded else whole.rstrip("=")
    check("hook", given)
    stamp = int(NOW.timestamp())
    verify(given, "m", str(stamp), sign(whole, "m", stamp, "{}"), b"{}", NOW)


@pytest.mark.parametrize("given", ["whsec_", "", "whsec_====", "whsec_AAAA", "whsec_" + "A" * 31 + "!", "A" * 32])
def test_what_is_no_secret_is_refused(given: str) -> None:
    with pytest.raises(InvalidInput):
        check("hook", given)


@pytest.mark.parametrize("secret", ["whsec_", "", "whsec_===="])
def test_an_empty_key_never_verifies(secret: str) -> None:
    with pytest.raises(Refused):
        verify(secret, "m", str(int(NOW.timestamp())), "v1,", b"{}", NOW)


@pytest.mark.parametrize(
    "given",
    [
        "krisemails://user:p@ss@mail.example.org/?from=a@b.no",
        "krisemails://post@kommune.no:hemmelig@mail.example.org?from=a@b.no",
        "wordpresss://kari:a@b@www.kommune.no/nyheter/",
        "krisemastodons://TOKEN@x@sosial.example",
    ],
)
def test_a_second_at_sign_is_refused_with_what_to_write(given: str) -> None:
    with pytest.raises(InvalidInput, match="as %40"):
        check("smtp", given)


@pytest.mark.parametrize(
    "given",
    [
        "krisemails://user:p%40ss@mail.example.org/?from=Vakt <a@b.no>",
        "krisemails://mail.example.org/?from=a@b.no&to=c@d.no",
        "json://user:pass@host/path@x",
    ],
)
def test_one_at_sign_before_the_host_is_taken(given: str) -> None:
    check("smtp", given)
