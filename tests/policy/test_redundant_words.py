"""A short post says its headline and its sender once."""

import pytest

from policy.drafts.redundant_words import names, says_headline, speaks_as


@pytest.mark.parametrize(
    ("text", "headline", "said"),
    [
        ("Kok vannet i Lånke i ett minutt.", "Kok vannet i Lånke", True),
        ("I Lånke: kok vannet nå!", "KOK VANNET I LÅNKE", True),
        ("Kok alt vann før du drikker det.", "Kok vannet i Lånke", False),
        ("x" * 300 + " Kok vannet i Lånke", "Kok vannet i Lånke", False),
        ("", "!", False),
    ],
)
def test_a_headline_is_said_where_the_text_begins_with_all_its_words(text: str, headline: str, *, said: bool) -> None:
    assert says_headline(text, headline) is said


def test_a_sender_is_named_by_whole_words_and_by_the_accounts_own_name() -> None:
    assert names("Stjørdal kommune: Kok vannet.", "Stjørdal kommune")
    assert not names("Nystjørdal kommune", "Stjørdal kommune")
    assert speaks_as("@stjordalkommune", "Stjørdal kommune")
    assert speaks_as("Stjørdal kommune – krisemeldinger", "Stjørdal kommune")
    assert not speaks_as("@trondheim@kommune.example", "Stjørdal kommune")
