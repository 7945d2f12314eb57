"""Shaping a text for an account: whole, or short, or refused; never cut, and always saying what it is."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from notifiers.base.abilities import Ability
from notifiers.base.lengths import graphemes, utf16_length
from notifiers.channels.bluesky.length import bluesky_length
from notifiers.channels.mastodon.length import mastodon_length
from notifiers.channels.x.length import weighted_length
from notifiers.platforms import PLATFORMS
from notifiers.public_words import MARKS
from notifiers.render import plan_action, render
from policy.exercises.sandbox import MARK
from schemas.accounts.account import Account, Platform
from schemas.crises.crisis import Crisis, Severity
from schemas.drafts.content import Content, MessageKind
from schemas.drafts.media import Media
from schemas.drafts.rendering import PublishAction, Rendering, RenderJob
from schemas.errors import InvalidInput
from schemas.recipients.recipient import Audience
from schemas.states import CrisisStatus
from tests.notifiers.scenes import account as bare_account

KOMMUNE = "Prøve kommune"
FILES = {
    kind: Media(path=f"/x.{mime[-3:]}", sha256="0" * 64, mime=mime, size=1, alt="Kart")
    for kind, mime in (("video/", "video/mp4"), ("image/", "image/png"))
}
ORIGINAL = Content(title="Kok drikkevannet", body="Kok alt vann.")
SIGN_UP = "https://varsling.kk.example"
LIMITED = [platform for platform, spec in PLATFORMS.items() if spec.limit]
CHANGES = [MessageKind.CORRECTION, MessageKind.RETRACTION, MessageKind.ALL_CLEAR]


def account(platform: Platform, **extra: object) -> Account:
    """With somebody to write to where the platform writes to somebody."""
    return bare_account(platform, **({"recipients": ("hvem",)} if PLATFORMS[platform].addressed else {}), **extra)


def crisis(*, exercise: bool = False) -> Crisis:
    return Crisis(
        id="k-1",
        title="Vannbrudd",
        what="Bakterier",
        where="Lånke",
        severity=Severity.SEVERE,
        exercise=exercise,
        status=CrisisStatus.ESTABLISHED,
        established_at=datetime(2026, 1, 1, tzinfo=UTC),
        established_by="kari",
    )


def content(body: str = "Kok alt vann i tre minutter.", **extra: object) -> Content:
    return Content.model_validate({"title": "Kok drikkevannet", "body": body} | extra)


def shaped(
    target: Account | Platform, text: Content, *, exercise: bool = False, original: Content | None = None
) -> Rendering:
    """With the file that the platform cannot do without."""
    if isinstance(target, Platform):
        target = account(target)
    wanted = FILES.get(PLATFORMS[target.platform].media.needs or "")
    if wanted:
        text = text.model_copy(update={"media": (wanted,)})
    return render(
        RenderJob(
            content=text, account=target, crisis=crisis(exercise=exercise), municipality=KOMMUNE, original=original
        )
    )


def at_the_limit(platform: Platform, over: int = 0) -> Content:
    """A text whose rendering is exactly at the limit, or `over` characters above it.

    No body may be over 20 000, so Facebook and webhooks get their length from the account instead.
    """
    frame = shaped(account(platform, max_length=10**6), content("x")).length - 1
    return content("x" * (_limit(platform) - frame + over))


def _limit(platform: Platform) -> int:
    return min(PLATFORMS[platform].limit or 0, 15_000)


@pytest.mark.parametrize("platform", LIMITED)
def test_at_the_limit_it_is_whole(platform: Platform) -> None:
    text = at_the_limit(platform)
    made = shaped(account(platform, max_length=_limit(platform)), text)
    assert made.length == made.limit == _limit(platform) and text.body in made.text


@pytest.mark.parametrize("platform", LIMITED)
def test_one_over_is_refused_with_channel_numbers_and_a_way_out(platform: Platform) -> None:
    with pytest.raises(InvalidInput) as caught:
        shaped(account(platform, max_length=_limit(platform)), at_the_limit(platform, over=1))
    says = str(caught.value)
    assert PLATFORMS[platform].name in says and "--short" in says and "konto" in says
    assert str(_limit(platform)) in says and str(_limit(platform) + 1) in says


@pytest.mark.parametrize("platform", LIMITED)
def test_one_over_takes_the_short_text_whole(platform: Platform) -> None:
    text = at_the_limit(platform, over=1).model_copy(update={"short": "Kok vann. Mer på nettsiden."})
    made = shaped(account(platform, max_length=_limit(platform)), text)
    assert "Kok vann. Mer på nettsiden." in made.text and "xx" not in made.text
    assert made.text.count("Kok drikkevannet") == (0 if PLATFORMS[platform].titled else 1)


@pytest.mark.parametrize("platform", [Platform.X, Platform.MASTODON, Platform.LINKEDIN])
def test_the_platforms_own_limit_holds_where_the_account_says_nothing(platform: Platform) -> None:
    limit = PLATFORMS[platform].limit
    assert shaped(platform, at_the_limit(platform)).length == limit
    with pytest.raises(InvalidInput):
        shaped(platform, at_the_limit(platform, over=1))


def test_a_short_text_that_is_too_long_is_refused_too() -> None:
    with pytest.raises(InvalidInput, match="--short"):
        shaped(Platform.X, content("x" * 300, short="y" * 300))


def test_nothing_is_ever_cut() -> None:
    """Also where there is hardly room for the text, or a little too little."""
    reached: Counter[str] = Counter()

    @settings(max_examples=400, deadline=None, derandomize=True)
    @given(
        platform=st.sampled_from(LIMITED) | st.sampled_from(Platform),
        exercise=st.booleans(),
        kind=st.sampled_from([MessageKind.MESSAGE, *CHANGES]),
        body=st.text(min_size=1, max_size=700).filter(str.strip),
        left=st.none() | st.integers(-20, 150),
        short=st.none() | st.text(min_size=1, max_size=250).filter(str.strip),
        next_update=st.none() | st.just("kl. 14"),
        link=st.none() | st.just("https://kk.example/vann"),
    )
    def holds(platform: Platform, exercise: bool, body: str, left: int | None, **words: Any) -> None:
        limit = PLATFORMS[platform].limit
        if left is not None and limit and limit <= 5000:
            body = (body.strip() * limit)[: limit - left]
        text = content(body, **words)
        try:
            made = shaped(platform, text, exercise=exercise)
        except InvalidInput:
            assert limit
            reached["refused"] += 1
            return
        reached["nine tenths full"] += made.limit is not None and made.length > 0.9 * made.limit
        _is_whole(platform, text, made, exercise=exercise)

    holds()
    assert reached["refused"] >= 15 and reached["nine tenths full"] >= 15, f"nowhere near the limits: {reached}"


def _is_whole(platform: Platform, text: Content, made: Rendering, *, exercise: bool) -> None:
    assert text.body.strip() in made.text or (text.short and text.short.strip() in made.text)
    assert all(part in made.text for part in (text.next_update, text.link, KOMMUNE) if part)
    assert made.limit is None or made.length <= made.limit
    assert made.length == PLATFORMS[platform].count(made.text)
    assert "Kok drikkevannet" in made.title
    assert (made.text.startswith(MARK) and made.text.endswith(MARK) and made.title.startswith(MARK)) or not exercise
    assert exercise or MARK not in made.text


@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize("kind", CHANGES)
@pytest.mark.parametrize("exercise", [False, True])
def test_a_change_says_what_it_is(platform: Platform, kind: MessageKind, exercise: bool) -> None:
    made = shaped(platform, content(kind=kind), exercise=exercise, original=ORIGINAL)
    assert MARKS[kind] in made.title
    where = made.title if PLATFORMS[platform].titled else made.text
    assert where.startswith(f"{MARK}: {MARKS[kind]}: " if exercise else f"{MARKS[kind]}: ")


@pytest.mark.parametrize("kind", CHANGES)
def test_the_mark_stands_in_the_short_text_too_and_only_once(kind: MessageKind) -> None:
    text = content("x" * 400, short="Kok vann.", kind=kind, title=f"{MARKS[kind].lower()}: kok vannet")
    made = shaped(Platform.X, text, original=ORIGINAL)
    assert made.text.startswith(MARKS[kind].lower()) and made.text.lower().count(MARKS[kind].lower()) == 1


@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize("short", [False, True])
def test_an_exercise_says_so_first_and_last(platform: Platform, short: bool) -> None:
    text = content("x" * 400, short="Kok vann.") if short else content()
    made = shaped(account(platform, max_length=250).sandbox_account(), text, exercise=True)
    assert made.title.startswith(MARK) and made.text.startswith(MARK) and made.text.endswith(MARK)
    assert made.facts["status"] == "Exercise"


@pytest.mark.parametrize("platform", Platform)
def test_a_real_message_never_carries_the_mark(platform: Platform) -> None:
    made = shaped(platform, content())
    assert MARK not in made.title + made.text and made.facts["status"] == "Actual"


def test_a_title_that_stands_by_itself_is_not_repeated_in_the_text() -> None:
    for text in (content(), content("Kok vann.", short="Kok vann.")):
        assert "Kok drikkevannet" not in shaped(Platform.EMAIL, text).text
        assert shaped(Platform.MASTODON, text).text.startswith("Kok drikkevannet\n\n")


@pytest.mark.parametrize(
    ("body", "signature", "signed"),
    [
        ("Vannet er trygt.", None, f"– {KOMMUNE}"),
        ("Vannet er trygt.", "Ola", "– Ola"),
        ("Olabakken er stengt.", "Ola", "– Ola"),
        (f"{KOMMUNE} ber alle koke vann.", None, f"– {KOMMUNE}"),
        ("Vannet er trygt. Hilsen Ola.", "Ola", "Hilsen Ola."),
    ],
)
def test_it_is_signed_once(body: str, signature: str | None, signed: str) -> None:
    text = shaped(Platform.EMAIL, content(body, signature=signature)).text
    assert text.endswith(signed) and text.count(signed) == 1 and text.count("– ") <= 1


def test_a_units_own_post_is_signed_by_nobody_else() -> None:
    job = RenderJob(
        content=content(kind=MessageKind.UNIT_POST), account=account(Platform.CONSOLE), municipality=KOMMUNE
    )
    assert render(job).text == "Kok alt vann i tre minutter."


def test_every_platform_has_a_spec_and_the_other_way_round() -> None:
    assert set(PLATFORMS) == set(Platform)
    assert len({spec.name for spec in PLATFORMS.values()}) == len(PLATFORMS)


@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize("kind", MessageKind)
def test_a_change_edits_or_deletes_where_the_platform_can(platform: Platform, kind: MessageKind) -> None:
    cannot = PLATFORMS[platform].cannot
    expected = PublishAction.FOLLOW_UP
    if kind is MessageKind.CORRECTION and cannot(Ability.CORRECT) is None:
        expected = PublishAction.EDIT
    if kind is MessageKind.RETRACTION and cannot(Ability.RETRACT) is None:
        expected = PublishAction.DELETE
    listed = kind is MessageKind.ANSWER and PLATFORMS[platform].lists_answers
    beneath = kind in (MessageKind.REPLY, MessageKind.ANSWER) and not listed
    if beneath:
        expected = PublishAction.REPLY
    assert plan_action(account(platform), kind, has_original=True) is expected
    first = PublishAction.REPLY if beneath else PublishAction.PUBLISH
    assert plan_action(account(platform), kind, has_original=False) is first


@pytest.mark.parametrize(
    ("text", "graphemes_", "mastodon", "x"),
    [
        ("blåbærgrøt", 10, 10, 10),
        ("👩‍👩‍👧‍👦", 1, 1, 2),
        ("é́", 1, 1, None),
        ("水", 1, 1, 2),
        ("https://www.prove.kommune.no/vann/kokevarsel", 44, 23, 23),
        ("Se https://kk.no/a.", 19, 3 + 23 + 1, 3 + 23 + 1),
        ("(https://kk.no/a) https://kk.no/b!", 34, 1 + 23 + 2 + 23 + 1, 1 + 23 + 2 + 23 + 1),
        ("Se https://kk.example/a.", 24, 3 + 23 + 1, 24),
        ("Se kk.no nå", 11, 11, 3 + 23 + 3),
        ("post@kk.no", 10, 10, 10),
        ("kl. 14.30", 9, 9, 9),
    ],
)
def test_platforms_count_their_own_way(text: str, graphemes_: int, mastodon: int, x: int | None) -> None:
    assert graphemes(text) == graphemes_ and mastodon_length(text) == mastodon
    assert x is None or weighted_length(text) == x


@pytest.mark.parametrize(("language", "tag"), [("nb", "nb-NO"), ("nn", "nn-NO"), ("en", "en")])
def test_the_language_is_the_municipality_s(language: str, tag: str) -> None:
    job = RenderJob(content=content(), account=account(Platform.MASTODON), municipality=KOMMUNE, language=language)
    made = render(job)
    assert (made.facts["language"], made.language) == (tag, language)


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        ("nb", "Rettelse: Kok drikkevannet", ["Rettet kl. 14.14: Feil tid.", "Neste oppdatering: kl. 15"]),
        ("nn", "Retting: Kok drikkevannet", ["Retta kl. 14.14: Feil tid.", "Neste oppdatering: kl. 15"]),
        ("en", "Correction: Kok drikkevannet", ["Corrected kl. 14.14: Feil tid.", "Next update: kl. 15"]),
    ],
)
def test_the_words_we_add_are_in_the_same_language(language: str, title: str, said: list[str]) -> None:
    text = content(kind=MessageKind.CORRECTION, wrong="Feil tid.", corrected="kl. 14.14", next_update="kl. 15")
    made = render(RenderJob(content=text, account=account(Platform.MASTODON), municipality=KOMMUNE, language=language))
    assert made.text.startswith(title) and all(words in made.text for words in said)


@pytest.mark.parametrize(
    ("text", "bluesky", "telegram"),
    [
        ("blåbærgrøt", 10, 10),
        ("a\u030a", 1, 2),
        ("🌊", 1, 2),
        ("👩‍👩‍👧‍👦", 3, 11),
        ("🇳🇴🇸🇪", 2, 8),
        ("⚠\ufe0f", 1, 2),
        ("水", 1, 1),
        ("क्षि", 2, 4),
        ("\r\n", 1, 2),
        ("z" + "\u0301" * 50, 11, 51),
        ("https://kk.no/a", 15, 15),
    ],
)
def test_bluesky_counts_graphemes_and_bytes_and_telegram_utf16(text: str, bluesky: int, telegram: int) -> None:
    assert (bluesky_length(text), utf16_length(text)) == (bluesky, telegram)


@pytest.mark.parametrize(
    ("platform", "alt"),
    [
        (Platform.TELEGRAM, "å" * 1_024),
        (Platform.TELEGRAM, "🌊" * 512),
        (Platform.X, "å" * 1_000),
        (Platform.X, "🌊" * 500),
        (Platform.MASTODON, "å" * 1_500),
    ],
)
def test_alt_texts_are_counted_as_the_platform_counts(platform: Platform, alt: str) -> None:
    rules, media = PLATFORMS[platform].media, Media(path="k.png", sha256="0" * 64, mime="image/png", size=9, alt=alt)
    assert rules.too_much("K", "konto", (media,)) is None
    assert rules.too_much("K", "konto", (media.model_copy(update={"alt": alt + "å"}),)) is not None


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_platform_counts_a_text_shorter_than_its_graphemes_but_for_addresses(text: str) -> None:
    assume("http" not in text.lower() and "." not in text)
    for platform in (Platform.X, Platform.BLUESKY, Platform.TELEGRAM, Platform.MASTODON, Platform.THREADS):
        assert PLATFORMS[platform].count(text) >= graphemes(normalize("NFC", text))


@pytest.mark.parametrize(
    ("platform", "kinds", "fits"),
    [
        (Platform.MASTODON, ["image/png", "image/png"], True),
        (Platform.MASTODON, ["video/mp4"], True),
        (Platform.MASTODON, ["image/png", "video/mp4"], False),
        (Platform.MASTODON, ["video/mp4", "video/mp4"], False),
        (Platform.MASTODON, ["image/gif", "image/png"], True),
        (Platform.X, ["image/gif"], True),
        (Platform.X, ["image/gif", "image/gif"], False),
        (Platform.X, ["image/gif", "image/jpeg"], False),
        (Platform.X, ["image/webp", "image/jpeg"], True),
        (Platform.X, ["image/gif", "video/mp4"], True),
    ],
)
def test_what_may_not_stand_beside_each_other_is_refused_in_the_preview(
    platform: Platform, kinds: list[str], fits: bool
) -> None:
    files = tuple(
        Media(path=f"/{n}", sha256=str(n) * 64, mime=kind, size=9, alt=f"Kart {n}") for n, kind in enumerate(kinds)
    )
    job = RenderJob(content=content(media=files), account=account(platform), municipality=KOMMUNE)
    if fits:
        assert render(job).media == PLATFORMS[platform].media.carried(files)
    else:
        with pytest.raises(InvalidInput, match="only alone"):
            render(job)


@pytest.mark.parametrize(("given", "tag"), [("nb", "nb-NO"), ("nn", "nn-NO"), ("en", "en"), ("se", "se-NO")])
def test_every_channel_is_told_the_language_of_the_text(given: str, tag: str) -> None:
    text = content("Kok alt vann.", language=given, next_update="om to timer")
    job = RenderJob(content=text, account=account(Platform.MASTODON), municipality=KOMMUNE, language=given)
    made = render(job)
    assert made.language == given and made.facts["language"] == tag
    assert "om to timer" in made.text


@pytest.mark.parametrize(("language", "words"), [("nb", "varsler"), ("nn", "varsel"), ("en", "End warnings")])
@pytest.mark.parametrize(("platform", "place"), [(Platform.SMS, "varsling.kk.example"), (Platform.EMAIL, SIGN_UP)])
def test_the_last_line_to_the_register_says_how_to_end(
    platform: Platform, place: str, language: str, words: str
) -> None:
    """To a list of the account's own it says nothing: that is mended in the municipality file."""

    def last(audience: Audience | None, signup_url: str = SIGN_UP) -> str:
        text = content(language=language, audience=audience)
        job = RenderJob(
            content=text, account=account(platform), crisis=crisis(), municipality=KOMMUNE, language=language
        )
        return render(job, signup_url).text.rpartition("\n")[2]

    assert words in last(Audience(zones=("hell",))) and last(Audience(everyone=True)).endswith(f": {place}")
    assert place not in last(None) and place not in last(Audience(everyone=True), "")
