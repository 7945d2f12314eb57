"""A backup is whole, goes back into an empty place only, and what it brings back sends nothing and lets nobody in by itself."""

import io
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from config.machine.settings import Settings
from config.town.municipality import load_municipality
from notifiers.platforms import PLATFORMS
from schemas.errors import InvalidInput, Refused, RetryClass, StoreUnavailable
from schemas.evidence.backup import Manifest, NewLife, Restored
from schemas.identity.login import LoginMethod
from schemas.messages.delivery import SendResult
from schemas.messages.notice import NoticeStatus
from schemas.sentence import say
from schemas.states import DeliveryStatus
from store.approvals import approvals
from store.backups import archive, making, new_life, restoring
from store.context import AppContext
from store.crises import find, lifecycle
from store.db import migrate
from store.db.database import open_engine
from store.db.tables import NoticeRow
from store.deliveries import deliveries
from store.drafts import drafts
from store.evidence import archive_key, audit
from store.identity import login_sessions
from store.identity.vault import Vault
from store.logins import links
from store.messages import messages
from tests import one_hand
from tests.cast import content, request
from tests.config.good_file import GOOD
from tests.config.test_layers import LAYER, feature, put, square
from tests.fakes import FakeChannels, FakeClock
from tests.servers.postgres import Postgres

LEASE = timedelta(seconds=30)
PASSPHRASE = "fire tilfeldige ord til slutt"


@pytest.fixture
def here(tmp_path: Path, database_url: str, ctx: AppContext) -> Settings:
    """The machine that the backup is made on, with a page, a picture and keys."""
    made = Settings.model_validate({"data": tmp_path / "here", "database_url": database_url})
    for name, data in {
        "public/index.html": "<p>Kok vannet",
        "media/a.jpg": "jpeg",
        "reports/k-1.html": "rapport",
    }.items():
        (made.data / name).parent.mkdir(parents=True, exist_ok=True)
        (made.data / name).write_text(data)
    (made.data / "public" / "half.html.new").write_text("half")
    Vault(ctx.engine, made.key_file).put(ctx, "kari", "smtp", "krisemail://hemmelig@kk.example")
    archive_key.open_key(made.key_file)
    return made


@pytest.fixture
def there(tmp_path: Path, here: Settings, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """The other machine, with nothing."""
    if here.database_file:
        yield Settings.model_validate({"data": tmp_path / "there"})
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.fresh()
    yield Settings.model_validate({"data": tmp_path / "there", "database_url": url})
    server.drop(url)


def opened(ctx: AppContext, settings: Settings) -> AppContext:
    return replace(ctx, engine=open_engine(settings.database_url, 2000))


def restore(ctx: AppContext, settings: Settings, file: Path, passphrase: str = "") -> tuple[AppContext, NewLife]:
    other = opened(ctx, settings)

    def begin(manifest: Manifest) -> Restored:
        life = new_life.begin(other, "kari", manifest)
        return Restored(made_at=manifest.made_at, log_lines=0, keys=True, municipality_file="", folder="", life=life)

    other.engine.dispose()
    found = restoring.restore(settings, file, lambda: passphrase, begin)
    return other, found.life


def publish(ctx: AppContext, accounts: tuple[str, ...] = ("tavle",)) -> str:
    open_one = find.current(ctx)
    crisis = open_one.id if open_one else lifecycle.establish(ctx, "kari", request()).id
    draft = drafts.submit(ctx, "anne", drafts.new(ctx, "anne", crisis, content("Kok vannet."), accounts).id)
    return approvals.approve(ctx, "ola", draft.id, draft.revision.seen).id


def rows(ctx: AppContext) -> dict[str, int]:
    with ctx.engine.connect() as connection:
        names = [n for n in inspect(connection).get_table_names() if n not in ("alembic_version", "worker")]
        return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}


