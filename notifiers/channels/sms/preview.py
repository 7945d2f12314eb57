"""What an SMS will come to before anybody approves it: parts, the signs that double the price, kroner."""

from notifiers.channels.sms import parts
from schemas.drafts.rendering import RenderJob
from schemas.errors import InvalidInput
from schemas.sentence import Sentence, say


def facts(job: RenderJob, text: str) -> dict[str, str]:
    """`parts`, `encoding`, `costly` (signs that forced UCS-2), `recipients`, `price` (kroner in all, where the file has one).

    Raises `InvalidInput` for a text of too many parts.
    """
    try:
        cut = parts.split(text)
    except ValueError:
        raise InvalidInput(
            say(
                "The text comes to more than {most} SMS parts. Write a short version (--short), or leave {account} out.",
                most=parts.MOST,
                account=job.account.id,
            )
        ) from None
    found = {"parts": str(len(cut.pieces)), "encoding": cut.encoding, "costly": cut.costly}
    if job.recipients or job.addressed is not None:
        found["recipients"] = str(job.reaches)
        if job.account.price is not None:
            found["price"] = f"{job.account.price * len(cut.pieces) * job.reaches:.2f}"
    return found


def beside(facts: dict[str, str]) -> list[Sentence]:
    """What the text comes to, as the preview says it."""
    if "parts" not in facts:
        return []
    one, encoding = facts["parts"] == "1", facts["encoding"]
    many = say("{parts} SMS parts ({encoding})", parts=facts["parts"], encoding=encoding)
    said = [say("1 SMS part ({encoding})", encoding=encoding) if one else many]
    if "recipients" in facts:
        count = facts["recipients"]
        said.append(say("1 recipient") if count == "1" else say("{count} recipients", count=count))
    if "price" in facts:
        said.append(say("{price} kroner in all", price=facts["price"].replace(".", ",")))
    if facts.get("costly"):
        said.append(say("These signs make an SMS more than twice as long: {signs}", signs=facts["costly"]))
    return said


def pieces(text: str) -> list[str]:
    """Each part as the telephone gets it."""
    cut = parts.split(text)
    return [parts.read(piece, cut.encoding) for piece in cut.pieces]
