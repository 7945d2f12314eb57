"""What is typed in a crisis, from its proposal to its evaluation."""

from sqlmodel import Session, select

from desk.cli.output.seen import short_seen
from schemas.crises.crisis import Severity
from schemas.crises.proposal import ProposalRequest
from schemas.dialogue.remark import RemarkPage, RemoteRemark
from schemas.messages.receipt import RemotePost
from schemas.states import DeliveryStatus
from store.crises import proposals
from store.db.tables import DeliveryRow
from store.messages import messages
from store.monitoring import looks
from store.remarks import inbox, remarks
from tests.desk.played import Played


def a_crisis(town: Played) -> str:
    for number in "12":
        proposals.propose(
            town.ctx,
            "lars",
            ProposalRequest(
                title="Farlig vann",
                what="Bakterier i vannet",
                where="Lånke",
                severity=Severity.SEVERE,
                source="Vannverket",
                identifier=number,
            ),
            "http://127.0.0.1:8000",
        )
    town.give("crisis proposals")
    first, second = proposals.waiting(town.ctx)
    town.give(f"crisis set-aside {first.id} --as kari")
    town.give(f"crisis confirm {second.id} --as anne", code=3)
    crisis = town.give(f"crisis confirm {second.id} --as kari").id
    town.work()
    town.give(
        "crisis establish --title Strømbrudd --what 'Strømmen er borte' --where Hell --zone lanke --as kari", code=3
    )
    town.give("crisis show")
    town.give("crisis list")
    town.give("crisis present --as lars")
    town.give("crisis present")
    town.give("account confirm side --as liv")
    town.give("account lock-status side")
    town.give("account list")
    town.give("account lock-again mastodon --as ola", code=3)
    town.give("account post skjerm --title Hei --text 'Hyggelig nytt' --as liv", code=3)
    town.give("account post skjerm --title Hei --text 'Hyggelig nytt' --to-desk --as liv")
    town.give("log add 'Vannverket er orientert' --as lars")
    return str(crisis)


def a_list_that_waits(town: Played) -> None:
    """In a crisis one lays it by and another takes it in."""
    file = town.folder / "sykehjem.csv"
    file.write_text("Navn;Mobil\nEli Eldre;93456789\n")
    laid = town.give(f"register import {file} --purpose Avtale --until 2027-12-31 --as ola")
    town.give(f"register look {laid.id} --as ingrid")
    town.give(f"register take-in {laid.id} --as ola", code=3)
    town.give(f"register take-in {laid.id} --as ingrid")


def a_message(town: Played) -> str:
    draft = town.give(
        "draft new --title 'Kok vannet i Lånke' --text 'Kok drikkevannet i ett minutt. Det gjelder alle med vann fra Lånke "
        "vannverk.' --next-update 'kl. 16' --link https://www.prove.kommune.no/vann/kokevarsel --account side --account skjerm --as anne"
    )
    town.give(f"draft edit {draft.id} --text 'Kok drikkevannet i tre minutter.' --as anne")
    town.give(f"draft submit {draft.id} --as anne")
    town.give("draft list")
    town.give(f"draft return {draft.id} --reason 'Si hvem det gjelder' --as ola")
    town.give(f"draft edit {draft.id} --text 'Kok drikkevannet i tre minutter. Det gjelder alle i Lånke.' --as anne")
    town.give(f"draft submit {draft.id} --as anne")
    town.give(f"draft renew {draft.id} --as anne", code=2)
    shown = town.give(f"draft show {draft.id}")
    town.give(f"draft approve {draft.id} --seen 1:0123456789abcdef --as ola", code=3)
    message = town.give(f"draft approve {draft.id} --seen {short_seen(shown.revision)} --wait 0 --as ola")
    town.work()
    town.give("message list")
    town.give(f"message show {message.id}")
    town.give(f"message reached {message.id}")
    town.give(f"register why 91234567 {message.id} --as ola")
    town.give(f"message missed {message.id} --as ola")
    town.give(f"message second-way {message.id} --as ola", code=2)
    for steered in ("pause", "go-on", "stop"):
        town.give(f"message {steered} {message.deliveries[0].id} --as ola", code=2)
    other = town.give("draft new --title Feil --text 'Dette er feil.' --account side --as anne")
    town.give(f"draft withdraw {other.id} --as anne")
    third = town.give("draft new --title Tvil --text 'Dette er i tvil.' --account side --submit --as anne")
    town.give(f"draft reject {third.id} --reason 'Ikke sikkert' --as ola")
    return str(message.id)


