"""The bytes of a picture or document, exactly as they were approved."""

import hashlib
from pathlib import Path

from schemas.drafts.media import Media
from schemas.errors import NotifierError, RetryClass
from schemas.sentence import say


def approved_bytes(media: Media) -> bytes:
    """Raises `NotifierError` where the file is gone or is another one than the approver saw."""
    try:
        data = Path(media.path).read_bytes()
    except OSError as error:
        sentence = say("The file {path} cannot be read. Put it back, then try again.", path=media.path)
        raise NotifierError(sentence, RetryClass.OPERATOR) from error
    if hashlib.sha256(data).hexdigest() != media.sha256:
        sentence = say("The file {path} was changed after the approval. Have a new draft approved.", path=media.path)
        raise NotifierError(sentence, RetryClass.PERMANENT)
    return data
