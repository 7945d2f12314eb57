"""The register by JSON and by its form: one person added, changed, looked up, given out and erased; nothing of them kept with a key."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from schemas.identity.token import Scope
from schemas.recipients.imported import ListForm
from schemas.recipients.register import EntryForm, EntrySource
from store.lists import importing
from store.recipients import register
from tests.desk.web.inside import Inside
from tests.desk.web.test_interface import API, Machine
from tests.policy.test_areas import TOWN

ASE = {"name": "Åse Hell", "mobiles": ["912 34 567"], "emails": ["ase@kk.example"], "purpose": "Samtykke"}


def test_one_person_through_the_interface(inside: Inside) -> None:
    ola = Machine(inside, "ola", Scope.RECIPIENTS)
    made = ola.post("/register", ASE, status=201)
    assert list(made) == ["id"]
    (found,) = ola.post("/register/find", {"address": "+47 91 23 45 67"})
    assert found["id"] == made["id"] and found["source"] == EntrySource.DESK and found["emails"] == ["ase@kk.example"]
    assert ola.post(f"/register/{made['id']}", ASE | {"name": "Åse Hegra"}) == made
    assert ola.get(f"/register/{made['id']}")["name"] == "Åse Hegra" and len(ola.get("/register")) == 1
    assert ola.get("/register/counts")["mobiles"] == 1
    assert ola.post("/register/export", {"address": "ase@kk.example"})["entries"][0]["id"] == made["id"]
    assert ola.post("/register/people/erase", {"address": "91234567"}) == {"entries": 1, "left_out_of": 0}
    assert ola.post("/register/find", {"address": "91234567"}) == []
    ola.post("/register", ASE | {"mobiles": ["123"]}, status=422)


def test_zones_and_whom_they_concern_are_figures(inside: Inside) -> None:
    town = inside.ctx.municipality.model_copy(update={"zones": TOWN.zones})
    inside.opened = replace(inside.opened, ctx=replace(inside.ctx, municipality=town))
    inside.reopen()
    ola = Machine(inside, "ola", Scope.RECIPIENTS)
    ola.post("/register", ASE | {"zones": ["hell"]}, status=201)
    counted = {zone["id"]: zone["entries"] for zone in ola.get("/register/zones")}
    assert counted["hell"] == 1 and sum(counted.values()) == 1
    found = ola.post("/register/who", {"zones": ["hell"]})
    assert (found["sms"], found["email"], found["without_number"]) == (1, 1, 0)
    ola.post("/register/who", {"zones": ["mars"]}, status=422)
    Machine(inside, "liv", Scope.RECIPIENTS).post("/register/who", {"zones": ["hell"]}, status=403)


def test_lists_from_outside_are_told_by_twenty(inside: Inside) -> None:
    until = inside.clock.now + timedelta(days=9)
    form = ListForm(purpose="Abonnenter", until=until)
    laid = importing.lay(inside.ctx, "ola", "a.csv", b"Navn;Mobil\nOla;91234567\n", form)
    ola = Machine(inside, "ola", Scope.RECIPIENTS)
    (told,) = ola.get("/register/lists")
    assert (told["id"], told["state"], told["form"]["purpose"]) == (laid.id, "waiting", "Abonnenter")
    assert ola.get("/register/lists?begin=20") == [] and "91234567" not in str(told)
    headers = inside.token_for("ola", Scope.READ)
    assert inside.client().get(f"{API}/register/lists", headers=headers).status_code == 403


def test_what_is_kept_with_a_key_holds_no_name(inside: Inside) -> None:
    ola = Machine(inside, "ola", Scope.RECIPIENTS)
    first = ola.post("/register", ASE, key="samme-person")
    assert ola.post("/register", ASE, key="samme-person") == first, "and nobody is there twice"
    with inside.ctx.read() as session:
        kept = " ".join(str(row) for row in session.connection().execute(text("SELECT * FROM idempotency")))
    assert first["id"] in kept and not [word for word in ("Hell", "91234567", "912 34", "ase@kk") if word in kept]


def test_no_other_scope_and_no_other_role_reads_it(inside: Inside) -> None:
    others = [scope for scope in Scope if scope is not Scope.RECIPIENTS]
    for machine in (Machine(inside, "ola", *others), Machine(inside, "liv", Scope.RECIPIENTS)):
        machine.post("/register", ASE, status=403)
        machine.post("/register/find", {"address": "91234567"}, status=403)
    assert inside.client().get(f"{API}/register").status_code == 401


def test_one_is_added_and_changed_on_the_desk(inside: Inside) -> None:
    ola = inside.client("ola")
    form = {"name": "Åse Hell", "mobiles": "912 34 567\n92345678", "purpose": "Samtykke", "until": "2030-12-31"}
    wrong = inside.post(ola, "/register/new", **form | {"mobiles": "123", "street": "Elvegata 3"})
    assert wrong.status_code == 422 and "Elvegata 3" in wrong.text
    assert inside.post(ola, "/register/new", **form, household="yes", language="nn").status_code == 303
    (made,) = register.find(inside.ctx, "ola", "91234567")
    assert set(made.mobiles) == {"+4791234567", "+4792345678"} and made.language.value == "nn"
    page = inside.post(ola, "/register/find", address="91234567").text
    assert f'href="/register/entries/{made.id}"' in page
    shown = ola.get(f"/register/entries/{made.id}").text
    assert "+4792345678" in shown and 'value="2030-12-31"' in shown and "checked" in shown
    place = f"/register/entries/{made.id}"
    assert inside.post(ola, place, name="Åse Hell", mobiles="91234567", purpose="Samtykke").status_code == 303
    assert register.one(inside.ctx, "ola", made.id).mobiles == ("+4791234567",)
    assert inside.subjects("register.changed") == [made.id]
    assert inside.post(inside.client("anne"), place, purpose="Samtykke").status_code == 403


def test_a_new_entry_that_is_changed_keeps_where_it_came_from(inside: Inside) -> None:
    made = register.add(inside.ctx, "ola", EntryForm(mobiles=("91234567",), purpose="Samtykke"))
    ola = Machine(inside, "ola", Scope.RECIPIENTS)
    ola.post(f"/register/{made.id}", ASE)
    again = register.one(inside.ctx, "ola", made.id)
    assert (again.source, again.added_by, again.added_at) == (made.source, "ola", made.added_at)
