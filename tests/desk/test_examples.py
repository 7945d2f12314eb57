"""Rules and board for Prometheus and Grafana: Prometheus' own program reads every question. (`test_watched` holds their figures.)"""

import json
import re
import shutil
import subprocess
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
FETCHED = Path(__file__).parents[2] / "build" / "prometheus" / "promtool"


def panels() -> dict[str, list[str]]:
    board = json.loads((EXAMPLES / "grafana.json").read_text(encoding="utf-8"))
    return {panel["title"]: [target["expr"] for target in panel["targets"]] for panel in board["panels"]}


def test_prometheus_reads_every_question(tmp_path: Path) -> None:
    """The board's as rules, since only these can be given to `promtool`."""
    program = shutil.which("promtool") or str(FETCHED)
    assert Path(program).exists(), "run `make test-tools` first: promtool is not installed"
    exprs = [expr for some in panels().values() for expr in some]
    asked = [{"record": f"board:{number}", "expr": re.sub(r"\$\w+", "5m", e)} for number, e in enumerate(exprs)]
    (tmp_path / "board.yml").write_text(json.dumps({"groups": [{"name": "board", "rules": asked}]}))
    for file in (EXAMPLES / "alerts.yml", tmp_path / "board.yml"):
        done = subprocess.run([program, "check", "rules", str(file)], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0 and "SUCCESS" in done.stdout, done.stderr
