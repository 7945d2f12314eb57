"""What came from elsewhere is what it says it is, and every page's words are known to the catalogues."""

import re

from config.catalogue import collect
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
