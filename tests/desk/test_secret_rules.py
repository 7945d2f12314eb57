"""What `secret set` takes, understands and says back. Signing secrets as Standard Webhooks' own tests have them: without padding too; an empty key never verifies."""

import base64
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from desk.secret_rules import check, stored
from notifiers.registry import make_plugin
from notifiers.standard_webhooks import sign, verify
from schemas.errors import InvalidInput, NotifierError, Refused

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


MICROSOFT = (
    "https://prod-12.westeurope.logic.azure.com:443/workflows/0a1b/triggers/manual/paths/invoke"
    "?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=hemmelig_Ab"
)
ONE = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("sms46elks://Stjordal/?user=u&password=a&b", "Write & there as %26"),
        ("sms46elks://Stjordal/?user=u&password=a&b=c", "Write & there as %26"),
        (f"teamsflyt://kommune/?url={MICROSOFT}", "Write & there as %26"),
        ("krisemails://user:p:ss@mail.example.org/?from=a@b.no", "a : in a user name or a password as %3A"),
        ("krisemails://user:p/ss@mail.example.org/?from=a@b.no", "/ as %2F"),
        ("krisemails://user:p#ss@mail.example.org/?from=a@b.no", "# as %23"),
        ("krisemails://user:p?ss@mail.example.org/?from=a@b.no", "does not know"),
        ("krisemails://u:p@mail.example.org/?from=a@b.no\nkrisemails://u:p@x.no/?from=a@b.no", "one line"),
        ("“krisemails://u:p@mail.example.org/?from=a@b.no”", "quotation marks"),
        ('"krisemails://u:p@mail.example.org/?from=a@b.no"', "quotation marks"),
        ("«sms46elks://Stjordal/?user=u&password=a»", "quotation marks"),
    ],
)
def test_what_would_be_stored_as_another_secret_is_refused_with_what_to_write(given: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        check("smtp", given)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("sms46elks://Stjørdal/?user=u&password=p", "not “Stjørdal”"),
        ("sms46elks://StjordalKomm/?user=u&password=p", "up to eleven"),
        ("sms46elks://Stjordal/?user=u", r"sms46elks://SENDER/\?user=…&password=…"),
        ("telegramkanal://123456:AAHhemmelig/", r"telegramkanal://BOT/\?token=…&chat=…"),
        ("krisemails://mail.example.org/", r"krisemails://.*from=…"),
        ("krisemastodons://sosial.example", "krisemastodons://TOKEN@HOST"),
        ("123456:AAHhemmelig", "not one that Apprise understands"),
    ],
)
def test_each_mistake_is_said_in_the_channels_own_words_without_the_secret(given: str, says: str) -> None:
    with pytest.raises(NotifierError, match=says) as refused:
        check("smtp", given)
    assert "hemmelig" not in str(refused.value)


@pytest.mark.parametrize("sender", ["Stjordal", "St K", "A&B", "kommune.no", "St-K", "St_K", "2050", "4791234567"])
def test_a_sender_of_letters_digits_and_four_signs_is_taken(sender: str) -> None:
    url = f"sms46elks://{quote(sender, safe='')}/?user=u&password=p"
    check("sms", url)
    made = make_plugin(url)
    assert vars(made)["sender"].removeprefix("+") == sender
    assert vars(make_plugin(made.url()))["sender"] == vars(made)["sender"], "and is the same in its own address"


@pytest.mark.parametrize(
    ("given", "back"),
    [
        (
            "krisemails://post%40kommune.no:p%40ss@mail.example.org/?from=a@b.no",
            "mail.example.org, for post@kommune.no",
        ),
        ("krisemails://mail.example.org/?from=a@b.no", "E-mail, at mail.example.org."),
        ("krisemails://u:hemmelig@møte.no/?from=a@b.no", "xn--mte-0na.no, for u"),
        ("sms46elks://Stjordal/?user=u1&password=hemmelig", "46elks, at Stjordal, for u1"),
        ("krisemastodons://hemmelig@sosial.example", "sosial.example."),
        ("telegramkanal://123/?token=hemmelig&chat=@stjordal", "Telegram, at 123."),
        ("json://u:hemmelig@host/", "an address of JSON"),
    ],
)
def test_what_was_understood_is_said_back_and_never_the_secret(given: str, back: str) -> None:
    told = str(stored("smtp", check("smtp", given)))
    assert back in told and "hemmelig" not in told and "p@ss" not in told


def test_the_teams_address_is_taken_as_microsoft_gives_it() -> None:
    kept = check("teams", MICROSOFT)
    assert vars(make_plugin(kept))["word"]["url"] == MICROSOFT
    assert "sig" not in str(stored("teams", kept))


@settings(max_examples=40, deadline=None)
@each(st.text(ONE, min_size=1, max_size=30).filter(lambda text: text == text.strip()))
def test_what_is_typed_in_percent_signs_is_what_is_used(secret: str) -> None:
    typed = quote(secret, safe="")
    for url in (
        f"krisemails://u:{typed}@mail.example.org/?from=a@b.no",
        f"wordpresss://u:{typed}@www.kommune.no/",
        f"sms46elks://Stjordal/?user=u&password={typed}",
        f"telegramkanal://123/?token={typed}&chat=@stjordal",
    ):
        made = make_plugin(check("smtp", url))
        kept = vars(made).get("word", {})
        assert secret in (made.password, *kept.values()), "decoded once"
        again = make_plugin(made.url())
        assert (again.password, vars(again).get("word")) == (made.password, vars(made).get("word"))