def test_everything_comes_back_and_the_log_proves_the_join(ctx: AppContext, here: Settings, there: Settings) -> None:
    publish(ctx)
    before = rows(ctx)
    file = there.data.parent / "backup.tar.gz"
    made = making.make(ctx, here, file, PASSPHRASE)
    assert file.stat().st_mode & 0o777 == 0o600
    other, _ = restore(ctx, there, file, PASSPHRASE)
    after = rows(other)
    assert after.pop("epoch") == before.pop("epoch") + 1
    assert after.pop("audit") > before.pop("audit")
    assert after == before
    assert sorted(
        p.relative_to(there.data).as_posix() for p in archive.files_below(there.data) if p.suffix in (".html", ".jpg")
    ) == [
        "media/a.jpg",
        "public/index.html",
        "reports/k-1.html",
    ]
    assert (there.data / "public" / "index.html").stat().st_mode & 0o777 == 0o644
    assert Vault(other.engine, there.key_file).get("smtp") == "krisemail://hemmelig@kk.example"
    assert audit.missing_guards(other) == ()
    assert audit.verify(other).whole
    (joined,) = [event for event in audit.events(other) if event.action == "database.restored"]
    assert joined.data["head_sequence"] == made.log_lines
    assert next(e for e in audit.events(other) if e.seq == made.log_lines).hash == joined.data["head"]
    with pytest.raises(DBAPIError):
        with other.engine.begin() as connection:
            connection.execute(text("UPDATE audit SET actor = 'x'"))


def test_a_layer_of_zones_comes_back_with_the_file_that_names_it(
    ctx: AppContext, here: Settings, there: Settings
) -> None:
    """Where the settings name a file, and where it lies in the data folder: its layers are beside it, and its zones are drawn alike."""
    town = here.data / "municipality.yaml"
    town.write_text(GOOD + LAYER, encoding="utf-8")
    put(
        town,
        feature("Hell", "Polygon", [square(10.0, 63.0)]),
        feature("Lånke", "LineString", [[10.5, 63.5], [10.6, 63.5]]),
    )
    drawn = load_municipality(town, PLATFORMS).zones
    assert [zone.id for zone in drawn] == ["vann-hell", "vann-lanke"]
    file = there.data.parent / "backup.tar.gz"
    making.make(ctx, here.model_copy(update={"municipality": town}), file, PASSPHRASE)
    elsewhere = there.model_copy(update={"municipality": there.data.parent / "etc" / "kommune.yaml"})
    restore(ctx, elsewhere, file, PASSPHRASE)
    assert load_municipality(elsewhere.municipality, PLATFORMS).zones == drawn
    layer = elsewhere.municipality.with_name("vann.geojson")
    assert layer.read_bytes() == town.with_name("vann.geojson").read_bytes() and layer.stat().st_mode & 0o777 == 0o600


def test_it_is_whole_while_others_write(ctx: AppContext, here: Settings, there: Settings) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with ctx.write() as session:
                audit.append(session, ctx, "system", "test.line", "x")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        making.make(ctx, here, there.data.parent / "backup.tar.gz")
    finally:
        stop.set()
        writer.join()
    other, _ = restore(ctx, there, there.data.parent / "backup.tar.gz")
    assert audit.verify(other).whole
    assert audit.newest(other) <= audit.newest(ctx) + 1


@pytest.mark.parametrize("idempotent", [True, False])
def test_what_was_waiting_or_planned_is_looked_for_and_never_sent(
    ctx: AppContext, here: Settings, there: Settings, clock: FakeClock, *, idempotent: bool
) -> None:
    """Also where a key would make twice once: the other life may have sent it, or people may have settled it there."""
    ctx = replace(ctx, channels=FakeChannels(idempotent=idempotent, readable=True))
    waiting, begun = publish(ctx), publish(ctx)
    one_hand.claim(ctx, _only(ctx, begun), "of the other life", LEASE)
    making.make(ctx, here, there.data.parent / "backup.tar.gz")
    other, life = restore(ctx, there, there.data.parent / "backup.tar.gz")
    assert {each.message_id for each in life.waiting} == {waiting, begun}
    clock.forward(minutes=1)
    for message in (waiting, begun):
        claimed = one_hand.claim(other, _only(other, message), "w", LEASE)
        assert claimed is not None and claimed.only_look and claimed.in_doubt and not claimed.repeatable
    fresh = one_hand.claim(other, _only(other, publish(other)), "w", LEASE)
    assert fresh is not None and not fresh.only_look, "what is new is sent as ever"


def _only(ctx: AppContext, message_id: str) -> str:
    (found,) = messages.show(ctx, message_id).deliveries
    return found.id


