"""Files come in by the one way there is, as the attacks on it do."""

from tests.attacks.conftest import door

__all__ = ["door"]
