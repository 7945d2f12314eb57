"""Prefect is known to the flows alone: what the command line wants of it is done by a program of theirs."""

import json
import subprocess
import sys

from schemas.deployed import Deployed
from schemas.errors import ConfigInvalid, PrefectUnavailable
from schemas.sentence import Sentence, say

_PROGRAM = "flows.prefect_deploy"
_WITHIN = 300
"""Seconds; a Prefect that hangs is given up long before by the program's own client."""


def deployed() -> list[Deployed]:
    """What is in Prefect of ours now. Raises `PrefectUnavailable`, or `ConfigInvalid` where we are set up wrong."""
    try:
        done = subprocess.run([sys.executable, "-m", _PROGRAM], stdout=subprocess.PIPE, timeout=_WITHIN, check=False)  # noqa: S603  # our own module
    except subprocess.TimeoutExpired:
        raise PrefectUnavailable(say("Prefect was too slow, and was given up. Try again later.")) from None
    if done.returncode == 0:
        return [Deployed.model_validate(each) for each in json.loads(done.stdout)]
    kind = ConfigInvalid if done.returncode == ConfigInvalid.exit_code else PrefectUnavailable
    raise kind(_sentence(done.stdout))


def _sentence(told: bytes) -> Sentence:
    try:
        return Sentence.model_validate_json(told)
    except ValueError:
        return say("Prefect could not be told of our deployments. What stood in the way is written above.")
