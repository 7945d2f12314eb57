"""What the check takes as an address is what a letter can be sent to."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifiers.channels.email.letter import ascii_address
from notifiers.channels.email.spec import misaddressed
from policy.recipients import ways
from policy.recipients.mail_addresses import can_be_written_to
from schemas.errors import InvalidInput

GOOD = [
    "post@kk.example",
    "fornavn.etternavn@kommune.no",
    "varsling+vann@kommune.no",
    "o'brien@kommune.no",
    "post@stjørdal.no",
    "post@xn--stjrdal-s1a.no",
    "post@under.domene.kommune.no",
    "1@a.no",
    "a_b-c@a-b.no",
    "post@例え.みんな",
    "post@почта.рф",
    "post@kárášjohka.no",
    "POST@STJØRDAL.NO",
    "post@stjo\u0308rdal.no",
    f"{'a' * 64}@{'b' * 63}.no",
]
WRONG = [
    "",
    "post",
    "post@",
    "@kommune.no",
    "post@kommune",
    "post@@kommune.no",
    "a@b@kommune.no",
    "post@kommune..no",
    ".post@kommune.no",
    "post.@kommune.no",
    "po..st@kommune.no",
    "post@-kommune.no",
    "post@kommune-.no",
    "post@kom_mune.no",
    "post@kommune.n",
    "post@kommune.123",
    "post@.no",
    "post@kommune.no.",
    "post@[10.0.0.1]",
    "post@10.0.0.1",
    "po st@kommune.no",
    "post @kommune.no",
    "post@kommune.no ",
    "post@kommune.no, to@kommune.no",
    "Kari <post@kommune.no>",
    '"kari"@kommune.no',
    "bjørn@kommune.no",
    "post@kommune.no\n",
    "(vakt)post@kommune.no",
    "post;to@kommune.no",
    "“post@kommune.no”",
    f"{'a' * 65}@kommune.no",
    f"post@{'b' * 64}.no",
    f"post@{'b.' * 130}no",
]
OTHER_SIGNS = [
    "po\u200bst@kommune.no",
    "post@kom\u200bmune.no",
    "post@kom\u00admune.no",
    "post@kommune.no\ufeff",
    "\u2060post@kommune.no",
    "ｐｏｓｔ@kommune.no",
    "post@ｋｏｍｍｕｎｅ.no",
    "post＠kommune.no",
    "post@kommune。no",
    "post@kommune．no",
    "post@kommune｡no",
    "post@kommune\u2024no",
    "post@kom\u2010mune.no",
    "post@straße.de",
    "post@ﬁrma.no",
    "post@①.no",
    "post@кommune.no",
    "post@kοmmune.no",
    "post@kommune.no\u00a0",
]
"""What the net would take for another address, or for none, without a word."""


@pytest.mark.parametrize("address", GOOD)
def test_a_letter_can_be_sent_there(address: str) -> None:
    assert can_be_written_to(address) and misaddressed(address) is None


@pytest.mark.parametrize("address", WRONG)
def test_what_sending_would_refuse_is_found_by_the_check(address: str) -> None:
    assert not can_be_written_to(address) and misaddressed(address) is not None


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first of `st.emails()` takes seconds on a busy machine
@given(st.text(st.sampled_from('aø.@-_ æ水"<>()1:;,'), max_size=30) | st.emails())
def test_whatever_passes_can_be_written_in_ascii(address: str) -> None:
    if can_be_written_to(address):
        written = ascii_address(address)
        assert written.isascii() and written.count("@") == 1 and " " not in written


@pytest.mark.parametrize("address", OTHER_SIGNS)
def test_an_address_with_signs_of_another_is_refused_and_the_sign_is_named(address: str) -> None:
    assert not can_be_written_to(address)
    sign = next(each for each in address if not each.isascii())
    assert (
        str(misaddressed(address)) == f"The address holds a sign (U+{ord(sign):04X}) that no address has. Type it anew."
    )
    with pytest.raises(InvalidInput):
        ways.email(address + "x" * address.endswith("\u00a0"))
