"""Which SMS ends warnings: the word however it is written; who talks of something else is answered by a person."""

import pytest

from policy.recipients.signing_up import is_stop


@pytest.mark.parametrize(
    "said",
    [
        *(
            "STOP",
            "Stopp",
            "stopp.",
            "“STOPP”",
            " Stopp! ",
            "ＳＴＯＰ",
            "stans",
            "Stogg",
            "SLUTT",
            "Avmelding",
            "Meld meg av",
        ),
        *("STOPP varsler", "stop 1933", "STOP ALL", "STOPALL", "quit", "Cancel", "opt-out", "Unsubscribe", "END"),
        *(
            "Slutt å sende meg sms",
            "Stopp sms fra kommunen",
            "Stopp varslene til dette nummeret",
            "stop texts to this number",
        ),
        *("STOPP\nHilsen Kari Nordmann", "Stopp\n\nMvh Ola"),
    ],
)
def test_ends(said: str) -> None:
    assert is_stop(said)


@pytest.mark.parametrize(
    "said",
    [
        *(
            "Stopp! Huset mitt brenner",
            "Slutt på vannet hos oss i dag",
            "Stoppet bussen?",
            "Hei",
            "",
            "Når slutter det?",
        ),
        *("Stopp\nHuset mitt brenner", "stop, there is gas", "Ikke stopp varslene"),
    ],
)
def test_is_somebody_talking(said: str) -> None:
    assert not is_stop(said)
