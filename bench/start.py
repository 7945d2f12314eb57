"""How long the command line takes before it says anything, beside Python itself doing nothing."""

import subprocess
import sys
import time

TRIES = 7
ASKED = {
    "python -c pass": ["-c", "pass"],
    "krisekanal --version": ["-m", "desk.cli.main", "--version"],
    "krisekanal --help": ["-m", "desk.cli.main", "--help"],
    "krisekanal crisis --help": ["-m", "desk.cli.main", "crisis", "--help"],
    "krisekanal config check": ["-m", "desk.cli.main", "config", "check"],
}


def best(words: list[str]) -> float:
    """Seconds, of the quickest try: what the machine does beside it is not ours."""
    found = []
    for _ in range(TRIES):
        began = time.perf_counter()
        subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=True)
        found.append(time.perf_counter() - began)
    return min(found)


def main() -> None:
    for name, words in ASKED.items():
        print(f"{name:28} {best(words):.2f} s")


if __name__ == "__main__":
    main()
