"""A remark is named with what was read of it: its fingerprint's first digits."""

from desk.cli.output.seen import FEWEST
from schemas.errors import InvalidInput
from schemas.sentence import Sentence
from store.context import AppContext
from store.remarks import remarks


def whole(ctx: AppContext, remark_id: str, digits: str, too_few: Sentence) -> str:
    """The fingerprint that these digits begin, of anything that the remark has said. Raises `InvalidInput` with `too_few`."""
    wanted = digits.strip().lower()
    if len(wanted) < FEWEST:
        raise InvalidInput(too_few)
    known = (version.hash for version in remarks.versions(ctx, remark_id))
    return next((one for one in known if one.startswith(wanted)), wanted.ljust(64, "0")[:64])
