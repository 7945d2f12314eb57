"""What exercises are handed to."""

from collections.abc import Callable

from notifiers.base.plugin import Plugin
from schemas.dialogue.remark import RemoteRemark
from schemas.exercises.fault import FaultKind


class SandboxPlugin(Plugin):
    """The only kind of channel an exercise can be handed to: it has no way out of this machine.

    `faults` is what an exercise has broken here on purpose; the gateway sets it, on sandbox accounts only.
    """

    faults: Callable[[str], FaultKind | None] | None = None

    def broken(self) -> FaultKind | None:
        return self.faults(self.account.id) if self.faults and self.account.sandbox else None

    def give(self, remark: RemoteRemark) -> None:
        """What somebody in the exercise writes there, or what becomes of it: the newest version of an id is how it stands."""
        raise NotImplementedError