def test_what_a_person_wants_again_is_sent(ctx: AppContext, here: Settings, there: Settings) -> None:
    ctx = replace(ctx, channels=FakeChannels(idempotent=False))
    message = publish(ctx)
    making.make(ctx, here, there.data.parent / "backup.tar.gz")
    other, _ = restore(ctx, there, there.data.parent / "backup.tar.gz")
    claimed = one_hand.claim(other, _only(other, message), "w", LEASE)
    assert claimed is not None
    one_hand.finish(other, claimed, SendResult(kind=RetryClass.AMBIGUOUS, error="not found"), "w")
    assert messages.show(other, message).deliveries[0].status is DeliveryStatus.UNCERTAIN
    deliveries.settle(other, "ola", claimed.out.delivery_id, deliveries.Settlement.RETRY)
    again = one_hand.claim(other, claimed.out.delivery_id, "w", LEASE)
    assert again is not None and not again.only_look


def test_sessions_and_links_are_void_and_nobody_is_called_out_again(
    ctx: AppContext, here: Settings, there: Settings
) -> None:
    publish(ctx)
    login_sessions.open_(ctx, "ola", LoginMethod.PASSWORD, "nettleser")
    with ctx.write() as session:
        links.invitation(session, ctx, "kari", "anne")
        queued = len(session.exec(select(NoticeRow).where(NoticeRow.status == NoticeStatus.QUEUED)).all())
    making.make(ctx, here, there.data.parent / "backup.tar.gz")
    other, life = restore(ctx, there, there.data.parent / "backup.tar.gz")
    assert (life.sessions, life.links, life.notices) == (1, 1, queued) and queued > 0
    assert login_sessions.listing(other) == []
    with other.read() as session:
        assert {row.status for row in session.exec(select(NoticeRow))} == {NoticeStatus.UNCERTAIN}


def test_keys_are_for_whoever_knows_the_passphrase(ctx: AppContext, here: Settings, there: Settings) -> None:
    file = there.data.parent / "backup.tar.gz"
    with pytest.raises(InvalidInput, match="at least 12"):
        making.make(ctx, here, file, "kort")
    making.make(ctx, here, file, PASSPHRASE)
    with tarfile.open(file) as tar:
        assert "secret.key" not in tar.getnames()
        sealed = tar.extractfile(making.KEYS)
        assert sealed is not None and here.key_file.read_bytes() not in sealed.read()
    with pytest.raises(InvalidInput, match="not the passphrase"):
        restore(ctx, there, file, "noe helt annet enn det")
    assert list(there.data.iterdir()) == []
    restore(ctx, there, file, PASSPHRASE)
    assert there.key_file.read_bytes() == here.key_file.read_bytes()
    assert there.key_file.stat().st_mode & 0o777 == 0o600


def test_a_begin_that_fails_leaves_the_folder_as_it_was(ctx: AppContext, here: Settings, there: Settings) -> None:
    """A database without its new life would send: rather none."""
    making.make(ctx, here, there.data.parent / "backup.tar.gz", PASSPHRASE)

    def begin(_manifest: Manifest) -> Restored:
        raise Refused(say("no"))

    with pytest.raises(Refused):
        restoring.restore(there, there.data.parent / "backup.tar.gz", lambda: PASSPHRASE, begin)
    assert list(there.data.iterdir()) == []


def manifest(**more: object) -> Manifest:
    given = {
        "made_at": datetime.now(UTC),
        "municipality": "5035",
        "name": "x",
        "database": "sqlite",
        "version": migrate.newest(),
    }
    return Manifest.model_validate({**given, "data": "/x", "head": None, "files": {}, **more})


def never(_manifest: Manifest) -> Restored:
    raise AssertionError("nothing may begin")


def refused(tmp_path: Path, file: Path, kind: type[Exception], match: str) -> None:
    """And the folder is as empty as before."""
    settings = Settings.model_validate({"data": tmp_path / "there"})
    with pytest.raises(kind, match=match):
        restoring.restore(settings, file, lambda: "", never)
    assert not settings.data.exists() or list(settings.data.iterdir()) == []


