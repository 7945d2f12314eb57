"""What came from elsewhere is what it says it is, and every page's words are known to the catalogues."""

import io
import re
import tarfile
from pathlib import Path

import pytest

from config.language.catalogue import collect
from desk.web import assets, vendor


def test_the_vendored_files_are_untouched() -> None:
    lines = (vendor.HERE / "SHA256SUMS").read_text()
    files = {p.name: p.read_bytes() for p in vendor.HERE.iterdir() if p.name != "SHA256SUMS"}
    assert lines == vendor.sums(files)


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in [
        *assets.FOLDER.rglob("*.css"),
        *assets.FOLDER.rglob("app.js"),
        *(assets.FOLDER.parent / "templates").glob("*.html"),
    ]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?:src|href)=\"https?://|@import|url\(\s*[\"']?https?:", text), path


def test_the_pages_words_are_collected() -> None:
    said = collect()
    assert any(place.startswith("desk/web/templates/") for places in said.values() for place, _ in places)
    assert "Publish in {count} channels" in said


def test_a_package_is_unpacked_and_nothing_lands_beside_it(tmp_path: Path) -> None:
    def packed(name: str) -> Path:
        with tarfile.open(tmp_path / "p.tgz", "w:gz") as archive:
            member = tarfile.TarInfo(name)
            member.size = 2
            archive.addfile(member, io.BytesIO(b"ja"))
        return tmp_path / "p.tgz"

    vendor._unpack(packed("package/dist/a.js"), tmp_path / "out")
    assert (tmp_path / "out/package/dist/a.js").read_text() == "ja"
    with pytest.raises(ValueError, match="ute"):
        vendor._unpack(packed("../ute"), tmp_path / "out")
    assert not (tmp_path / "ute").exists()


def test_what_is_light_in_the_dark_too_says_so() -> None:
    """The exercise's box has a colour of its own; its buttons would be drawn for a dark one."""
    lines = [
        (path.name, line)
        for path in (assets.FOLDER.parent / "templates").glob("*.html")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"class=\"(?:drill\"|[^\"]*'drill')", line)
    ]
    assert len(lines) == 3
    assert [each for each in lines if 'data-color-scheme="light"' not in each[1]] == []
