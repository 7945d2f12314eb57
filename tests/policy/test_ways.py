"""One form of a number and an address, however it was written; a sentence with a remedy for what is none."""

import pytest

from policy.recipients import ways
from schemas.errors import InvalidInput


@pytest.mark.parametrize(
    "written",
    ["91234567", "912 34 567", " +47 912 34 567", "0047 91234567", "(912) 34-567", "+4791234567", "９１２３４５６７"],
)
def test_a_mobile_has_one_form(written: str) -> None:
    assert ways.mobile(written) == "+4791234567"


def test_a_mobile_of_another_country_keeps_it() -> None:
    assert ways.mobile("+46 70 123 45 67") == "+46701234567"


@pytest.mark.parametrize("written", ["", "hei", "1234567", "912345678", "74 83 35 00", "=1+1", "9" * 500, "113"])
def test_what_takes_no_sms_is_refused_without_being_repeated(written: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        ways.mobile(written)
    assert not written or written not in str(refused.value)


def test_a_fixed_line_is_told_apart_from_nonsense() -> None:
    with pytest.raises(InvalidInput, match="fixed line"):
        ways.mobile("74 83 35 00")


@pytest.mark.parametrize(
    ("written", "form"),
    [(" Kari@Example.NO ", "kari@example.no"), ("a@sørlandet.example", "a@xn--srlandet-54a.example")],
)
def test_a_mail_address_has_one_form(written: str, form: str) -> None:
    assert ways.email(written) == form


@pytest.mark.parametrize("written", ["kari", "kari@", "@example.no", "a b@example.no", "kåre@example.no", "a@b"])
def test_what_no_letter_reaches_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput):
        ways.email(written)


def test_a_way_is_told_by_its_at() -> None:
    assert (ways.any_way("A@b.no"), ways.any_way("91234567")) == ("a@b.no", "+4791234567")


def test_a_street_has_one_form() -> None:
    assert len({ways.street(each) for each in ("Elvegata 3  B", "elvegata 3b", "Elvegata 3B.")}) == 1
    assert ways.street("Elvegata 3") != ways.street("Elvegata 13")


def test_houses_go_as_one_walks() -> None:
    walked = [
        "",
        "7500",
        "Bakken 1",
        "elvegata 3",
        "Elvegata 3b",
        "Elvegata 9",
        "Elvegata 10",
        "Elvegata 10, H0101",
        "Åsen",
    ]
    assert sorted(sorted(walked), key=ways.house_order) == walked
