"""What the check takes as an address is what a letter can be sent to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.channels.email.letter import ascii_address
from notifiers.channels.email.spec import misaddressed
from policy.mail_addresses import can_be_written_to

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


@pytest.mark.parametrize("address", GOOD)
def test_a_letter_can_be_sent_there(address: str) -> None:
    assert can_be_written_to(address) and misaddressed(address) is None


@pytest.mark.parametrize("address", WRONG)
def test_what_sending_would_refuse_is_found_by_the_check(address: str) -> None:
    assert not can_be_written_to(address) and misaddressed(address) is not None


@given(st.text(st.sampled_from('aø.@-_ æ水"<>()1:;,'), max_size=30) | st.emails())
def test_whatever_passes_can_be_written_in_ascii(address: str) -> None:
    if can_be_written_to(address):
        written = ascii_address(address)
        assert written.isascii() and written.count("@") == 1 and " " not in written
