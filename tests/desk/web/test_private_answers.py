"""An answer to one person alone, by the form, the interface and before the approver's eyes; offered only where the channel can."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from schemas.accounts.account import Platform
from schemas.dialogue.rules import DialogueRules, ReplyTemplate
from store.accounts import accounts
from store.crises import lifecycle
from store.remarks import remarks
from tests.cast import account, request
from tests.desk.web.inside import Inside
from tests.fakes.facebook import FakeFacebook
from tests.remark_cast import read, wrote

AGREED = "Send en henvendelse til postmottak."
RULES = DialogueRules(templates=(ReplyTemplate(id="sak", name="Sak", body=AGREED),))
BOX = 'name="privately"'


@pytest.fixture
def town(inside: Inside) -> Iterator[Inside]:
    with FakeFacebook() as fake:
        ours = account("fjes", Platform.FACEBOOK, url=None, secret="fjes")
        made = inside.ctx.municipality.model_copy(
            update={"accounts": (*inside.ctx.municipality.accounts, ours), "dialogue": RULES}
        )
        inside.opened = replace(inside.opened, ctx=replace(inside.ctx, municipality=made))
        inside.opened.vault.put(inside.ctx, "kari", "fjes", fake.url)
        accounts.sync(inside.ctx)
        lifecycle.establish(inside.ctx, "kari", request())
        inside.reopen()
        yield inside


def asked(town: Inside, name: str = "r1", on: str = "fjes") -> tuple[str, str]:
    (found,) = read(town.ctx, wrote(name), account=on).new
    return found, remarks.show(town.ctx, found).hash


def test_the_box_is_there_where_the_channel_can_and_the_approver_sees_it(town: Inside) -> None:
    (remark, seen), (elsewhere, _) = asked(town), asked(town, on="skjerm")
    assert BOX in town.client("ola").get(f"/remarks/{remark}").text
    assert BOX not in town.client("ola").get(f"/remarks/{elsewhere}").text
    fields = {"body": AGREED, "seen": seen, "privately": "1"}
    refused = town.post(town.client("ola"), f"/remarks/{remark}/answer", **fields | {"body": "Nei."})
    assert (
        refused.status_code == 403
        and "et av de avtalte svarene" in refused.text
        and f'{BOX} value="1" checked' in refused.text
    )
    sent = town.post(town.client("ola"), f"/remarks/{remark}/answer", **fields)
    assert sent.status_code == 303
    page = town.client("ingrid").get(sent.headers["location"].partition("?")[0]).text
    assert "Går bare til den som skrev den" in page and AGREED in page


def test_without_the_box_it_is_for_all_to_read(town: Inside) -> None:
    remark, seen = asked(town)
    sent = town.post(town.client("ola"), f"/remarks/{remark}/answer", body=AGREED, seen=seen)
    assert "Går bare til" not in town.client("ingrid").get(sent.headers["location"].partition("?")[0]).text


def test_the_interface_says_it_in_a_word(town: Inside) -> None:
    remark, seen = asked(town)
    headers = {**town.token_for("ola"), "idempotency-key": "nokkel-0000001"}
    body = {"text": AGREED, "seen": seen, "privately": True}
    made = town.client().post(f"/api/v1/remarks/{remark}/answer", json=body, headers=headers)
    assert made.status_code == 201 and made.json()["revision"]["content"]["answers"]["privately"] is True
