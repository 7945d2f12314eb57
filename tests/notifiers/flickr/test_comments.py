"""Comments under pictures, against a fake (tests/fakes/flickr.py)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notifiers.base.abilities import Ability
from notifiers.channels.flickr import Flickr
from schemas.accounts.account import Platform
from schemas.dialogue.remark import RemarkKind
from schemas.errors import RetryClass
from tests.fakes.flickr import NSID, FakeFlickr
from tests.notifiers.answers import answer, damage, late_under_fifty, read
from tests.notifiers.scenes import bound, refusal

NOW = datetime.now(UTC).replace(microsecond=0)
SAID = "Vi kjører tankbil til skolen kl. 12 & <16>.\n\n– Nina"


@pytest.fixture
def fake() -> Iterator[FakeFlickr]:
    with FakeFlickr() as running:
        yield running


@pytest.fixture
def flickr(fake: FakeFlickr, tmp_path: Path) -> Flickr:
    plugin = bound(fake.url, tmp_path, Platform.FLICKR)
    assert isinstance(plugin, Flickr)
    return plugin


@pytest.fixture
def photo(fake: FakeFlickr) -> str:
    return fake.write("Kart.", NOW - timedelta(hours=1))


def test_fake_comments_are_read_picture_by_picture(fake: FakeFlickr, flickr: Flickr, photo: str) -> None:
    other = fake.write("Et annet", NOW)
    first = fake.comment(photo, "Når &amp; hvor?", NOW - timedelta(minutes=9))
    mine = fake.comment(photo, "I morgen.", NOW, NSID)
    third = fake.comment(other, "Fint", NOW)
    found, cursor = read(flickr, own=[photo, other, "1"])
    assert set(found) == {first, mine, third}
    assert (found[first].author, found[first].text, found[first].post_id) == ("Per Hansen", "Når & hvor?", photo)
    assert (found[first].kind, found[first].ours, found[mine].ours) == (RemarkKind.COMMENT, False, True)
    assert found[first].written_at == NOW - timedelta(minutes=9) and "#comment" in str(found[first].remote_url)
    late = fake.comment(photo, "Sent", NOW)
    fake.comments[first]["_content"] = "Endret"
    again, _ = read(flickr, cursor, [photo, other])
    assert late in again and again[first].text == "Endret"


def test_fake_what_is_gone_is_none(fake: FakeFlickr, flickr: Flickr, photo: str) -> None:
    first = fake.comment(photo, "Når?", NOW)
    remark = read(flickr, own=[photo])[0][first]
    assert flickr.remark(remark) == remark
    del fake.comments[first]
    assert flickr.remark(remark) is None
    del fake.photos[photo]
    assert flickr.remark(remark) is None and read(flickr, own=[photo])[0] == {}


def test_fake_an_answer_names_whom_it_answers_and_is_found_again(fake: FakeFlickr, flickr: Flickr, photo: str) -> None:
    first = fake.comment(photo, "Når?", NOW)
    remark = read(flickr, own=[photo])[0][first]
    out = answer(remark, SAID)
    assert flickr.find(out) is None
    fake.lose("POST")
    assert refusal(lambda: flickr.deliver(out)).kind is RetryClass.AMBIGUOUS
    found = flickr.find(out)
    assert found and fake.comments[found.remote_id or ""]["_content"].startswith("@Per Hansen: Vi kjører")
    assert flickr.find(answer(remark, "Andre ord.")) is None


def test_others_words_stay_and_it_says_where_to_remove_them(flickr: Flickr) -> None:
    for ability in (Ability.HIDE, Ability.REMOVE_REMARK):
        assert "in the browser only" in str(flickr.unable(ability))


def test_fake_who_may_only_read_cannot_answer_and_the_check_says_so(
    fake: FakeFlickr, flickr: Flickr, photo: str
) -> None:
    fake.comment(photo, "Når?", NOW)
    (remark,) = read(flickr, own=[photo])[0].values()
    fake.perms = "read"
    error = refusal(lambda: flickr.deliver(answer(remark)))
    assert error.kind is RetryClass.OPERATOR and "hemmelig" not in f"{error!r}{error.sentence!r}"
    assert any(one.level == "error" and "only read" in str(one.sentence) for one in flickr.check())


def test_fake_comment_wire(fake: FakeFlickr, flickr: Flickr, photo: str) -> None:
    fake.comment(photo, "Når?", NOW)
    (remark,) = flickr.remarks(None, [photo]).remarks
    flickr.deliver(answer(remark, "Kl. 14"))
    common = {"format": "json", "nojsoncallback": "1"}
    assert fake.told() == [
        ("GET", "/services/rest/", {"method": "flickr.photos.comments.getList", **common, "photo_id": photo}, None),
        (
            "POST",
            "/services/rest/",
            {},
            {
                "method": "flickr.photos.comments.addComment",
                **common,
                "photo_id": photo,
                "comment_text": "@Per Hansen: Kl. 14",
            },
        ),
    ]


def test_fake_a_comment_that_cannot_be_read_hides_no_other(fake: FakeFlickr, flickr: Flickr, photo: str) -> None:
    fake.comment(photo, "Når?", NOW)
    damage(flickr, "comments.comment", [photo])


def test_fake_a_comment_under_any_of_fifty_posts_is_seen_in_the_next_look(fake: FakeFlickr, flickr: Flickr) -> None:
    posts = [fake.write(f"Nr. {n}", NOW - timedelta(hours=60 - n)) for n in range(50)][::-1]
    late, asked = late_under_fifty(flickr, fake, posts, lambda post: fake.comment(post, "Når?", datetime.now(UTC)))
    assert len(asked) <= 1 + 10 + len(late)
    told = asked[0].query
    assert (told["method"], told["extras"], told["per_page"]) == (
        "flickr.photos.recentlyUpdated",
        "last_update",
        "500",
    )
    assert (
        timedelta(days=7) <= datetime.now(UTC) - datetime.fromtimestamp(int(told["min_date"]), UTC) < timedelta(days=8)
    )
