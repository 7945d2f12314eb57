"""Ids of SMS centres, as they stand in answers and in reports."""

import pytest

from policy.sending.message_ids import same


@pytest.mark.parametrize(
    ("answered", "reported"),
    [
        ("1A2B3C4D", "439041101"),
        ("1a2b3c4d", "0439041101"),
        ("439041101", "1A2B3C4D"),
        ("0000001F", "31"),
        ("10", "16"),
        ("16", "10"),
        ("id7", "ID7"),
        ("0000000042", "42"),
        ("ffffffffffffffff", "18446744073709551615"),
    ],
)
def test_one_text_by_two_ids(answered: str, reported: str) -> None:
    assert same(answered, reported) and same(reported, answered)


@pytest.mark.parametrize(
    ("answered", "reported"), [("1A2B3C4D", "439041102"), ("", ""), ("0", ""), ("id7", "7"), ("1G", "16"), ("²", "2")]
)
def test_two_texts(answered: str, reported: str) -> None:
    assert not same(answered, reported) and not same(reported, answered)
