"""What watches us: ready or not, and figures that say how it is and no more."""

import json
import re
from pathlib import Path

import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML

from config.process import log
from desk import metrics
from schemas.identity.token import Scope
from store.approvals import approvals
from store.backups import making, new_life
from store.crises import lifecycle
from store.drafts import drafts
from store.outbox import workers
from tests.cast import content, request
from tests.desk.web.inside import Inside

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"


def figures(inside: Inside) -> dict[str, float]:
    """`name{label}` to the value, as Prometheus reads it."""
    answer = inside.client().get("/api/v1/metrics", headers=inside.token_for("kari", Scope.READ))
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    samples = [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]
    return {f"{s.name}{{{','.join(s.labels.values())}}}": s.value for s in samples}


def test_ready_is_told_from_alive(inside: Inside) -> None:
    client = inside.client()
    for row in workers.at_work(inside.ctx):
        workers.sign_out(inside.ctx, row.id)
    assert client.get("/health").status_code == 200
    assert (client.get("/ready").status_code, client.get("/ready").json()) == (503, {"status": "no worker"})
    workers.sign_in(inside.ctx, "plain")
    assert (client.get("/ready").status_code, client.get("/ready").json()) == (200, {"status": "ready"})


def test_the_figures_follow_what_happens(inside: Inside) -> None:
    before = figures(inside)
    assert before["krisekanal_crises_open{}"] == 0 and before["krisekanal_accounts_locked{}"] == 0
    crisis = lifecycle.establish(inside.ctx, "kari", request())
    draft = drafts.submit(inside.ctx, "anne", drafts.new(inside.ctx, "anne", crisis.id, content(), ("skjerm",)).id)
    approvals.approve(inside.ctx, "ola", draft.id, draft.revision.seen)
    workers.sign_in(inside.ctx, "prefect")
    after = figures(inside)
    assert after["krisekanal_crises_open{}"] == 1 and after["krisekanal_accounts_locked{}"] > 0
    assert after["krisekanal_events_waiting{}"] > 0 and after["krisekanal_notices{queued}"] > 0
    assert sum(value for name, value in after.items() if name.startswith("krisekanal_deliveries{")) > 0
    assert after["krisekanal_workers{prefect}"] == before["krisekanal_workers{prefect}"] + 1
    inside.clock.forward(minutes=2)
    assert figures(inside)["krisekanal_oldest_event_age_seconds{}"] >= 120
    new_life.begin(inside.ctx, "kari")
    assert figures(inside)["krisekanal_life{}"] == 1


def test_exercises_are_left_out(inside: Inside) -> None:
    before = figures(inside)
    lifecycle.establish(inside.ctx, "kari", request(exercise=True))
    after = figures(inside)
    for name in ("krisekanal_crises_open{}", "krisekanal_accounts_locked{}"):
        assert after[name] == before[name]


def test_a_token_without_the_scope_reads_none(inside: Inside) -> None:
    assert inside.client().get("/api/v1/metrics", headers=inside.token_for("kari", Scope.LOG)).status_code == 403


def test_the_rules_and_the_board_ask_for_figures_that_there_are(inside: Inside, tmp_path: Path) -> None:
    settings = inside.settings.model_copy(update={"backup_dir": tmp_path})
    making.make_when_due(inside.ctx, settings)
    known = set(re.findall(r"^# TYPE (\w+)", metrics.text(inside.ctx, settings).decode(), re.MULTILINE))
    told = {*known, "krisekanal_oldest_event_age_seconds", "krisekanal_oldest_notice_age_seconds"}
    told |= {"krisekanal_watch_lag_seconds", "krisekanal_log_head_age_seconds"}
    rules = YAML(typ="safe").load((EXAMPLES / "alerts.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    board = json.loads((EXAMPLES / "grafana.json").read_text(encoding="utf-8"))["panels"]
    asked = [rule["expr"] for rule in rules] + [panel["targets"][0]["expr"] for panel in board]
    assert len(asked) > 15 and "krisekanal_backup_age_seconds" in known
    named = {name for expression in asked for name in re.findall(r"krisekanal_\w+", expression)}
    assert named <= told
    words = (EXAMPLES.parent / "watched.md").read_text(encoding="utf-8")
    assert {name for name in told if name not in words} == set(), "and each is explained"


def test_a_log_of_objects(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("json")
    structlog.get_logger().warning("kanal.borte", konto="skole")
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["level"], line["konto"]) == ("kanal.borte", "warning", "skole")
    structlog.reset_defaults()
