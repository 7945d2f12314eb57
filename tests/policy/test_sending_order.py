"""What goes first when many want to leave at once."""

from policy import sending_order
from policy.sending_order import in_turn
from schemas.account import Account, Platform
from tests.cast import account

GIVEN = (
    account("x", Platform.X),
    account("sms", Platform.SMS),
    account("epost", Platform.EMAIL),
    account("side", Platform.PUBLIC_PAGE, url="krisepage://"),
    account("bloggen", Platform.BLOGGER),
)


def itself(one: Account) -> Account:
    return one


def names(found: list[list[Account]]) -> list[list[str]]:
    return [[one.id for one in some] for some in found]


def test_the_public_page_goes_first_then_sms_then_the_rest_as_they_came() -> None:
    assert names(in_turn(GIVEN, itself)) == [["side", "sms"], ["x", "epost", "bloggen"]]
    assert [one.id for one in GIVEN if sending_order.is_first(one)] == ["sms", "side"]


def test_an_exercise_goes_in_the_same_order() -> None:
    twins = [one.twin() for one in GIVEN]
    assert names(in_turn(twins, itself))[0] == ["side-ovelse", "sms-ovelse"]


def test_nothing_waits_for_what_is_not_there() -> None:
    assert names(in_turn(GIVEN[:1], itself)) == [["x"]]
    assert names(in_turn((), itself)) == []
