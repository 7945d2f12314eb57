"""What is typed on a normal day, by the register's keepers, for an exercise, and by IT; between them a crisis."""

from schemas.identity.login import LoginMethod
from store.identity import login_sessions, passwords
from tests.desk import crisis_typed
from tests.desk.played import Played

PASSPHRASE = "fire tilfeldige ord til slutt\n"
SCENARIO = """\
id: vann
name: Kokevarsel
type: functional
title: Øvelse vann
story: Laboratoriet ringer.
what: Bakterier i vannet
where: Lånke
template: kok
fields: {where: Lånke}
lasts: 3600
injects:
  - {id: ringer, at: 60, kind: phone_call, text: En far ringer og spør om vannet.}
expected:
  - {id: far, what: Faren har fått svar, within: 600, after: ringer}
"""


def play(town: Played) -> None:
    _it_sets_up(town)
    _people(town)
    town.give("log show")
    _accounts(town)
    _register(town)
    crisis = crisis_typed.a_crisis(town)
    crisis_typed.a_list_that_waits(town)
    message = crisis_typed.a_message(town)
    crisis_typed.what_others_write(town, message)
    crisis_typed.what_was_not_ours(town)
    crisis_typed.it_is_over(town, crisis)
    _an_exercise(town, crisis)
    _it_looks(town)


def _it_sets_up(town: Played) -> None:
    new = town.folder / "ny"
    town.give(
        f"init {new} --name 'Ny kommune' --number 9998 --homepage https://ny.example --chief 'Eva Rå <eva@ny.example>' "
        "--editor 'Ola Red <ola@ny.example>' --editor 'Ida Dør <ida@ny.example>' --unit 'Info: Ola Red <ola@ny.example>'"
    )
    town.give(f"init {new} --name Ny", code=3)
    town.give("db upgrade")
    town.give("config check")
    (town.folder / "feil.yaml").write_text((town.folder / "town.yaml").read_text().replace("[unit_leader]", "[sjef]"))
    town.give(f"config check {town.folder / 'feil.yaml'}", code=5)
    town.give(f"service install --prefix {town.folder / 'rot'}")
    town.give("channel list")
    town.give("channel list --reasons")
    town.give("channel test side")
    town.give("channel test", code=7)
    town.give("channel apprise-path")
    town.give("channel reports-at epost --as lars", code=3)
    town.give("channel reports-at epost --as kari")
    town.give("secret set webhook --as kari", typed="json://127.0.0.1:9/vann\n")
    town.give("secret list")
    town.give("prefect open", code=4)


def _people(town: Played) -> None:
    town.give("person first-links")
    town.give("person invite ola --as kari")
    town.work()
    for name in ("kari", "per", "ola"):
        _let_in(town, name)
    town.give("person list")
    town.give("person password ola --as ola", typed="fire tilfeldige ord til slutt\nfem helt andre ord i en rekke\n")
    town.give("person codes kari --as kari")
    asked = town.give("person codes ola --as kari")
    town.give("person requests")
    town.give(f"person agree {asked.id} --as per")
    asked = town.give("person invite ola --as kari")
    town.give(f"person refuse {asked.id} --as ola")
    session = _log_in(town, "ola")
    town.give("person sessions")
    town.give(f"person end-session {session} --as ola")
    made = town.give("token make varsling --scope read --scope write --as ola")
    town.give("token list")
    town.give(f"token revoke {made['id']} --as ola")


def _let_in(town: Played, name: str) -> None:
    passwords.set_password(town.ctx, name, PASSPHRASE.strip())


def _log_in(town: Played, name: str) -> str:
    login_sessions.open_(town.ctx, name, LoginMethod.PASSWORD, "Firefox på en bærbar PC")
    return login_sessions.listing(town.ctx)[0].id


def _accounts(town: Played) -> None:
    town.give("account list")
    town.give("account list --sandbox")
    town.give("account lock-status side")
    town.give("account lock-status ukjent", code=4)
    asked = town.give(
        "account request --platform bluesky --handle krise.prove --unit info --purpose 'Kriseinformasjon til innbyggere' --as liv"
    )
    town.give("account requests")
    town.give(f"account decide {asked.id} --reject --reason 'Vi har nok' --as ola")
    town.give("account post side --title 'Stengt bibliotek' --text 'Biblioteket er stengt i dag.' --as liv")
    town.work()
    town.give("account post skjerm --title 'Fest' --text 'Festen er i dag.' --at 2026-11-24T09:00 --as liv")


def _register(town: Played) -> None:
    made = town.give(
        "register add --name 'Nina Nabo' --mobile 91234567 --email nina@kk.example --street 'Veien 1' --point 10.97,63.43 "
        "--group ansatte --purpose Samtykke --until 2027-12-31 --as ola"
    )
    town.give(f"register change {made.id} --name 'Nina Nabo Vik' --as ola")
    town.give("register counts --as ola")
    town.give("register find 91234567 --as ola")
    town.give("register list --as ola")
    town.give("register export 91234567 --as ola")
    town.give(f"register export 91234567 --out {town.folder / 'nina.json'} --as ola")
    town.give("register zones --as ola")
    town.give("register who --zone lanke --as ola")
    file = town.folder / "abonnenter.csv"
    file.write_text("Navn;Mobil;E-post;Kommentar\nKai Vann;92345678;;x\nLise Vann;9234;;\nMia Vann;;mia@kk.example;\n")
    words = f"register import {file} --purpose Avtale --until 2027-12-31 --group ansatte --as ola"
    town.give(f"{words} --preview")
    town.give(words, code=2)
    taken = town.give(f"{words} --skip-wrong")
    town.give("register lists --as ola")
    town.give("register erase mia@kk.example --as ola")
    town.give(f"register drop {taken.id} --as ola")


def _an_exercise(town: Played, crisis: str) -> None:
    town.give("exercise list")
    town.give("exercise scenarios")
    town.give(f"exercise check {town.folder / 'scenario.yaml'}", code=5)
    town.give("exercise due")
    town.give("exercise history")
    town.give("exercise run kokevarsel --as kari", code=5)
    (town.folder / "scenarios").mkdir()
    (town.folder / "scenarios" / "vann.yaml").write_text(SCENARIO)
    town.give(f"exercise check {town.folder / 'scenarios' / 'vann.yaml'}")
    town.give("exercise run vann --as kari")
    town.give("exercise tick far --as lars")
    town.give("crisis stand-down --as kari")
    town.work()
    town.give("exercise history")


def _it_looks(town: Played) -> None:
    town.give("log verify")
    town.give("doctor", code=7)
    file = town.folder / "krisekanal.tar.gz"
    town.give(f"backup {file} --with-keys", typed=PASSPHRASE)
    town.give(f"restore {file} --drill", typed=PASSPHRASE)
    with town.elsewhere(town.folder / "annen"):
        town.give(f"restore {file} --as kari", typed=PASSPHRASE)
    town.give("db restored --as lars")
    town.give("db again o-22222222 --as lars", code=4)
    town.give("upgrade")
