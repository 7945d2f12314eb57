"""What went out: first what needs a person, receipts in words, and every verdict answered."""

from schemas.errors import RetryClass
from schemas.messages.delivery import SendResult
from schemas.messages.receipt import Receipt
from store.messages import messages
from tests.desk.web import went_out
from tests.desk.web.inside import Inside

LONG = "urn:li:share:" + "7266155339482021888" * 6
SENT = SendResult(receipt=Receipt(remote_id=LONG, remote_url="file:///work/data/sandbox/skjerm.jsonl"))
REFUSED = SendResult(kind=RetryClass.PERMANENT, error="Siden tar ikke imot.")


def published(inside: Inside) -> str:
    """In two channels, one of which refused it."""
    return went_out.published(inside, SENT, REFUSED)


def test_what_needs_a_person_comes_first(inside: Inside) -> None:
    message = published(inside)
    page = inside.client("ola").get(f"/messages/{message}").text
    first, _, rest = page.partition('id="m-done"')
    assert "Trenger deg" in first and "Siden tar ikke imot." in first and 'value="retry"' in first
    assert "Siden tar ikke imot." not in rest and 'value="retry"' not in rest
    listing = inside.client("ola").get("/messages").text
    assert 'id="m-asks"' in listing and "1 av 2 kanaler" in listing and listing.count(f"/messages/{message}") == 1


def test_a_receipt_is_whole_and_names_no_file(inside: Inside) -> None:
    message = published(inside)
    page = inside.client("ola").get(f"/messages/{message}").text
    assert LONG in page and "file:" not in page and "jsonl" not in page


def test_a_verdict_is_answered_and_done(inside: Inside) -> None:
    message, ola = published(inside), inside.client("ola")
    (failed,) = [d for d in messages.show(inside.ctx, message).deliveries if d.account_id == "varsling"]
    answer = inside.post(ola, f"/messages/{message}/deliveries/{failed.id}", verdict="retry")
    page = ola.get(answer.headers["location"]).text
    assert "Det prøves på nytt nå." in page and "Trenger deg" not in page and "På vei" in page
    assert "Det prøves" not in ola.get(f"/messages/{message}?said=hacked").text
