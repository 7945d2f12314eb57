"""Why did this one get it, or not? On the message's page and in JSON, for those who may see the register, and in the log."""

from schemas.identity.token import Scope
from store.evidence import audit
from tests.desk.web.inside import Inside
from tests.desk.web.test_interface import API, Machine
from tests.desk.web.test_missed_page import town
from tests.store.test_second_way import warned

__all__ = ["town"]
QUESTION = "Hvorfor fikk denne den, eller ikke?"


def test_on_the_page(town: Inside) -> None:
    message_id = warned(town.ctx)
    page, ola, liv = f"/messages/{message_id}", town.client("ola"), town.client("liv")
    assert QUESTION in ola.get(page).text and QUESTION not in liv.get(page).text
    told = town.post(ola, f"{page}/why", address="911 11 100").text
    assert "som nummer" in told and "feilet" in told and "911 11 100" not in told
    assert "ingen med denne adressen" in town.post(ola, f"{page}/why", address="99999999").text
    assert town.post(ola, f"{page}/why", address="hei").status_code == 422
    assert town.post(liv, f"{page}/why", address="911 11 100").status_code == 403
    assert [event.actor for event in audit.events(town.ctx, action="register.looked_up")] == ["ola", "ola"]


def test_in_json(town: Inside) -> None:
    message_id = warned(town.ctx)
    told = Machine(town, "ola", Scope.RECIPIENTS).post(f"/messages/{message_id}/why", {"address": "+4791111100"})
    assert len(told) > 2 and all(isinstance(each, str) for each in told)
    for who, scope in (("ola", Scope.READ), ("liv", Scope.RECIPIENTS)):
        Machine(town, who, scope).post(f"/messages/{message_id}/why", {"address": "+4791111100"}, status=403)
    assert town.client().post(f"{API}/messages/{message_id}/why", json={"address": "+4791111100"}).status_code == 401
