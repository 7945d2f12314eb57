"""The package proves itself on another machine, and every way of tampering with it is found and named."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from policy.evidence import package
from schemas.errors import Refused
from store.context import AppContext
from store.crises import lifecycle
from store.drafts import drafts
from store.evaluation import archive
from tests.cast import content
from tests.cast import request as crisis_request
from tests.report.past import past_crisis
from tests.servers import warm

pytestmark = pytest.mark.one_database

Files = dict[str, bytes]


@pytest.fixture
def made(ctx: AppContext, tmp_path: Path) -> bytes:
    crisis = past_crisis(ctx)
    other = lifecycle.establish(ctx, "kari", crisis_request(title="En annen krise"))
    drafts.new(ctx, "anne", other.id, content("Hemmelig i en annen krise."), ["side"])
    return archive.export(ctx, "lars", crisis, tmp_path / "secret.key", tmp_path / "reports")[0]


def files(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return {name: found.read(name) for name in found.namelist()}


def packed(found: Files) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name, body in found.items():
            made.writestr(name, body)
    return data.getvalue()


def test_it_holds_all_and_proves_itself(made: bytes) -> None:
    found = package.verify(made)
    assert (found.why, found.first_bad) == (None, None)
    names = set(files(made))
    assert {
        "crisis.json",
        "locks.json",
        "approvals.json",
        "findings.json",
        "chain.jsonl",
        "manifest.json",
        "manifest.sig",
    } <= names
    assert any(n.startswith("published/") for n in names) and any(n.startswith("drafts/") for n in names)
    assert found.events > 10 and len(found.signer) == 32


def test_another_crisis_stays_out_of_it(made: bytes) -> None:
    assert all(b"Hemmelig i en annen" not in body and b"En annen krise" not in body for body in files(made).values())
    bare = [line for line in files(made)["chain.jsonl"].splitlines() if b'"action"' not in line]
    assert bare and all(set(json.loads(line)) == {"seq", "prev_hash", "hash"} for line in bare)


def _change(name: str, found: Files) -> Files:
    return {n: (b + b" " if n == name else b) for n, b in found.items()}


def _reorder(found: Files) -> Files:
    first, second, *rest = found
    return {n: found[n] for n in (second, first, *rest)}


TAMPERED: dict[str, tuple[Callable[[Files], Files], str, str | None]] = {
    "a file changed": (lambda f: _change("crisis.json", f), "changed", "crisis.json"),
    "a published text changed": (
        lambda f: _change(next(n for n in f if n.startswith("published/")), f),
        "changed",
        None,
    ),
    "a file removed": (lambda f: {n: b for n, b in f.items() if n != "approvals.json"}, "missing", "approvals.json"),
    "the chain removed": (lambda f: {n: b for n, b in f.items() if n != "chain.jsonl"}, "missing", "chain.jsonl"),
    "a file added": (lambda f: f | {"extra.txt": b"x"}, "added", "extra.txt"),
    "files reordered": (_reorder, "order", None),
    "the manifest changed": (lambda f: _change("manifest.json", f), "signature", "manifest.json"),
    "the signature changed": (lambda f: f | {"manifest.sig": bytes(64)}, "signature", "manifest.json"),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_tampering_is_found_and_named(made: bytes, how: str) -> None:
    tamper, why, named = TAMPERED[how]
    found = package.verify(packed(tamper(files(made))))
    assert found.why == why
    assert named is None or found.first_bad == named


def _lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[Files], Files]:
    return lambda f: f | {"chain.jsonl": b"\n".join(change(f["chain.jsonl"].splitlines())) + b"\n"}


CHAINS = {
    "changed": _lines(lambda lines: [line.replace(b"Vannbrudd", b"Vannbryud") for line in lines]),
    "removed": _lines(lambda lines: [*lines[:5], *lines[6:]]),
    "added": _lines(lambda lines: [*lines[:5], lines[4], *lines[5:]]),
    "reordered": _lines(lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]]),
    "the last ones cut off and one made up": _lines(
        lambda lines: [*lines[:-1], lines[-1].replace(b'"hash":"', b'"hash":"0')]
    ),
}


@pytest.mark.parametrize("how", CHAINS)
def test_the_chain_holds_even_when_the_forger_signs_anew(made: bytes, how: str) -> None:
    """With a key of their own the manifest fits again; the chain does not, and the fingerprint is another."""
    found = package.verify(signed_anew(CHAINS[how](files(made))))
    if how == "the last ones cut off and one made up":
        assert found.why in ("chain", None) and found.signer != package.verify(made).signer
        return
    assert found.why == "chain" and (found.first_bad or "").startswith("event ")


def test_a_package_signed_by_another_shows_another_fingerprint(made: bytes) -> None:
    forged = package.verify(signed_anew(files(made)))
    assert forged.why is None and forged.signer != package.verify(made).signer


def signed_anew(found: Files) -> bytes:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    body = {n: b for n, b in found.items() if n not in (package.MANIFEST, package.SIGNATURE)}
    was = json.loads(found[package.MANIFEST])
    raw = package.manifest(was["crisis"], body, public, "2026-11-23", was["events"], was["withheld"])
    return packed(body | {package.MANIFEST: raw, package.SIGNATURE: key.sign(raw)})


@pytest.mark.parametrize(
    "data",
    [b"", b"not a zip", b"PK\x03\x04", packed({}), packed({"manifest.json": b"{}"}), packed({"manifest.json": b"[1]"})],
)
def test_what_is_no_package_is_said_to_be_none(data: bytes) -> None:
    assert package.verify(data).why == "unreadable"


def test_only_some_take_it_out(ctx: AppContext, tmp_path: Path) -> None:
    crisis = past_crisis(ctx)
    with pytest.raises(Refused):
        archive.export(ctx, "anne", crisis, tmp_path / "secret.key", tmp_path)


def test_another_machine_without_database_or_settings(made: bytes, tmp_path: Path) -> None:
    """Exit code 10 for a signer nobody named, 0 for the one that was, then 8 for a broken one and for one signed by somebody else."""
    (tmp_path / "ok.zip").write_bytes(made)
    (tmp_path / "bad.zip").write_bytes(packed(_change("crisis.json", files(made))))
    empty = {
        "PATH": "/usr/bin",
        "HOME": str(tmp_path),
        "KRISEKANAL_DATA": str(tmp_path / "none"),
        "KRISEKANAL_MUNICIPALITY": "/nowhere",
    }

    cold = subprocess.run(
        [sys.executable, "-m", "desk.cli.main", "log", "verify", str(tmp_path / "ok.zip"), "--json"],
        env=empty,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )

    def run(name: str, *words: str) -> tuple[int, str]:
        done = warm.run("desk.cli.main", ["log", "verify", str(tmp_path / name), *words, "--json"], empty)
        return done.returncode, done.stdout

    said = json.loads(cold.stdout)
    assert (cold.returncode, said["why"], said["known"]) == (10, None, False)
    assert run("ok.zip", "--key", said["signer"][:16])[0] == 0
    assert run("ok.zip", "--key", "f" * 16)[0] == 8
    code, broken = run("bad.zip")
    assert (code, json.loads(broken)["first_bad"]) == (8, "crisis.json")
    assert not (tmp_path / "none").exists()
