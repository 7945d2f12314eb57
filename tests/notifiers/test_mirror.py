"""The public page on a second host: real rsync into a folder, a fake of Amazon's program, and what fails is a finding."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from config.machine.settings import load_settings
from desk.cli.running import machine
from notifiers import mirror
from schemas.errors import ConfigInvalid, NotifierError
from tests.notifiers.public_page.scenes import message, page_in

_FAKE_AWS = """#!/bin/sh
# A fake: takes the words that the real one has for this, and no others.
[ "$1 $2" = "s3 sync" ] && [ "$5 $6 $7 $8" = "--delete --exclude .* --only-show-errors" ] || exit 2
case "$4" in s3://krise/*) ;; *) echo "An error occurred (NoSuchBucket)" >&2; exit 1;; esac
rm -rf "$FAKE_S3" && cp -r "$3" "$FAKE_S3"
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KRISEKANAL_DATA", str(tmp_path))
    return tmp_path


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("[!.]*") if path.is_file()}


def levels() -> list[str]:
    return [diagnosis.level for diagnosis in machine.copy_of_the_page(load_settings())]


def test_every_change_is_copied_and_what_is_gone_goes(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert levels() == []
    page, there = page_in(data), data / "there"
    there.mkdir()
    (there / "old.html").write_text("of before")
    monkeypatch.setenv("KRISEKANAL_MIRROR", str(there))
    page.deliver(message("m-1", title="Den første"))
    assert levels() == ["warning"]
    assert mirror.look(page.root, str(there), data)
    assert names(there) == names(page.root) and "old.html" not in names(there)
    assert not mirror.look(page.root, str(there), data), "once is enough"
    assert levels() == ["ok"]
    page.deliver(message("m-2", title="Den andre"))
    assert mirror.look(page.root, str(there), data)
    assert "Den andre" in (there / "index.html").read_text()


def test_a_host_that_cannot_be_reached_is_a_finding(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_in(data)
    page.deliver(message("m-1"))
    (data / "file").write_text("")
    monkeypatch.setenv("KRISEKANAL_MIRROR", str(data / "file" / "there"))
    with pytest.raises(NotifierError, match="copy of the public page failed"):
        mirror.look(page.root, str(data / "file" / "there"), data)
    assert levels() == ["error"]
    assert not mirror.look(page.root, str(data / "there"), data), "not at once"
    assert mirror.look(page.root, str(data / "there"), data, timedelta(0)), "and is tried again"
    assert levels() == ["ok"]


def test_fake_s3(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data / "aws").write_text(_FAKE_AWS)
    (data / "aws").chmod(0o755)
    monkeypatch.setenv("PATH", f"{data}:{os.environ['PATH']}")
    monkeypatch.setenv("FAKE_S3", str(data / "bucket"))
    page = page_in(data)
    page.deliver(message("m-1"))
    assert mirror.look(page.root, "s3://krise/side", data) and names(data / "bucket") == names(page.root)
    page.deliver(message("m-2"))
    with pytest.raises(NotifierError, match="NoSuchBucket"):
        mirror.look(page.root, "s3://annen/side", data)
    monkeypatch.setenv("PATH", str(data / "empty"))
    with pytest.raises(NotifierError, match="aws is not installed"):
        mirror.look(page.root, "s3://krise/side", data, timedelta(0))


@pytest.mark.parametrize("wrong", ["-e sh", "there", "--rsh=x:y"])
def test_a_place_that_is_none_is_refused(data: Path, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("KRISEKANAL_MIRROR", wrong)
    with pytest.raises(ConfigInvalid, match="KRISEKANAL_MIRROR"):
        load_settings()
