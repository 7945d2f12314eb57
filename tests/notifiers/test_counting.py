"""Ways of counting that were invented against ours: by each platform's own rule, and never fewer than its fake counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.channels.mastodon.length import mastodon_length
from notifiers.channels.threads.length import threads_length
from tests.fakes.threads import counted

THREADS = [
    ("å", 1),
    ("🇳🇴", 8),
    ("1\ufe0f\u20e3", 7),
    ("👨‍👩‍👧‍👦", 25),
    ("❤\ufe0f", 6),
    ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 28),
    ("漢字", 2),
    ("Kok vannet 💧", 15),
]


@pytest.mark.parametrize(("text", "length"), THREADS)
def test_threads_counts_an_emoji_by_its_bytes(text: str, length: int) -> None:
    assert threads_length(text) == length == counted(text)


PIECES = ["a", "å", " ", "漢", "\n", "1", "#", "e\u0301", *(text for text, _ in THREADS)]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_we_never_count_fewer_than_the_platform(text: str) -> None:
    assert threads_length(text) >= counted(text)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Takk @vann@mastodon.example", 10),
        ("@a_b@xn--mte-0na.example: ja", 8),
        ("@a@b.example @c@d.example", 5),
        ("post@kk.example", 15),
        ("https://mastodon.example/@vann@annen.example", 23),
        ("@vann", 5),
        ("Se https://a.no/x og @b@c.example", 32),
        ("e\u0301", 1),
    ],
)
def test_mastodon_counts_a_name_elsewhere_without_its_host(text: str, length: int) -> None:
    assert mastodon_length(text) == length
