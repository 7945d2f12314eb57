"""Where an address begins and ends: one table for every channel that makes links of them or counts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fromstring

from notifiers.base import markup
from notifiers.channels.bluesky.records import links as facets
from notifiers.channels.mastodon.length import mastodon_length
from notifiers.channels.public_page.html import _linked
from policy.links import LONGEST, MAIL, find

HELD = [
    ("Se https://a.no/kart_(lånke) nå", "https://a.no/kart_(lånke)"),
    ("(Se https://a.no/kart)", "https://a.no/kart"),
    ("[kart: https://a.no/kart]", "https://a.no/kart"),
    ("Se https://a.no/[side]", "https://a.no/[side]"),
    ("(Se https://a.no/kart_(lånke))", "https://a.no/kart_(lånke)"),
    ("Se https://a.no/kart_(lånke", "https://a.no/kart_(lånke"),
    ("Se https://a.no/kart(", "https://a.no/kart"),
    ("https://www.example.no/vann!", "https://www.example.no/vann"),
    ("HTTPS://WWW.EXAMPLE.NO/KART", "HTTPS://WWW.EXAMPLE.NO/KART"),
    ("«https://a.no»–les", "https://a.no"),
    ("“https://a.no/vann”", "https://a.no/vann"),
    ('"https://a.no/vann"', "https://a.no/vann"),
    ("'https://a.no/vann'", "https://a.no/vann"),
    ("https://a.no/om_'vann'", "https://a.no/om_'vann'"),
    ("https://a.no/10'-rør/p", "https://a.no/10'-rør/p"),
    ("<https://a.no/vann>.", "https://a.no/vann"),
    ("*https://a.no/vann*", "https://a.no/vann"),
    ("Les https://a.no/vann…", "https://a.no/vann"),
    ("Les https://a.no/vann–alt", "https://a.no/vann"),
    ("Er det https://a.no?", "https://a.no"),
    ("Er det https://a.no/?", "https://a.no/"),
    ("https://a.no?a=b", "https://a.no?a=b"),
    ("https://a.no/a...b", "https://a.no/a...b"),
    ("https://a.no/slutt-.", "https://a.no/slutt-"),
    ("https://a.no#del", "https://a.no#del"),
    ("https://a.no:8443/vann,", "https://a.no:8443/vann"),
    ("https://bruker@a.no/", "https://bruker@a.no/"),
    ("https://blåbær.no/ås, og", "https://blåbær.no/ås"),
    ("https://☃.example/", "https://☃.example/"),
    ("見て https://例え.テスト/水。", "https://例え.テスト/水"),
    ("見てhttps://a.no/", "https://a.no/"),
    ("Kart:https://a.no/", "https://a.no/"),
    ("https://a_b.a.no/", "https://a_b.a.no/"),
    ("http://localhost:8000/", "http://localhost:8000/"),
    ("http://10.0.0.1/vann", "http://10.0.0.1/vann"),
    ("`https://a.no/x`", "https://a.no/x"),
    ("https://a.no/x,ja", "https://a.no/x,ja"),
    ("https://a.no/x، ثم", "https://a.no/x"),
    ("https://a.no/x؟", "https://a.no/x"),
    ("https://a.no/x।", "https://a.no/x"),
    ("「https://a.no/x」を", "https://a.no/x"),
    ("【https://a.no/x】", "https://a.no/x"),
    ("（https://a.no/x）", "https://a.no/x"),
    ("https://a.no/x，次", "https://a.no/x"),
    ("https://a.no/x‥", "https://a.no/x"),
    ("https://a.no🌊", "https://a.no"),
    ("https://🌊.ws/x🌊.", "https://🌊.ws/x🌊"),
    ("👉https://a.no/x", "https://a.no/x"),
    ("https://a.no/x\u200b nå", "https://a.no/x"),
    ("https://a.no/x\u202fnå", "https://a.no/x"),
    ("https://a.no/a_(b)_(c))", "https://a.no/a_(b)_(c)"),
    ("https://a.no/{id}/x.", "https://a.no/{id}/x"),
    ("[les](https://a.no/x)", "https://a.no/x"),
    ("„https://a.no/x“", "https://a.no/x"),
    ("‹https://a.no/x›", "https://a.no/x"),
    ("‘https://a.no/x’", "https://a.no/x"),
    ("https://a.no/x’s side", "https://a.no/x’s"),
    ("https://مثال.إختبار/", "https://مثال.إختبار/"),
    ("https://пример.рф/путь", "https://пример.рф/путь"),
    ("https://web.arkiv.no/2026/https://a.no/", "https://web.arkiv.no/2026/https://a.no/"),
    ("https://a.no/@63.4,10.9,12z/data=!3m1!4b1", "https://a.no/@63.4,10.9,12z/data=!3m1!4b1"),
    ("https://a.no/?extent=10.9,63.4,11.1,63.5.", "https://a.no/?extent=10.9,63.4,11.1,63.5"),
    ("https://a.no...", "https://a.no"),
]
NONE = [
    "https://",
    "https://.",
    "https://-a.no",
    "https://.a.no",
    "https://a.no_",
    "https://a_b.no",
    "_https://a.no",
    "shttps://a.no",
    "hppt://a.no",
    "ftp://a.no",
    "javascript://a.no",
    "https://?",
    "www.",
    "www.kommune",
    "kommune.no",
    "https://a..no/x",
    "post@www.a.no",
    "wwww.a.no",
    "a.www.b.no",
    "https://🌊",
    f"https://{'a' * 64}.no/",
    f"https://{'a.' * 127}no/",
    f"https://a.no/{'a' * LONGEST}",
]


@pytest.mark.parametrize("between", [",", ";", "|", " ", ", ", "\n", " og ", "，", "–", ",", "\u00a0"])
def test_two_addresses_are_two_whatever_parts_them(between: str) -> None:
    text = f"https://a.no/x{between}HTTPS://b.no/y"
    assert [link.address for link in find(text)] == ["https://a.no/x", "HTTPS://b.no/y"]


@pytest.mark.parametrize(("text", "address"), HELD)
def test_an_address_ends_where_a_reader_says(text: str, address: str) -> None:
    (link,) = find(text)
    assert (text[link.start : link.end], link.address) == (address, address)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_address(text: str) -> None:
    assert list(find(text)) == []


def test_a_host_that_begins_with_www_is_pressed_too_and_counted_in_full() -> None:
    (link,) = find("Se www.kommune.no/vann.")
    assert (link.address, link.whole) == ("https://www.kommune.no/vann", False)
    assert mastodon_length("www.kommune.no") == len("www.kommune.no")


@pytest.mark.parametrize(("text", "address"), HELD)
def test_every_channel_has_the_same_one(text: str, address: str) -> None:
    (facet,) = facets(text)
    places = facet["index"]
    assert text.encode()[places["byteStart"] : places["byteEnd"]].decode() == facet["features"][0]["uri"] == address
    for page in (markup.page(text), str(_linked(text))):
        tree = fromstring(f"<div>{page}</div>")
        assert tree.xpath("//a/@href") == [address] and tree.xpath("string(//a)") == address
        assert " ".join(tree.text_content().split()) == " ".join(text.split())


def test_a_letter_address_is_pressed_on_the_page_alone() -> None:
    tree = fromstring(f"<div>{_linked('Skriv til post@a.no, eller se https://a.no/?til=post@a.no.')}</div>")
    assert tree.xpath("//a/@href") == ["mailto:post@a.no", "https://a.no/?til=post@a.no"]


def test_a_name_on_another_server_is_no_mailbox_and_an_apostrophe_is_part_of_one() -> None:
    line = "Følg @kommunen@krise.example, skriv til o'brien@a.no eller 'post@a.no'."
    tree = fromstring(f"<div>{_linked(line)}</div>")
    assert tree.xpath("//a/@href") == ["mailto:o'brien@a.no", "mailto:post@a.no"]
    assert tree.text_content() == line


@pytest.mark.parametrize("after", ["", ".", ".\n", ". Eller", "\n", ", ", "-", "…"])
def test_an_address_of_e_mail_ends_before_what_follows_it(after: str) -> None:
    assert [found.rstrip("-") for found in MAIL.findall(f"Skriv til post@kk.example{after}")] == ["post@kk.example"]


SIGNS = st.text(st.sampled_from("ahtps:/.w-_()[]{}«»\"'!?#@ \n%åλ水☃<>&"), max_size=60)


@given(st.lists(st.sampled_from(["https://", "www.", "a.no", "/(", ")", "http://b.no/"]) | SIGNS).map("".join))
def test_whatever_stands_there_links_do_not_overlap_and_hold_no_blank(text: str) -> None:
    at = 0
    for link in find(text):
        written = text[link.start : link.end]
        assert at <= link.start < link.end and not any(sign.isspace() or sign in "<>«»" for sign in written)
        assert link.address.lower().startswith(("http://", "https://"))
        assert [found.address for found in find(link.address)] == [link.address], "the same one by itself"
        at = link.end
