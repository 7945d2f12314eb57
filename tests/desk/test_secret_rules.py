"""What `secret set` takes, understands and says back. Signing secrets as Standard Webhooks' own tests have them: without padding too; an empty key never verifies."""

import base64
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from urllib.parse import quote

import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from desk.cli.commands.secret import put
from desk.cli.desk import Desk
from desk.secret_rules import check, stored
from notifiers.base.abilities import Diagnosis
from notifiers.registry import make_plugin
from notifiers.standard_webhooks import sign, verify
from schemas.accounts.account import Account, Platform
from schemas.errors import InvalidInput, NotifierError, Refused
from schemas.sentence import say
from store.context import AppContext
from tests.cast import account

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("size", [24, 25, 26, 32, 64])
@pytest.mark.parametrize("padded", [True, False])
def test_a_secret_with_padding_or_without_is_taken_and_is_the_same_key(size: int, padded: bool) -> None:
    whole = "whsec_" + base64.b64encode(bytes(range(size))).decode()
    given = whole if padded else whole.rstrip("=")
    assert check("hook", given) == given
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


def test_of_a_mailbox_host_and_user_are_said_back() -> None:
    told = str(stored("bounces", check("bounces", "imaps://retur%40kk.example:hemmelig@imap.kk.example/Retur")))
    assert "imap.kk.example, for retur@kk.example" in told and "hemmelig" not in told
    with pytest.raises(InvalidInput, match="as %40"):
        check("bounces", "imaps://retur:hem@melig@imap.kk.example/INBOX")


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


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("krisemails://user:p\tss@mail.example.org/?from=a@b.no", r"U\+0009.*%09"),
        ("krisemails://user:p\u00a0ss@mail.example.org/?from=a@b.no", r"U\+00A0.*%C2%A0"),
        ("krisemails://user:p\u200bss@mail.example.org/?from=a@b.no", r"U\+200B"),
        ("krisemastodons://TO\ufeffKEN@sosial.example", r"U\+FEFF"),
        ("sms46elks://Kommune/?user=u&password=a;b", "as %3B"),
        ("sms46elks://Kommune/?user=u;x&password=p", "as %3B"),
        ("krisemails://user:%E6@mail.example.org/?from=a@b.no", "UTF-8"),
        ("wordpresss://kari:%ff%fe@www.kommune.no/", "UTF-8"),
        ("krisemails://user@mail.example.org/?from=a@b.no", "not both"),
        ("krisemastodons://user:TOKEN@sosial.example", "TOKEN@HOST"),
        ("krisemails://user:p[ss@mail.example.org/?from=a@b.no", "%5B"),
        ("krisemails://[2001:db8::1]/?from=a@b.no", "by its name"),
        ("krisemails://mail.example.org:99999/?from=a@b.no", "1 to 65535"),
        ("krisemails://mail.example.org:0/?from=a@b.no", "1 to 65535"),
        ("krisemails://user:@mail.example.org/?from=a@b.no", "not both"),
        ("krisemails://:pass@mail.example.org/?from=a@b.no", "not both"),
        ("krisemails://mail.example.org/?from=a@b.no&from=c@d.no", "from stands twice"),
        ("sms46elks://Kommune/?user=u&password=p&password=q", "password stands twice"),
    ],
)
def test_what_would_be_used_as_another_than_typed_is_refused(given: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as refused:
        check("smtp", given)
    assert "example.org" not in str(refused.value)


@pytest.mark.parametrize("sender", ["004791234567", "12345678901234567", "91234567"])
def test_a_number_that_is_none_is_no_sender(sender: str) -> None:
    with pytest.raises(NotifierError, match="number with its country"):
        check("sms", f"sms46elks://{sender}/?user=u&password=p")


def test_quotation_marks_are_part_of_no_secret() -> None:
    for given in ("'hemmelig1'", "“hemmelig1”", '"whsec_AAAA"'):
        with pytest.raises(InvalidInput, match="quotation marks"):
            check("oidc", given)


@pytest.mark.parametrize(
    "given", ["en-lang-nokkel", "https://mastodon.kk.example", "@kommune@mastodon.kk.example", "mastodon.kk.example"]
)
def test_what_is_no_address_is_told_the_form_of_the_channel_it_is_for(given: str) -> None:
    with pytest.raises(
        InvalidInput, match=r"no address of Mastodon\. It is written: krisemastodons://TOKEN@HOST:PORT"
    ) as said:
        check("mastodon", given, [Platform.MASTODON])
    assert given not in str(said.value)
    with pytest.raises(InvalidInput, match=r"sms46elks://SENDER.* / smssinch://"):
        check("sms", "123456:ABC", [Platform.SMS])


@pytest.mark.parametrize("sender", ["a@b", "a@b.no#x", "a@b。no", "Vakt <a@b..no>", "bjørn@b.no", "a@ｂ.no"])
def test_a_sender_that_no_server_would_take_is_refused_at_once(sender: str) -> None:
    with pytest.raises(NotifierError, match=r"cannot stand as the sender|that no address has"):
        check("smtp", f"krisemails://u:p@mail.kk.example/?from={sender}")


class Kept:
    """A vault and channels, as far as `secret set` knows them."""

    def __init__(self) -> None:
        self.stored: dict[str, str] = {}
        self.channels = self.vault = self

    def put(self, ctx: AppContext, actor: str, name: str, given: str) -> None:
        self.stored[name] = given

    def get(self, name: str) -> str | None:
        return self.stored.get(name)

    def check(self, account: Account) -> list[Diagnosis]:
        assert self.stored, "nothing is tried before it is stored"
        return [Diagnosis(level="error", sentence=say("Nobody answers at {host}.", host=account.id))]


def test_an_address_is_tried_at_once_and_what_was_found_is_said(
    ctx: AppContext, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts = (
        account("post", Platform.EMAIL, url=None, secret="smtp", recipients=("a@kk.example",)),
        account("tavle"),
    )
    town = ctx.municipality.model_copy(update={"accounts": accounts})
    desk, kept = Desk("kari"), Kept()
    desk.__dict__["ctx"], desk.__dict__["opened"] = replace(ctx, municipality=town), kept
    monkeypatch.setattr("sys.stdin", StringIO("krisemails://bruker:hemmelig@mail.kk.example/?from=a@kk.example\n"))
    said = str(put(desk, "smtp"))
    assert capsys.readouterr().err.strip() == "post: Nobody answers at post."
    assert "at mail.kk.example, for bruker" in said and "hemmelig" not in said
    assert list(kept.stored) == ["smtp"]
    monkeypatch.setattr("sys.stdin", StringIO("imap://retur:hemmelig@127.0.0.1:1/INBOX\n"))
    assert "127.0.0.1, for retur" in str(put(desk, "bounces"))
    assert capsys.readouterr().err.strip().startswith("bounces: Postkassen kan ikke leses")
