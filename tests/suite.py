"""Runs the whole suite with the words given, and what failed beside the others once more, alone.

Four tests run side by side, with real servers, on machines of any speed: now and then one meets a clock of its own
that a busy machine could not keep. Such a failure is printed whole and named at the end, and counts unless the test
passes alone. No second try for more than three (that is no accident), for a run that could not begin or was stopped,
or for what counts losses and doubles over many rounds: there one failure is a finding.
"""

import json
import subprocess
import sys
from pathlib import Path

FAILED_BEFORE = Path(__file__).parent.parent / ".pytest_cache" / "v" / "cache" / "lastfailed"
FINDINGS = ("tests/torture/", "tests/machines/", "tests/attacks/")
ACCIDENTS = 3
_SOME_FAILED = 1


def main(words: list[str]) -> int:
    FAILED_BEFORE.unlink(missing_ok=True)
    code = _pytest(*words)
    if code != _SOME_FAILED:
        return code
    failed = sorted(json.loads(FAILED_BEFORE.read_text(encoding="utf-8")))
    if not may_be_accidents(failed):
        return code
    print(f"\n{len(failed)} failed beside the others; once more, alone:", *failed, sep="\n  ", flush=True)
    if code := _pytest("-v", "--lf", "--lfnf=none", "-n0"):
        return code
    print("\nPassed, but only alone; see above what happened the first time:", *failed, sep="\n  ", flush=True)
    return 0


def may_be_accidents(failed: list[str]) -> bool:
    return 0 < len(failed) <= ACCIDENTS and not any(node.startswith(FINDINGS) for node in failed)


def _pytest(*words: str) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *words]).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
