"""A message in several languages on our own page: below each other, each said to be in its language, in the feed and in CAP."""

from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree, html

from notifiers.channels.public_page import PublicPage
from notifiers.channels.public_page.cap import NAMESPACE
from notifiers.platforms import PLATFORMS
from notifiers.render import declines, render
from schemas.accounts.account import Platform
from schemas.drafts.content import Content
from schemas.drafts.rendering import Rendering, RenderJob
from schemas.errors import NotifierError
from schemas.messages.delivery import Outgoing
from tests.cast import content
from tests.notifiers.public_page.scenes import ACCOUNT, SANDBOX, message, page_in
from tests.notifiers.public_page.test_cap import cap
from tests.notifiers.public_page.test_feed import entries, feed
from tests.notifiers.scenes import account

NN, EN = ("nn-NO", "Kok drikkevatnet", "Kok alt vatn.\n\nGjeld alle."), ("en", "Boil your water", "Boil <all> water.")


def in_three(message_id: str = "m-1", **extra: object) -> Outgoing:
    out = message(message_id, **extra)  # type: ignore[arg-type]  # what `message` takes
    versions = tuple(_version(out.rendering, *each) for each in (NN, EN))
    return out.model_copy(update={"rendering": out.rendering.model_copy(update={"versions": versions})})


def _version(made: Rendering, language: str, title: str, text: str) -> Rendering:
    facts = made.facts | {"language": language, "headline": title, "description": text}
    return made.model_copy(update={"title": title, "text": text, "facts": facts})


def parts(page: PublicPage, name: str) -> list[tuple[str, str, str]]:
    """(language, heading, words) of each version on the page."""
    found = html.parse(page.root / name).getroot().xpath("//section[contains(@class, 'version')]")
    return [
        (
            one.get("lang"),
            one[0].text_content(),
            " ".join("".join(one[n].text_content() for n in range(1, len(one))).split()),
        )
        for one in found
    ]


@pytest.mark.parametrize("name", ["index.html", "stille.html", "m/m-1.html"])
def test_each_version_stands_below_the_message_in_its_language(page: PublicPage, name: str) -> None:
    page.deliver(in_three())
    assert parts(page, name) == [("nn-NO", NN[1], "Kok alt vatn.Gjeld alle."), ("en", EN[1], "Boil <all> water.")]
    words = html.parse(page.root / name).getroot().xpath("//div[contains(@class, 'words')]")[0]
    assert words.get("lang") == "nb-NO" and "tre minutter" in words.text_content()


def test_headings_go_down_by_one_level(page: PublicPage) -> None:
    page.deliver(in_three())
    page.deliver(in_three("m-2", kind="correction", refers_to="m-1"))
    for name in ("index.html", "m/m-2.html"):
        levels = [
            int(each.tag[1])
            for each in html.parse(page.root / name)
            .getroot()
            .xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5]")
        ]
        assert levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels)), levels


def test_the_alert_has_an_info_for_each_language(page: PublicPage) -> None:
    page.deliver(in_three(facts={"number": "5035"}))
    alert = cap(page, "m-1")
    told = [
        [one.findtext(f"{{{NAMESPACE}}}{name}") for name in ("language", "headline", "description")]
        for one in alert.iter(f"{{{NAMESPACE}}}info")
    ]
    assert told == [["nb-NO", "Kok drikkevannet", "Kok alt vann i tre minutter."], [*NN], [*EN]]
    same = ("event", "urgency", "severity", "certainty", "expires", "web")
    assert (
        len(
            {
                tuple(one.findtext(f"{{{NAMESPACE}}}{name}") for name in same)
                for one in alert.iter(f"{{{NAMESPACE}}}info")
            }
        )
        == 1
    )
    assert len(alert.findall(f".//{{{NAMESPACE}}}area")) == 3


def test_the_feed_says_where_each_language_begins(page: PublicPage) -> None:
    page.deliver(in_three())
    (entry,) = entries(page)
    made = html.fromstring(f"<main>{entry['content']}</main>")
    assert [(one.get("lang"), one.text_content()) for one in made] == [
        ("nb-NO", "Kok alt vann i tre minutter."),
        ("nn-NO", "Kok drikkevatnetKok alt vatn.Gjeld alle."),
        ("en", "Boil your waterBoil <all> water."),
    ]
    (content_,) = feed(page).iter("{http://www.w3.org/2005/Atom}content")
    assert content_.get("type") == "html"


def test_a_message_in_one_language_is_as_it_was(page: PublicPage) -> None:
    page.deliver(message("m-1"))
    assert parts(page, "index.html") == [] and len(list(cap(page, "m-1").iter(f"{{{NAMESPACE}}}info"))) == 1
    assert entries(page)[0]["content"] == "Kok alt vann i tre minutter."


def test_one_id_never_gets_a_second_version(page: PublicPage) -> None:
    first = in_three()
    page.deliver(first)
    page.deliver(first)
    with pytest.raises(NotifierError, match="other words"):
        page.deliver(first.model_copy(update={"rendering": first.rendering.read_in("nb")}))


def test_in_an_exercise_they_stay_in_the_sandbox(tmp_path: Path) -> None:
    page = page_in(tmp_path, SANDBOX)
    page.deliver(in_three(exercise=True))
    assert len(parts(page, "index.html")) == 2 and not (tmp_path / "public" / "index.html").exists()
    assert etree.tostring(cap(page, "m-1")).count(b"Exercise") == 1 and ACCOUNT.sandbox is False


def test_only_what_shows_them_or_writes_to_the_register_is_given_them() -> None:
    text: Content = content(versions=({"language": "nn", "title": "Kok", "body": "Kok vatnet."},))
    for platform, spec in PLATFORMS.items():
        theirs = account(platform, recipients=("hvem",)) if spec.addressed else account(platform)
        job = RenderJob(content=text, account=theirs, municipality="Prøve kommune")
        if declines(theirs, text, has_original=False):
            continue
        (nynorsk,) = text.in_other_languages
        made = render(
            job.model_copy(update={"versions": (job.model_copy(update={"content": nynorsk, "language": "nn"}),)})
        )
        shows = platform in (Platform.PUBLIC_PAGE, Platform.HOMEPAGE, Platform.BLOGGER)
        assert bool(made.versions) == shows, platform
