"""What goes first when many want to leave at once."""

from notifiers.platforms import PLATFORMS
from policy.sending import sending_order
from policy.sending.sending_order import in_turn
from schemas.accounts.account import Platform
from schemas.messages.turn import Turn

GIVEN = (Platform.X, Platform.SMS, Platform.EMAIL, Platform.PUBLIC_PAGE, Platform.BLOGGER)


def turn(platform: Platform) -> Turn:
    return PLATFORMS[platform].turn


def test_the_public_page_goes_first_then_sms_then_the_rest_as_they_came() -> None:
    first = [Platform.PUBLIC_PAGE, Platform.SMS]
    assert in_turn(GIVEN, turn) == [first, [Platform.X, Platform.EMAIL, Platform.BLOGGER]]
    assert [one for one in Platform if sending_order.is_first(turn(one))] == sorted(first)


def test_nothing_waits_for_what_is_not_there() -> None:
    assert in_turn(GIVEN[:1], turn) == [[Platform.X]]
    assert in_turn((), turn) == []
