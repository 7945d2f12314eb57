"""The register of recipients on the desk: one looked up, given out and erased; a list looked through and taken in by two."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from schemas.recipients.imported import ListState
from schemas.recipients.register import EntryForm
from store.crises import lifecycle
from store.lists import importing
from store.recipients import register
from tests.cast import request
from tests.desk.web.inside import Inside
from tests.policy.test_areas import TOWN

LIST = b"Navn;Mobil\r\n\xc5se Hell;912 34 567\r\nOla;9123\r\n"
ASKED = {"purpose": "Abonnenter", "until": "2030-12-31", "zone": "hell"}


@pytest.fixture
def town(inside: Inside) -> Iterator[Inside]:
    inside.opened = replace(
        inside.opened,
        ctx=replace(inside.ctx, municipality=inside.ctx.municipality.model_copy(update={"zones": TOWN.zones})),
    )
    inside.reopen()
    yield inside


def send(inside: Inside, client: httpx.Client, data: bytes = LIST, **more: str) -> Any:
    return client.post(
        "/register/lists", data={"csrf": inside.csrf(client), **ASKED, **more}, files={"list": ("abonnenter.csv", data)}
    )


def test_a_list_is_looked_through_and_taken_in(town: Inside) -> None:
    ola = town.client("ola")
    looked = send(town, ola).text
    assert "Linje 3, Mobil: " in looked and importing.listing(town.ctx, "ola") == []
    laid = send(town, ola, skip_wrong="yes").text
    (waiting,) = importing.listing(town.ctx, "ola")
    assert f"/register/lists/{waiting.id}/take-in" in laid and waiting.state is ListState.WAITING
    assert town.post(ola, f"/register/lists/{waiting.id}/take-in").status_code == 303
    page = ola.get("/register").text
    assert "1 oppføring: 1 mobil" in page and "til 31.12.2030" in page and "&lt;" not in page
    found = town.post(ola, "/register/find", address="91234567").text
    assert "til 31.12.2030" in found and "&lt;" not in found


def test_lists_are_paged(town: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "PAGE", 1)
    ola = town.client("ola")
    assert "Neste side" not in ola.get("/register").text
    for number in (0, 1):
        assert (
            send(town, ola, LIST.replace(b"9123\r", b"9123456%d\r" % number), purpose=f"Liste {number}").status_code
            == 200
        )
        town.clock.forward(minutes=1)
    first, second = ola.get("/register").text, ola.get("/register?page=2").text
    assert "Liste 1" in first and "Liste 0" not in first and 'href="/register?page=2#r-lists"' in first
    assert "Liste 0" in second and "Liste 1" not in second and 'href="/register?page=1#r-lists"' in second
    assert "Neste side" not in second and ola.get("/register?page=0").status_code == 422


def test_in_a_crisis_the_other_one_looks_through_it_and_takes_it_in(town: Inside) -> None:
    lifecycle.establish(town.ctx, "kari", request())
    ola, kari = town.client("ola"), town.client("kari")
    send(town, ola, skip_wrong="yes")
    (waiting,) = importing.listing(town.ctx, "ola")
    assert town.post(ola, f"/register/lists/{waiting.id}/take-in").status_code == 403
    assert "1 linje har feil" in town.post(kari, f"/register/lists/{waiting.id}/look").text
    assert town.post(kari, f"/register/lists/{waiting.id}/take-in").status_code == 303
    assert town.post(kari, f"/register/lists/{waiting.id}/drop").status_code == 303
    assert register.counts(town.ctx, "ola").entries == 0


def test_one_is_looked_up_given_out_and_erased(town: Inside) -> None:
    register.add(town.ctx, "ola", EntryForm(name="Åse Hell", mobiles=("91234567",), purpose="Samtykke"))
    ola = town.client("ola")
    assert "Åse Hell" in town.post(ola, "/register/find", address="912 34 567").text
    given = town.post(ola, "/register/export", address="91234567")
    assert given.json()["entries"][0]["name"] == "Åse Hell" and "attachment" in given.headers["content-disposition"]
    assert town.post(ola, "/register/erase", address="91234567").status_code == 422
    assert town.post(ola, "/register/erase", address="91234567", sure="yes").status_code == 303
    assert "Ingen har denne adressen" in town.post(ola, "/register/find", address="91234567").text


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n" + bytes(40), b"Alder\n3\n"])
def test_what_is_no_list_is_refused_in_words(town: Inside, data: bytes) -> None:
    refused = send(town, town.client("ola"), data)
    assert refused.status_code == 422 and 'role="alert"' in refused.text and importing.listing(town.ctx, "ola") == []


def test_it_is_for_the_desk_and_the_chief_executive(town: Inside) -> None:
    anne = town.client("anne")
    assert anne.get("/register").status_code == 403 and 'href="/register"' not in anne.get("/").text
    assert send(town, anne).status_code == 403
    for step in ("find", "export", "erase"):
        assert town.post(anne, f"/register/{step}", address="91234567", sure="yes").status_code == 403