def what_others_write(town: Played, message: str) -> None:
    there = next(one for one in messages.show(town.ctx, message).deliveries if one.account_id == "skjerm")
    wrote = [
        RemoteRemark(
            remote_id=name,
            author=who,
            text=text,
            post_id=there.remote_id,
            written_at=town.ctx.clock(),
            remote_url=f"https://kk.example/{name}",
        )
        for name, who, text in (
            ("a", "Per", "Når kommer vannet tilbake?"),
            ("b", "Ida", "Når kjem vatnet tilbake?"),
            ("c", "Kåre", "Alle er syke, sier de."),
            ("d", "Troll", "Kjøp billige klokker her"),
            ("e", "Ole", "Gjelder det Hell også?"),
            ("f", "Eli", "Feil! Det skal være ett minutt."),
        )
    ]
    found = inbox.seen(town.ctx, "skjerm", RemarkPage(remarks=tuple(wrote), cursor="1")).new
    a, b, c, _, e, _ = (f"{one}:{remarks.show(town.ctx, one).hash[:16]}" for one in found)
    ids = list(found)
    town.give("remark list")
    town.give(f"remark show {ids[0]}")
    town.give(f"remark assign {ids[0]} --to anne --as ola")
    town.give(f"remark answer {ids[4]} --text 'Nei, bare Lånke.' --seen {e.partition(':')[2]} --as anne")
    town.give(f"remark close {ids[4]} --reason 'Besvart på telefon' --as anne", code=3)
    town.give(f"remark hide {ids[3]} --reason spam --as ola")
    town.give("question propose")
    begun = town.give(f"question begin --text 'Når kommer vannet tilbake?' --remark {a} --as ola")
    town.give(f"question gather {begun.id} --remark {b} --as ola")
    town.give("question list")
    draft = town.give(
        f"question answer {begun.id} --text 'Vannet er tilbake kl. 14.' --source 'Teknisk vakt' --as anne"
    )
    town.give(f"draft approve {draft.id} --seen {short_seen(draft.revision)} --wait 0 --as ingrid")
    town.work()
    town.give(f"question show {begun.id}")
    rumour = town.give(f"question begin --rumour --text 'Alle er syke' --remark {c} --as ola")
    town.give(f"question release {ids[1]} --as ola")
    town.give(f"question merge {rumour.id} --into {begun.id} --as ola")
    town.give(f"question sheet {town.folder / 'ark.html'}")
    town.give(f"remark mend {ids[5]} --as ola")
    corrected = town.give(
        f"message correct {message} --wrong 'Det skal være ett minutt.' --text 'Kok vannet i ett minutt.' --as anne"
    )
    town.give(f"draft approve {corrected.id} --seen {short_seen(corrected.revision)} --wait 0 --as ola")
    town.work()


def what_was_not_ours(town: Played) -> None:
    with town.ctx.write() as session:
        looks._begin_anew(session, town.ctx, "skjerm")
    posts = [
        RemotePost(remote_id=f"p{n}", remote_url=f"https://kk.example/p/{n}", text=f"Dette skrev vi ikke ({n})")
        for n in range(3)
    ]
    taken, down, left = looks.seen(town.ctx, "skjerm", posts)
    town.give("account foreign")
    town.give(f"account take-over {taken} --account side --as ola")
    town.give(f"account retract {down} --as ola")
    town.give(f"account ignore {left} --reason 'Gammelt bilde' --as ola")


def it_is_over(town: Played, crisis: str) -> None:
    listed = town.give("message list")
    first = next(one for one in listed if one.content.title == "Kok vannet i Lånke")
    with Session(town.ctx.engine) as session:
        row = session.exec(select(DeliveryRow).where(DeliveryRow.message_id == first.id)).all()[0]
        row.status = DeliveryStatus.UNCERTAIN
        row.error = "Tjeneren svarte ikke."
        session.commit()
        delivery = row.id
    town.give(f"message show {first.id}")
    town.give(f"message settle {delivery} --arrived --note 'Ringte mottakeren' --as ola")
    town.give(f"message retract {first.id} --template trekk --field 'why=Det var en øvelse' --as anne")
    over = town.give(f"message all-clear {first.id} --template over --field where=Lånke --as anne")
    town.give(f"draft approve {over.id} --seen {short_seen(over.revision)} --wait 0 --as ola")
    town.work()
    town.give("crisis stand-down --as kari")
    town.work()
    finding = town.give(
        f"crisis evaluate {crisis} --finding 'Ring vannverket først' --owner lars --due 2027-02-01 --as kari"
    )
    town.give("crisis follow-ups")
    town.give(f"crisis followed-up {finding.id} --as lars")
    town.give(f"crisis report {crisis} --out {town.folder / 'rapport.html'}")
    town.give(f"crisis archive {crisis} --out {town.folder / 'pakke.zip'} --as kari")
    town.give(f"crisis close-evaluation {crisis} --as kari")
    town.give(f"exercise from-crisis {crisis} --out {town.folder / 'scenario.yaml'}")
    town.give(f"log verify {town.folder / 'pakke.zip'}", code=10)
