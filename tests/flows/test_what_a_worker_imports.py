"""A worker that only sends carries nothing that draws, measures areas, makes pictures smaller, or speaks to others' services."""

import json
import subprocess
import sys

OF_NO_USE = {
    "numpy",
    "shapely",
    "PIL",
    "weasyprint",
    "prefect",
    "alembic",
    "psycopg",
    "requests",
    "oauthlib",
    "apprise.plugins.discord",
}
"""What reads a zone, a picture or PostgreSQL imports it then; the last three come with the services that Apprise has of its own."""
ADDRESSES = (
    "krisemail://127.0.0.1:25/?from=a@kk.example",
    "smssinch://Kommunen/?plan=p&token=t",
    "krisesmpp://system:ord@127.0.0.1:2775/?from=Kommunen",
    "krisepage://",
    "krisekonsoll://",
)
_ASKED = """
import json, sys
import flows.runtime.worker
from notifiers.registry import make_plugin
from sqlalchemy import create_engine
create_engine("sqlite://").connect().close()
print([make_plugin(each).service_name for each in json.loads(sys.argv[1])], file=sys.stderr)
print(json.dumps(sorted(sys.modules)))
"""


def imported(*addresses: str) -> set[str]:
    words = [sys.executable, "-c", _ASKED, json.dumps(addresses)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_a_worker_that_sends_imports_nothing_else() -> None:
    there = imported(*ADDRESSES)
    assert there >= {"flows.work.drains", "notifiers.base.idle_lines"} and there & OF_NO_USE == set()


def test_a_service_of_apprise_s_own_brings_the_others_with_it() -> None:
    assert "apprise.plugins.discord" in imported("json://127.0.0.1:9/")