@pytest.mark.parametrize("cut", [0.0, 0.3, 0.99])
def test_half_a_backup_is_none(tmp_path: Path, cut: float) -> None:
    (tmp_path / "page.html").write_bytes(bytes(range(256)) * 500)
    whole = tmp_path / "whole.tar.gz"
    archive.write(whole, manifest(), {"public/page.html": tmp_path / "page.html"})
    data = whole.read_bytes()
    (tmp_path / "half.tar.gz").write_bytes(data[: int(len(data) * cut)])
    refused(tmp_path, tmp_path / "half.tar.gz", InvalidInput, "no whole backup")


def test_a_changed_file_and_a_way_out_are_seen(tmp_path: Path) -> None:
    for name, digest in (("public/page.html", "0" * 64), ("../outside", "0" * 64)):
        file = tmp_path / "bad.tar.gz"
        with tarfile.open(file, "w:gz") as tar:
            for each, data in (
                (name, b"x"),
                (archive.MANIFEST, manifest(files={name: digest}).model_dump_json().encode()),
            ):
                info = tarfile.TarInfo(each)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        refused(tmp_path, file, InvalidInput, "no whole backup")
    assert not (tmp_path / "outside").exists()


def test_another_kind_of_database_a_newer_one_and_a_missing_file_are_sentences(tmp_path: Path) -> None:
    archive.write(tmp_path / "other.tar.gz", manifest(database="postgresql"), {})
    refused(tmp_path, tmp_path / "other.tar.gz", Refused, "same kind")
    archive.write(tmp_path / "newer.tar.gz", manifest(version="9999"), {})
    refused(tmp_path, tmp_path / "newer.tar.gz", StoreUnavailable, "older than the database")
    refused(tmp_path, tmp_path / "none.tar.gz", InvalidInput, "no file")


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    archive.write(tmp_path / "b.tar.gz", manifest(), {})
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "krisekanal.db").write_text("other people's")
    with pytest.raises(Refused, match="not empty"):
        restoring.restore(
            Settings.model_validate({"data": tmp_path / "there"}), tmp_path / "b.tar.gz", lambda: "", never
        )
    assert (tmp_path / "there" / "krisekanal.db").read_text() == "other people's"


def test_a_newer_database_is_refused_with_a_sentence(engine_at: Path) -> None:
    engine = open_engine(f"sqlite:///{engine_at}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable, match="older than the database"):
        migrate.upgrade(engine)
    engine.dispose()


@pytest.fixture
def engine_at(tmp_path: Path, migrated_sqlite: bytes) -> Path:
    path = tmp_path / "kk.db"
    path.write_bytes(migrated_sqlite)
    return path


def test_by_schedule_one_worker_makes_one_and_the_rule_keeps_them(
    ctx: AppContext, here: Settings, clock: FakeClock, tmp_path: Path
) -> None:
    settings = here.model_copy(update={"backup_dir": tmp_path / "backups", "backup_hours": 24, "backup_keep": 2})
    assert making.make_when_due(ctx, here) is None, "nobody has asked for any"
    first = making.make_when_due(ctx, settings)
    assert first is not None and making.make_when_due(ctx, settings) is None
    clock.forward(hours=25)
    (tmp_path / "backups" / f".{clock():%Y%m%dT%H}.turn").touch()
    assert making.make_when_due(ctx, settings) is None, "another worker is at it"
    clock.forward(hours=1)
    second = making.make_when_due(ctx, settings)
    assert second is not None and making.newest(tmp_path / "backups") == clock().replace(microsecond=0)
    assert making.kept(tmp_path / "backups") == [Path(first.file), Path(second.file)]


def test_of_older_backups_the_last_of_each_month_stays(tmp_path: Path) -> None:
    days = ("20260110", "20260131", "20260201", "20260228", "20260301", "20260302")
    for day in days:
        (tmp_path / f"krisekanal-{day}T000000Z.tar.gz").touch()
    making.thin(tmp_path, 2)
    assert [path.name[11:19] for path in making.kept(tmp_path)] == ["20260131", "20260228", "20260301", "20260302"]


def test_a_disk_that_takes_no_more_leaves_no_half_backup(ctx: AppContext, here: Settings, tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir()
    (tmp_path / "shut" / "backup.tar.gz").mkdir()
    with pytest.raises(StoreUnavailable, match="was not written"):
        making.make(ctx, here, tmp_path / "shut" / "backup.tar.gz")
    assert [path.name for path in (tmp_path / "shut").iterdir()] == ["backup.tar.gz"]
