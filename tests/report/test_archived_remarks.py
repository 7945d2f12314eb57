"""What residents wrote stays out of a package unless it is asked for; messages to us alone most of all. It proves itself all the same."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from config.report import csv
from policy.evidence import package
from schemas.dialogue.remark import HideReason, RemarkKind
from schemas.evidence.package import Residents
from store.context import AppContext
from store.crises import lifecycle
from store.evaluation import archive
from store.evaluation.report import gather
from store.evidence import audit
from store.remarks import hiding
from tests.cast import request
from tests.remark_cast import one
from tests.report.test_package import files, packed, signed_anew

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Made = Callable[[Residents], dict[str, bytes]]
HANDLE, THREAT, ASKED, SECRET = "fjord_per", "Dere skal få svi", "Når kommer vannet?", "Jeg er syk og trenger vann"


@pytest.fixture
def made(ctx: AppContext, tmp_path: Path) -> Made:
    """A threat that was hidden, a question, and two messages to us alone, one of them hidden; reports as they are written."""
    crisis = lifecycle.establish(ctx, "kari", request()).id
    hidden = one(ctx, THREAT, author=HANDLE, remote_id=f"{HANDLE}/1", remote_url=f"https://some.example/{HANDLE}/1")
    one(ctx, ASKED, author=HANDLE, remote_id="r2")
    one(ctx, SECRET, author=HANDLE, remote_id="r3", kind=RemarkKind.DIRECT)
    insult = one(ctx, f"{SECRET}!", author=HANDLE, remote_id="r4", kind=RemarkKind.DIRECT)
    for each, why in ((hidden, HideReason.THREAT), (insult, HideReason.SPAM)):
        hiding.hide(ctx, "ola", each, why)
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / f"{crisis}.json").write_text(gather(ctx, crisis).model_dump_json())
    (reports / f"{crisis}.html").write_text("<p>")
    key = tmp_path / "secret.key"
    return lambda residents: files(archive.export(ctx, "lars", crisis, key, reports, residents)[0])


def said(found: dict[str, bytes]) -> set[str]:
    text = b"\n".join(found.values()).decode(errors="replace")
    return {words for words in (HANDLE, THREAT, ASKED, SECRET) if words in text}


HELD = {
    Residents.WITHHELD: (set[str](), 2),
    Residents.PUBLIC: ({HANDLE, THREAT, ASKED}, 1),
    Residents.ALL: ({HANDLE, THREAT, ASKED, SECRET}, 0),
}


def test_it_holds_whose_words_were_asked_for_and_proves_itself(made: Made) -> None:
    for residents, (words, withheld) in HELD.items():
        found = made(residents)
        proof = package.verify(packed(found))
        assert (proof.why, proof.first_bad, proof.withheld) == (None, None, withheld)
        assert said(found) == words
        assert any(name.endswith(".json") for name in found if name.startswith("reports/")) is (withheld == 0)


def test_direct_messages_are_never_archived_by_default_nor_with_what_all_could_read(made: Made) -> None:
    for residents in (Residents.WITHHELD, Residents.PUBLIC):
        found = made(residents)
        kept = json.loads(found["remarks.json"])
        assert (kept["left_out"], {each["kind"] for each in kept["remarks"]}) == (2, {"comment"})
        assert SECRET not in said(found)
    assert json.loads(made(Residents.ALL)["remarks.json"])["left_out"] == 0


def test_an_answer_of_ours_names_nobody_there_and_what_we_wrote_to_all_is_whole(ctx: AppContext, made: Made) -> None:
    """It may begin with a first name (adr 38), and some platforms put the handle before it."""
    one(ctx, "Vi ser på det.", remote_id="p1", ours=True)
    one(ctx, f"@{HANDLE} Klokka tolv.", remote_id="a1", ours=True, parent_id=f"{HANDLE}/1")
    for residents, whole in ((Residents.WITHHELD, {"p1"}), (Residents.PUBLIC, {"p1", "a1"})):
        ours = [each for each in json.loads(made(residents)["remarks.json"])["remarks"] if each["ours"]]
        assert {each["remote_id"] for each in ours} == {"p1", "a1"}
        assert {each["remote_id"] for each in ours if "text" in each and "parent_id" in each} == whole
    assert said(made(Residents.WITHHELD)) == set()


def test_by_default_the_log_s_copy_of_what_was_hidden_stays_in_the_log(ctx: AppContext, made: Made) -> None:
    (crisis,) = {event.crisis_id for event in audit.events(ctx, action="crisis.established")}
    found = made(Residents.WITHHELD)
    lines = [json.loads(line) for line in found[package.WITHHELD].splitlines()]
    whole = {event.seq: event for event in audit.events(ctx, crisis, "remark.to_hide")}
    assert [(line["seq"], line["hash"]) for line in lines] == [(seq, event.hash) for seq, event in whole.items()]
    assert {line["data"]["reason"] for line in lines} == {"threat", "spam"}
    assert THREAT in str(next(iter(whole.values())).data) and THREAT not in csv(gather(ctx, crisis or ""))
    assert audit.events(ctx, crisis, "crisis.archived")[-1].data["residents"] == "withheld"


def test_a_withheld_line_cannot_be_left_out_or_put_for_another(made: Made) -> None:
    found = made(Residents.WITHHELD)
    first, second = found[package.WITHHELD].splitlines()
    other = json.dumps(json.loads(first) | {"hash": "0" * 64}).encode()
    for lines in ([second], [other, second]):
        forged = found | {package.WITHHELD: b"\n".join(lines) + b"\n"}
        report = package.verify(signed_anew(forged))
        assert (report.why, report.first_bad) == ("chain", f"event {json.loads(first)['seq']}")
