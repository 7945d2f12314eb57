"""Plants one fault after the other in a copy of the working tree and asks the tests: do you see it?

`make planted-faults` runs all of `tests/planted/faults.toml`; words after the command choose those whose file or
text they occur in. Ends with status 1 where a fault is not found, or its line no longer stands in the file once.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = Path(__file__).parent / "planted" / "faults.toml"
_FAILED = 1


@dataclass(frozen=True)
class Fault:
    """`old` and `new` are whole lines without their indentation; `breaks` says what a municipality would meet."""

    file: str
    old: str
    new: str
    breaks: str
    tests: tuple[str, ...]

    def planted(self, text: str) -> str:
        """The file's text with the fault in it. Raises `ValueError` where the line does not stand there exactly once."""
        found = re.findall(rf"^[ \t]*{re.escape(self.old)}$", text, re.MULTILINE)
        if len(found) != 1:
            raise ValueError(f"{self.file}: {len(found)} lines are `{self.old}`")
        indent = found[0][: len(found[0]) - len(self.old)]
        return text.replace(f"{found[0]}\n", f"{indent}{self.new}\n" if self.new else "")


def faults() -> list[Fault]:
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["fault"]
    return [Fault(row["file"], row["old"], row["new"], row["breaks"], tuple(row["tests"])) for row in rows]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only faults in whose file or words one of these occurs")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--trust", action="store_true", help="do not run the tests without a fault first")
    given = parser.parse_args()
    chosen = [f for f in faults() if not given.words or any(w in f"{f.file} {f.breaks} {f.old}" for w in given.words)]
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        copies = [_copy(Path(folder) / str(number)) for number in range(given.jobs)]
        if not (_sees(copies[0]) and (given.trust or _sound(copies[0], chosen))):
            return 1
        with ThreadPoolExecutor(given.jobs) as pool:
            answers = list(pool.map(lambda fault: _ask(copies, fault), chosen))
    found = answers.count("found")
    print(f"\n{found} of {len(chosen)} planted faults found")
    return 0 if found == len(chosen) else 1


def _copy(to: Path) -> Path:
    """What git tracks or would track, as it stands in the working tree now; beside it, not copied, what the tests had fetched."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    (to / "build").symlink_to(ROOT / "build")
    return to


def _sees(copy: Path) -> bool:
    """It is the copy that is tested."""
    where = _python(copy, "-c", "import store; print(store.__file__)").stdout.strip()
    if not where.startswith(str(copy)):
        print(f"the tests would not see the copy: store is {where}")
    return where.startswith(str(copy))


def _sound(copy: Path, chosen: list[Fault]) -> bool:
    """Without any fault all these tests pass."""
    done = _pytest(copy, tuple(dict.fromkeys(test for fault in chosen for test in fault.tests)))
    if done.returncode:
        print("without any fault the tests do not pass:\n" + done.stdout[-3000:])
    return done.returncode == 0


def _ask(copies: list[Path], fault: Fault) -> str:
    copy, began = copies.pop(), time.monotonic()
    path = copy / fault.file
    whole = path.read_text(encoding="utf-8")
    try:
        _write(path, fault.planted(whole))
        answer = _read(_pytest(copy, fault.tests))
    except ValueError as error:
        answer = f"does not fit: {error}"
    finally:
        _write(path, whole)
        copies.append(copy)
    print(f"{answer:10} {time.monotonic() - began:4.0f} s  {fault.file}: {fault.breaks}", flush=True)
    return answer


def _write(path: Path, text: str) -> None:
    """Python reads a compiled file again by the whole second and the length of its source: each writing is a second later."""
    later = path.stat().st_mtime + 1
    path.write_text(text, encoding="utf-8")
    os.utime(path, (later, later))


def _read(done: "subprocess.CompletedProcess[str]") -> str:
    if done.returncode in (0, _FAILED) and "ERROR collecting" not in done.stdout:
        return "found" if done.returncode else "NOT FOUND"
    return f"does not run: {done.stdout[-400:]}"


def _pytest(copy: Path, tests: tuple[str, ...]) -> "subprocess.CompletedProcess[str]":
    options = ["-q", "-x", "-p", "no:cacheprovider", "-k", "not postgresql"]
    return _python(copy, "-m", "pytest", *options, *tests)


def _python(copy: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Imports the copy, also in programs that the tests start."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPATH"] = str(copy)
    return subprocess.run([sys.executable, *arguments], cwd=copy, env=env, capture_output=True, text=True)


if __name__ == "__main__":
    sys.exit(main())
