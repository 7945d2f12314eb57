"""What the whole page to sign up shares."""

import threading

import structlog

from config.machine.settings import Settings
from desk.signup.rates import Rates
from notifiers.platforms import PLATFORMS
from store.context import AppContext
from store.municipality_file import LOOK_EVERY, MunicipalityFile

log = structlog.get_logger()


class SignupState:
    """One per process. `ctx` is the one in force: a changed municipality file is another."""

    def __init__(self, settings: Settings, ctx: AppContext) -> None:
        self.settings, self.ctx, self.rates = settings, ctx, Rates()
        self.stop = threading.Event()

    def watch_the_file(self) -> None:
        """Until told to stop; what fails is tried again at the next look."""
        file = MunicipalityFile(self.settings.municipality, PLATFORMS)
        while not self.stop.wait(LOOK_EVERY):
            try:
                self.ctx = file.look(self.ctx)
            except Exception as error:  # the database may be away
                log.warning("municipality_file.not_taken_up", error=type(error).__name__)
