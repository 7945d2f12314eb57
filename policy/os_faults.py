"""What the operating system says of a file it refused, in words for people: `strerror` is English, or another machine's language."""

import errno

from schemas.sentence import Sentence, say

_SAID: dict[int, Sentence] = {
    errno.ENOENT: say("there is no such file or folder"),
    errno.EACCES: say("this user has no right to it"),
    errno.EPERM: say("this user has no right to it"),
    errno.EEXIST: say("something else has that name"),
    errno.ENOTDIR: say("what should be a folder on the way there is a file"),
    errno.EISDIR: say("it is a folder"),
    errno.ENOTEMPTY: say("the folder is not empty"),
    errno.ENOSPC: say("the disk is full"),
    errno.EDQUOT: say("this user may have no more on the disk"),
    errno.EROFS: say("the disk can only be read"),
    errno.EBUSY: say("another program holds it"),
    errno.EIO: say("the disk does not answer as it should"),
    errno.ENAMETOOLONG: say("the name is too long"),
    errno.EMLINK: say("that disk knows no links"),
}


def why(error: OSError | UnicodeError) -> Sentence:
    """A part of a sentence, to stand in brackets or after a colon."""
    if not isinstance(error, OSError):
        return say("it is no UTF-8 text")
    return _SAID.get(error.errno or 0) or say("the system says “{words}”", words=error.strerror or str(error) or "?")
