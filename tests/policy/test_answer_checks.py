"""What is remarked on beside an answer, each naming its rule; and what the approver has to say."""

from typing import Any

import pytest

from policy.drafts.answer_checks import of_answer, of_remark
from schemas.dialogue.remark import RemarkKind
from schemas.dialogue.rules import DialogueRules, ReplyTemplate
from schemas.drafts.content import Content, MessageKind
from tests.remark_cast import kept, wrote

RULES = DialogueRules(
    enquiries="postmottak",
    casework=("klage", "byggesak"),
    political=("kommunestyre",),
    wrong=("feil", "stemmer ikke"),
    templates=(ReplyTemplate(id="sak", name="Sak", body="Skriv til {address}."),),
)


def answer(body: str, **more: Any) -> list[str]:
    text = Content(kind=MessageKind.REPLY, title="Svar", body=body, **more)
    return [check.id for check in of_answer(text, RULES, by_the_desk=False)]


def remark(text: str, kind: RemarkKind = RemarkKind.COMMENT, post_id: str | None = None) -> list[str]:
    found = kept(wrote(text=text, kind=kind, post_id=post_id))
    checks = list(of_remark(found, RULES))
    assert all(check.rule and not check.asks for check in checks)
    return [check.id.partition("-")[0] for check in checks]


@pytest.mark.parametrize(
    ("body", "signature", "found"),
    [
        ("Klokka 14.", "Ola", []),
        ("Klokka 14.", None, ["not-signed"]),
        ("KLOKKA FJORTEN er det", "Ola", ["tone"]),
        ("Klokka 14!!", "Ola", ["tone"]),
        ("NRK og NVE sier det samme!", "Ola", []),
        ("Kommunestyret avgjør det.", "Ola", ["political-kommunestyre"]),
        ("Bykommunestyret", "Ola", []),
    ],
)
def test_beside_an_answer(body: str, signature: str | None, found: list[str]) -> None:
    assert answer(body, signature=signature) == found


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Når kommer vannet?", RemarkKind.COMMENT, []),
        ("Hvor sender jeg en klage?", RemarkKind.COMMENT, ["casework"]),
        ("Hva sa kommunestyret?", RemarkKind.COMMENT, ["political"]),
        ("Naboen har fødselsnummer 01010750160", RemarkKind.COMMENT, ["remark"]),
        ("Når kommer vannet?", RemarkKind.DIRECT, ["direct"]),
    ],
)
def test_beside_what_is_answered(text: str, kind: RemarkKind, found: list[str]) -> None:
    assert remark(text, kind) == found


@pytest.mark.parametrize(
    ("text", "post_id", "found"),
    [
        ("Det stemmer ikke, Lånke har vann", "ute-1", ["error"]),
        ("FEIL! Lånke har vann", "ute-1", ["error"]),
        ("Er alt ufeilbarlig?", "ute-1", []),
        ("Det stemmer ikke, Lånke har vann", None, []),
    ],
)
def test_what_may_point_to_an_error_of_ours_stands_under_something_that_we_wrote(
    text: str, post_id: str | None, found: list[str]
) -> None:
    assert remark(text, RemarkKind.COMMENT, post_id) == found


def test_the_political_question_is_for_the_approver() -> None:
    text = Content(kind=MessageKind.REPLY, title="Svar", body="Det avgjør kommunestyret.", signature="Ola")
    (check,) = of_answer(text, RULES, by_the_desk=True)
    assert check.asks and check.rule


def test_a_ready_answer_points_to_the_municipality_s_own_address() -> None:
    assert RULES.template("sak") == "Skriv til postmottak." and RULES.template("ingen") is None
