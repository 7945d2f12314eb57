"""How long the command line takes before it says anything, beside Python itself doing nothing: `python -m bench.start`.

The commands that read do so in a folder of their own, with the municipality file that is shipped. Processor seconds stand beside
those on the clock: on a machine that does something else, too, they are the better measure.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TRIES = 7
CLI = ["-m", "desk.cli.main"]
SAID = ("--version", "--help", "crisis --help", "draft --help", "message --help")
READ = ("config check", "crisis list", "message list", "draft list", "person list", "log show", "doctor")
FINE = (0, 7)
"""`doctor` finds that nothing runs here."""


def once(words: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Seconds on the clock, and of processor."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False, env=env)
    if done.returncode not in FINE:
        sys.exit(f"{words}: {done.stderr}")
    took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def best(words: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Of the quickest try: what the machine does beside it is not ours."""
    found = [once(words, env) for _ in range(TRIES)]
    return min(took for took, _ in found), min(used for _, used in found)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "empty.env").touch()
        own = {name: value for name, value in os.environ.items() if not name.startswith("KRISEKANAL_")}
        env = own | {
            "KRISEKANAL_DATA": str(Path(folder) / "data"),
            "KRISEKANAL_SETTINGS": str(Path(folder) / "empty.env"),
        }
        nothing = best(["-c", "pass"], env)
        sys.stdout.write(f"{'python -c pass':28} {nothing[0]:.2f} s  {nothing[1]:.2f} s of processor\n")
        once([*CLI, "db", "upgrade"], env)
        for words in (*SAID, *READ):
            took, used = best([*CLI, *words.split()], env)
            sys.stdout.write(
                f"{'krisekanal ' + words:28} {took:.2f} s  {used:.2f} s of processor  {used / nothing[1]:.0f} times nothing\n"
            )


if __name__ == "__main__":
    main()
