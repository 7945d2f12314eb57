"""Whom a message did not reach, in JSON: read with the register's scope, and begun with that of drafts besides."""

from schemas.identity.token import Scope
from store.drafts import drafts
from store.evidence import audit
from tests.desk.web.inside import Inside
from tests.desk.web.test_interface import API, Machine
from tests.desk.web.test_missed_page import town
from tests.store.test_second_way import warned

__all__ = ["town"]


def test_who_it_is_and_the_draft_to_them(town: Inside) -> None:
    message_id = warned(town.ctx)
    at = f"/messages/{message_id}"
    ola = Machine(town, "ola", Scope.RECIPIENTS, Scope.WRITE)
    assert ola.get(f"{at}/missed") == {
        "message_id": message_id,
        "by_email": 2,
        "without_number": 0,
        "number": 1,
        "doors": [{"street": "Bakken 1", "name": "Bo", "ways": ["+4791111101"]}],
    }
    assert [event.actor for event in audit.events(town.ctx, action="register.read")] == ["ola"]
    made = ola.post(f"{at}/second-way", key="annen-vei", status=201)
    assert ola.post(f"{at}/second-way", key="annen-vei", status=201) == made
    assert made["status"] == "draft" and "@" not in str(made) and len(drafts.listing(town.ctx, None, None)) == 2
    handed_in = ola.post(f"/drafts/{made['id']}/submit")
    assert handed_in["revision"]["content"]["recipients"]["email"] == 2


def test_for_nobody_else(town: Inside) -> None:
    message_id = warned(town.ctx)
    keeper = Machine(town, "ola", Scope.RECIPIENTS)
    others = Machine(town, "ola", Scope.WRITE), Machine(town, "liv", Scope.RECIPIENTS, Scope.WRITE)
    for machine in (keeper, *others):
        machine.post(f"/messages/{message_id}/second-way", status=403)
    token = town.token_for("ola", Scope.WRITE)
    assert town.client().get(f"{API}/messages/{message_id}/missed", headers=token).status_code == 403
    Machine(town, "ola", Scope.RECIPIENTS, Scope.WRITE).post("/messages/m-none/second-way", status=404)
