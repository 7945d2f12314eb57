"""What a reader finds on the page after each kind of message."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apprise import Apprise, NotificationManager
from lxml import html

from notifiers.base.abilities import DIALOGUE, Ability
from notifiers.channels.public_page import PublicPage
from schemas.errors import NotifierError, RetryClass
from tests.notifiers.public_page.scenes import ACCOUNT, SANDBOX, URL, message, page_in


def front(page: PublicPage) -> html.HtmlElement:
    return html.fromstring((page.root / "index.html").read_bytes())


def articles(page: PublicPage) -> list[str]:
    return [" ".join(part.text_content().split()) for part in front(page).iter("article")]


def lead(page: PublicPage) -> str:
    return front(page).find_class("lead")[0].text_content().strip()


def test_a_message_is_on_the_front_page_and_on_a_page_of_its_own(page: PublicPage) -> None:
    receipt = page.deliver(message("m-1", text="Kok alt vann.\nOgså til tannpuss."))
    assert receipt.remote_id == "m-1"
    assert receipt.remote_url == f"{URL}/m/m-1.html"
    own = html.fromstring((page.root / "m/m-1.html").read_bytes())
    assert own.xpath("string(//h1)") == "Kok drikkevannet"
    assert "Kok alt vann." in articles(page)[0] and "Pågår" in articles(page)[0]
    assert lead(page) == "1 pågående krisemelding"
    assert "Sist oppdatert" in front(page).text_content()


def test_the_newest_message_stands_first(page: PublicPage) -> None:
    for number in range(3):
        page.deliver(message(f"m-{number}", title=f"Tittel {number}"))
    titles = [title.text_content() for title in front(page).xpath("//article/h2")]
    assert titles == ["Tittel 2", "Tittel 1", "Tittel 0"]


def test_a_correction_stands_above_the_old_wording(page: PublicPage) -> None:
    page.deliver(message("m-1", text="Gjelder hele Skatval."))
    receipt = page.deliver(message("m-2", "correction", "m-1", text="Gjelder bare Lånke."))
    (shown,) = articles(page)
    places = [shown.index(words) for words in ("bare Lånke", "les rettelsen over først", "hele Skatval")]
    assert places == sorted(places)
    assert "Rettet" in shown and "Pågår" in shown
    assert receipt.remote_url == f"{URL}/m/m-2.html"
    assert (page.root / "m/m-1.html").read_text() == (page.root / "m/m-2.html").read_text()


def test_a_retracted_message_stays_visible_with_the_time(page: PublicPage) -> None:
    page.deliver(message("m-1", text="Skolen er stengt."))
    page.deliver(message("m-2", "retraction", "m-1", text="Skolen er åpen."))
    (shown,) = articles(page)
    assert shown.startswith("Trukket tilbake") and "Skolen er stengt." in shown
    assert len(front(page).find_class("gone")[0].findall("time")) == 1
    assert lead(page) == "Ingen pågående krisemeldinger"


def test_an_all_clear_ends_the_message_and_leaves_it_there(page: PublicPage) -> None:
    page.deliver(message("m-1"))
    page.deliver(message("m-2", "all_clear", "m-1", text="Vannet er trygt."))
    (shown,) = articles(page)
    assert shown.startswith("Faren er over") and "Kok alt vann" in shown
    assert lead(page) == "Ingen pågående krisemeldinger"


def test_a_correction_of_a_correction_joins_the_same_message(page: PublicPage) -> None:
    page.deliver(message("m-0", text="Ordlyd 0."))
    page.deliver(message("m-1", "correction", "m-0", text="Ordlyd 1."))
    page.deliver(message("m-2", "correction", "m-1", text="Ordlyd 2."))
    (shown,) = articles(page)
    assert shown.index("Ordlyd 2.") < shown.index("Ordlyd 1.") < shown.index("Ordlyd 0.")


def test_an_original_that_arrives_late_does_not_displace_its_correction(page: PublicPage) -> None:
    original = message("m-1", text="Feil.")
    page.deliver(message("m-2", "correction", "m-1", text="Riktig."))
    page.deliver(original)
    (shown,) = articles(page)
    assert shown.index("Riktig.") < shown.index("Feil.")


def test_sending_twice_changes_nothing(page: PublicPage) -> None:
    out = message("m-1")
    first = page.deliver(out)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in page.root.rglob("*.*")}
    assert page.deliver(out) == first
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in page.root.rglob("*.*")} == before
    assert len(articles(page)) == 1


def test_one_id_never_gets_a_second_wording(page: PublicPage) -> None:
    page.deliver(message("m-1", text="Først."))
    with pytest.raises(NotifierError, match="correction") as caught:
        page.deliver(message("m-1", text="Noe annet."))
    assert caught.value.kind is RetryClass.PERMANENT
    assert "Noe annet." not in (page.root / "index.html").read_text()


def test_next_update_and_instruction_are_shown_even_where_the_text_leaves_them_out(page: PublicPage) -> None:
    facts = {"next_update": "kl. 14", "instruction": "Hold deg inne."}
    page.deliver(message("m-1", text="Kok vannet.", facts=facts))
    shown = articles(page)[0]
    assert "Neste oppdatering: kl. 14" in shown and "Dette gjør du nå: Hold deg inne." in shown


def test_missing_facts_have_sane_defaults(page: PublicPage) -> None:
    bare = message("m-1", title="", text="Bare tekst.\nOg mer.")
    page.deliver(bare.model_copy(update={"rendering": bare.rendering.model_copy(update={"facts": {}})}))
    assert articles(page)[0].startswith("Pågår") and "Bare tekst." in articles(page)[0]


def test_a_units_own_post_is_no_crisis(page: PublicPage) -> None:
    page.deliver(message("m-1", "unit_post", crisis_id=None))
    assert lead(page) == "Ingen pågående krisemeldinger"
    assert not list(page.root.glob("cap/*"))


def test_read_back_and_find_know_what_is_there(page: PublicPage) -> None:
    out, start = message("m-1"), datetime.now(UTC)
    assert page.find(out) is None
    receipt = page.deliver(out)
    assert page.find(out) == receipt
    (post,) = page.read_back(start)
    assert (post.remote_id, post.marker, post.remote_url) == ("m-1", "key-m-1", f"{URL}/m/m-1.html")
    assert page.read_back(start + timedelta(minutes=1)) == []


@pytest.mark.parametrize("message_id", ["../../etc/passwd", "a/b", "", ".skjult", "m,1", "m 1", "x" * 101])
def test_an_id_that_is_no_file_name_is_refused(page: PublicPage, message_id: str) -> None:
    with pytest.raises(NotifierError) as caught:
        page.deliver(message(message_id))
    assert caught.value.kind is RetryClass.PERMANENT
    assert not list(page.root.rglob("*.html"))


def test_an_exercise_never_reaches_the_public_folder(tmp_path: Path) -> None:
    with pytest.raises(NotifierError, match="never meet"):
        page_in(tmp_path, ACCOUNT).deliver(message("m-1", exercise=True))
    with pytest.raises(NotifierError, match="never meet"):
        page_in(tmp_path, SANDBOX).deliver(message("m-1"))
    with pytest.raises(NotifierError, match="both"):
        page_in(tmp_path, ACCOUNT).deliver(message("m-1", facts={"status": "Exercise"}))
    page_in(tmp_path, SANDBOX).deliver(message("m-1", exercise=True))
    assert not (tmp_path / "public").exists()
    assert "ØVELSE ØVELSE ØVELSE" in (tmp_path / "sandbox/public/index.html").read_text()


def test_a_subfolder_is_a_page_of_its_own(tmp_path: Path) -> None:
    page = page_in(tmp_path, subfolder="havna")
    assert page.deliver(message("m-1")).remote_url == f"{URL}/havna/m/m-1.html"
    assert (tmp_path / "public/havna/index.html").exists() and not (tmp_path / "public/index.html").exists()


def test_only_the_lock_is_out_of_reach() -> None:
    assert set(PublicPage.cannot) == {Ability.LOCK, *DIALOGUE}
    assert PublicPage.idempotent


def test_apprise_makes_it_from_its_address() -> None:
    NotificationManager().add(PublicPage, schemas=("krisepage",))
    made = Apprise.instantiate("krisepage://havna")
    assert isinstance(made, PublicPage) and made.folder == "havna"
    assert made.url(privacy=True).startswith("krisepage://havna")
    assert Apprise.instantiate("krisepage://") is not None
    for wrong in ("krisepage://entries", "krisepage://../x", "krisepage://a/b", "krisepage://A_B"):
        assert Apprise.instantiate(wrong, suppress_exceptions=True) is None


def test_plain_apprise_is_told_that_it_has_no_folder() -> None:
    with pytest.raises(NotifierError) as caught:
        PublicPage().publish(message("m-1"))
    assert caught.value.kind is RetryClass.OPERATOR
    assert PublicPage().send("tekst") is False
