"""Server time and weight of every screen with 200 accounts, 50 drafts, 5,000 audit events and 1,000 remarks.

`make bench`. Aim: p95 under 100 ms, and under 60 kB over the line for a first visit. The ratio is against `/health`,
the same road without a page, in the same run.
"""

import contextlib
import gc
import io
import statistics
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from fastapi.testclient import TestClient
from ruamel.yaml import YAML

from config.machine.settings import SHIPPED, Settings
from desk.app import make
from notifiers.facade import open_channels
from notifiers.platforms import PLATFORMS
from schemas.crises.crisis import CrisisRequest, Severity
from schemas.dialogue.remark import RemarkPage, RemoteRemark
from schemas.drafts.content import Content
from schemas.identity.login import LoginMethod
from store.approvals import approvals
from store.context import AppContext
from store.crises import entries, lifecycle
from store.drafts import drafts
from store.evidence import audit
from store.identity import login_sessions
from store.opening import open_context, set_up
from store.remarks import inbox
from tests.desk.web.pages import READING
from tests.desk.web.weights import Weighed

AT = datetime(2026, 11, 29, 12, tzinfo=UTC)
ACCOUNTS, DRAFTS, EVENTS, REMARKS, ROUNDS = 200, 50, 5000, 1000, 40


def municipality(folder: Path) -> Path:
    """Stjørdal's, with as many more accounts as it takes, every eighth of them connected."""
    yaml = YAML()
    town = yaml.load(SHIPPED.read_text(encoding="utf-8"))
    for number in range(len(town["accounts"]), ACCOUNTS):
        entry = {
            "id": f"konto-{number}",
            "platform": "console" if number % 8 == 0 else "facebook",
            "handle": f"Konto {number}",
            "unit": "kommunikasjon",
            "opened": date(2020, 1, 1),
        }
        town["accounts"].append(entry | ({"url": "krisekonsoll://"} if number % 8 == 0 else {}))
    text = io.StringIO()
    yaml.dump(town, text)
    (folder / "town.yaml").write_text(text.getvalue(), encoding="utf-8")
    return folder / "town.yaml"


def main() -> None:
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        settings = Settings.model_validate({"data": folder, "municipality": municipality(folder)})
        set_up(settings)
        opened = open_context(settings, lambda secret: open_channels(settings, secret), PLATFORMS)
        ctx = opened.ctx
        first = _fill(ctx)
        client = stack.enter_context(TestClient(make(settings, opened), base_url=settings.desk_url))
        client.cookies.set("krisekanal", login_sessions.open_(ctx, "ola", LoginMethod.PASSWORD, "bench"))
        client.get("/")
        gc.freeze()  # as the server does at its start
        base, weighed = _times(client, "/health"), Weighed(client)
        print(f"{'page':24} {'median':>8} {'p95':>8} {'x health':>9} {'kB':>6}")
        for path in (*READING, "/remarks?page=10", f"/drafts/{first}"):
            found = _times(client, path)
            ratio = statistics.median(found) / statistics.median(base)
            median, weight = statistics.median(found), weighed.first_visit(path) / 1000
            print(f"{path:24} {median:6.1f}ms {_p95(found):6.1f}ms {ratio:9.1f} {weight:6.0f}")
        ctx.engine.dispose()


def _fill(ctx: AppContext) -> str:
    crisis = lifecycle.establish(
        ctx,
        "kari",
        CrisisRequest(
            title="Vannbrudd", what="Bakterier i drikkevannet", where="Lånke", severity=Severity.SEVERE, exercise=False
        ),
    )
    ids = []
    for number in range(DRAFTS):
        text = Content(title=f"Melding {number}", body="Kok vannet i ett minutt.\n\n" * 5, next_update="om to timer")
        ids.append(drafts.submit(ctx, "nina", drafts.new(ctx, "nina", crisis.id, text).id).id)
    for draft in ids[:10]:
        approvals.approve(ctx, "ola", draft, drafts.show(ctx, draft).revision.seen)
    for number in range(EVENTS - len(audit.events(ctx))):
        entries.add(ctx, "lars", crisis.id, f"Innslag {number}")
    for number in range(0, REMARKS, 100):
        inbox.seen(ctx, "konto-16", RemarkPage(remarks=tuple(map(_remark, range(number, number + 100)))))
    return str(ids[-1])


def _remark(number: int) -> RemoteRemark:
    """Every third answers the one before."""
    above = str(number - 1) if number % 3 == 2 else None
    text = f"Når er vannet rent igjen i Lånke? Vi er {number} som spør."
    return RemoteRemark(remote_id=str(number), parent_id=above, author=f"innbygger{number}", text=text, written_at=AT)


def _times(client: TestClient, path: str) -> list[float]:
    """Milliseconds."""
    client.get(path)
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        client.get(path).raise_for_status()
        found.append(1000 * (time.perf_counter() - start))
    return found


def _p95(found: list[float]) -> float:
    return statistics.quantiles(found, n=20)[-1]


if __name__ == "__main__":
    main()
