"""What was damaged on its way in is asked about before anybody reads it; whole texts of every language are not."""

import pytest

from policy.drafts.checks import checks
from schemas.drafts.content import Content
from schemas.errors import InvalidInput
from schemas.text_door import let_in

DAMAGED = [
    "StjÃ¸rdal",
    "pÃ¥",
    "vÃ¦r",
    "kl.Â\xa014",
    "â€œKokâ€\x9d",
    "Stj\ufffdrdal",
    "\uf0b7 Kok vannet",
    "\U000f0001",
    "Kok&nbsp;vannet",
]
DAMAGED += [
    "Stj&oslash;rdal",
    "p&#229;",
    "p&#xe5;",
    "Kok<br>vannet",
    "<p>Kok</p>",
    '<a href="x">Les</a>',
    "‚Ã…",
    "Hell â€“ Lånke",
]
WHOLE = [
    "NÃO BEBA A ÁGUA",
    "Kok & drikk",
    "a < b og b > c",
    "Ådne Ø. Æsøy",
    "R&D;",
    "AT&T; og A&B",
    "<3",
    "Âge",
    "pâté",
    "1<2>0",
    "→ Kok",
    "• Kok",
]
WHOLE += ["Čáhci", "水を沸かす", "اغلي الماء", "👩‍👩‍👧‍👦", "e\u0301", "½ liter", "€ 100", "(a|b)", "&", "Kok; vent"]


@pytest.mark.parametrize("text", DAMAGED)
@pytest.mark.parametrize("where", ["title", "body", "short", "next_update", "signature"])
def test_it_is_asked_about_wherever_it_stands(text: str, where: str) -> None:
    content = Content(**{"title": "Kok vannet", "body": "Kok vannet.", where: text.replace("\x9d", "\u201d")})
    assert "damaged" in {check.id for check in checks(content) if check.asks}


@pytest.mark.parametrize("text", WHOLE)
def test_a_whole_text_is_not_asked_about(text: str) -> None:
    assert "damaged" not in {check.id for check in checks(Content(title="Kok vannet", body=text))}


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff", "\ufdd0", "\ufdef", "\U0001ffff", "\U0010fffe"])
def test_what_no_text_has_is_refused_at_the_door(sign: str) -> None:
    with pytest.raises(InvalidInput, match=f"{ord(sign):04X}"):
        let_in(f"Kok{sign}vannet")


def test_an_address_may_have_an_ampersand_and_its_name() -> None:
    content = Content(title="Kok", body="Kok", link="https://a.no/?a=1&copy;=2")
    assert "damaged" not in {check.id for check in checks(content)}
