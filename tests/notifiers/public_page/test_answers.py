"""What many ask: a list of its own, a feed of its own, and no alert."""

from typing import Any

from lxml import etree

from notifiers.channels.public_page import PublicPage
from schemas.messages.delivery import Outgoing
from tests.notifiers.public_page.scenes import message
from tests.notifiers.public_page.test_feed import ATOM


def answered(
    name: str, before: str | None = None, text: str = "Klokka 14.", standing: str = "said", **more: Any
) -> Outgoing:
    out = message(name, "answer", before, text=text, **more)
    facts = out.rendering.facts | {"question": "q-1", "standing": standing, "source": "Teknisk <vakt>"}
    shown = out.rendering.model_copy(update={"title": "Når kommer vannet?", "facts": facts})
    return out.model_copy(update={"rendering": shown})


def read(page: PublicPage, name: str) -> str:
    return (page.root / name).read_text(encoding="utf-8")


def test_the_newest_answer_stands_once_in_the_list_with_its_standing_and_source(page: PublicPage) -> None:
    page.deliver(message("m-1", text="Kok vannet."))
    page.deliver(answered("m-2", text="Vi undersøker det.", standing="checking"))
    assert "Undersøkes" in read(page, "sporsmal.html")
    page.deliver(answered("m-3", "m-2", "Vannet er ikke giftig.", "false"))
    listed = read(page, "sporsmal.html")
    assert listed.count("Når kommer vannet?") == 1 and "Stemmer ikke" in listed and "Vi undersøker det." not in listed
    assert "Teknisk &lt;vakt&gt;" in listed and "Vannet er ikke giftig." in listed and "Kok vannet." not in listed
    assert "Vi undersøker det." in read(page, "m/m-3.html"), "its own page tells what was said before"


def test_it_is_no_message_and_alarms_nobody(page: PublicPage) -> None:
    page.deliver(message("m-1", text="Kok vannet."))
    page.deliver(answered("m-2"))
    front = read(page, "index.html")
    assert "1 pågående krisemelding" in front and 'href="m/m-2.html"' in front and "Klokka 14." not in front
    assert "m-2" not in read(page, "arkiv.html") and not (page.root / "cap/m-2.xml").exists()
    assert "CAP" not in read(page, "m/m-2.html")


def test_both_feeds_have_it_and_its_own_has_nothing_else(page: PublicPage) -> None:
    page.deliver(message("m-1"))
    page.deliver(answered("m-2"))
    named = {}
    for file in ("feed.atom", "sporsmal.atom"):
        root = etree.fromstring((page.root / file).read_bytes())
        named[file] = [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]
        assert str(root.findtext(f"{ATOM}id")).endswith(file)
    assert named["sporsmal.atom"] == ["Når kommer vannet?"] and len(named["feed.atom"]) == 2


def test_the_list_is_there_before_the_first_answer(page: PublicPage) -> None:
    page.deliver(message("m-1"))
    assert "Ingen spørsmål er besvart her ennå." in read(page, "sporsmal.html")


def test_when_the_danger_is_over_its_answers_no_longer_stand_among_those_that_hold(page: PublicPage) -> None:
    page.deliver(message("m-1", text="Kok vannet.", crisis_id="k-1"))
    page.deliver(answered("m-2", text="Ja, kok det.", crisis_id="k-1"))
    page.deliver(answered("m-3", text="Klokka åtte.", crisis_id=None))
    heading = "Fra hendelser som er over"
    assert heading not in read(page, "sporsmal.html") and 'href="m/m-2.html"' in read(page, "index.html")
    page.deliver(message("m-4", "all_clear", "m-1", text="Faren er over.", crisis_id="k-1"))
    listed, front = read(page, "sporsmal.html"), read(page, "index.html")
    assert listed.index("Klokka åtte.") < listed.index(heading) < listed.index("Ja, kok det.")
    assert 'href="m/m-2.html"' not in front and 'href="m/m-3.html"' in front
    page.deliver(message("m-5", text="Kok vannet igjen.", crisis_id="k-2"))
    assert read(page, "sporsmal.html").index(heading) < read(page, "sporsmal.html").index("Ja, kok det.")
