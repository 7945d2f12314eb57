"""The looks, HTMX, idiomorph and Leaflet, taken from npm at fixed versions: `python -m desk.web.vendor` (maintainers; needs npm).

What comes out is committed, so that nothing is fetched when the desk is installed or runs.
"""

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from notifiers.platforms import PLATFORMS
from notifiers.spec import ChannelSpec

HERE = Path(__file__).parent / "static" / "vendor"
PACKAGES = {
    "@digdir/designsystemet-css": "1.22.0",
    "@digdir/designsystemet-theme": "1.11.0",
    "htmx.org": "2.0.11",
    "htmx-ext-sse": "2.2.4",
    "bootstrap-icons": "1.13.1",
    "idiomorph": "0.7.4",
    "leaflet": "1.9.4",
}
COMPONENTS = (
    "base",
    "alert",
    "button",
    "card",
    "details",
    "divider",
    "error-summary",
    "field",
    "fieldset",
    "heading",
    "input",
    "label",
    "link",
    "list",
    "paragraph",
    "skip-link",
    "table",
    "tag",
    "validation-message",
)
_LAYERS = "@layer ds.theme, ds.base, ds.components;"


def build(packages: Path) -> dict[str, bytes]:
    """File name to bytes. `packages` holds each npm package, unpacked under its name."""
    css = packages / "@digdir/designsystemet-css/dist/src"
    parts = [_component((css / f"{name}.css").read_text(), name) for name in COMPONENTS]
    return {
        "designsystemet.css": "\n".join([_LAYERS, *parts]).encode(),
        "theme.css": (packages / "@digdir/designsystemet-theme/brand/digdir.css").read_bytes(),
        "htmx.min.js": (packages / "htmx.org/dist/htmx.min.js").read_bytes(),
        "sse.min.js": (packages / "htmx-ext-sse/dist/sse.min.js").read_bytes(),
        "icons.svg": _icons(packages / "bootstrap-icons/icons"),
        "LICENSE-bootstrap-icons": (packages / "bootstrap-icons/LICENSE").read_bytes(),
        "morph.min.js": (packages / "idiomorph/dist/idiomorph-ext.min.js").read_bytes(),
        "leaflet.js": _without_map(packages / "leaflet/dist/leaflet.js"),
        "leaflet.css": (packages / "leaflet/dist/leaflet.css").read_bytes(),
        "LICENSE-leaflet": (packages / "leaflet/LICENSE").read_bytes(),
        "LICENSE-designsystemet": (packages / "@digdir/designsystemet-theme/LICENSE").read_bytes(),
        "LICENSE-htmx": (packages / "htmx.org/LICENSE").read_bytes(),
        "LICENSE-idiomorph": (packages / "idiomorph/LICENSE").read_bytes(),
    }


def _component(text: str, name: str) -> str:
    layer = "ds.base" if name == "base" else "ds.components"
    return text if text.lstrip().startswith("@layer") else f"@layer {layer}{{{text}}}"


def _without_map(script: Path) -> bytes:
    """Without the last line's pointer to a source map, which we do not carry."""
    return re.sub(rb"\n//# sourceMappingURL=\S+\s*$", b"\n", script.read_bytes())


def _icons(folder: Path) -> bytes:
    """One file with a sign for each channel, and the one for channels that name none; `icons.svg#envelope` is one of them."""
    names = sorted({spec.icon for spec in PLATFORMS.values()} | {ChannelSpec.model_fields["icon"].default})
    symbols = [_symbol(name, (folder / f"{name}.svg").read_text()) for name in names]
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>\n"]).encode()


def _symbol(name: str, svg: str) -> str:
    drawn = re.sub(r"\s*\n\s*", "", svg.partition(">")[2].rpartition("</svg>")[0])
    return f'<symbol id="{name}" viewBox="0 0 16 16">{drawn}</symbol>'


def fetch(folder: Path) -> None:
    for name, version in PACKAGES.items():
        done = subprocess.run(  # noqa: S603  # names and versions are the table's
            ["npm", "pack", "--silent", f"{name}@{version}"],  # noqa: S607  # whichever npm is there
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        )
        target = folder / name
        target.mkdir(parents=True)
        _unpack(folder / done.stdout.split()[-1], folder / "unpacked")
        (folder / "unpacked" / "package").rename(target / "_")
        for entry in (target / "_").iterdir():
            entry.rename(target / entry.name)


def _unpack(package: Path, folder: Path) -> None:
    """Its plain files; `extractall(filter=)` is not in every Python 3.11. Raises `ValueError` for a name that leads elsewhere."""
    with tarfile.open(package) as archive:
        for member in filter(tarfile.TarInfo.isfile, archive):
            place = (folder / member.name).resolve()
            if not place.is_relative_to(folder.resolve()):
                raise ValueError(member.name)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(archive.extractfile(member).read())  # type: ignore[union-attr]  # each is a file


def sums(files: dict[str, bytes]) -> str:
    """As `sha256sum` writes them."""
    return "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        fetch(Path(name))
        files = build(Path(name))
    for name, data in files.items():
        (HERE / name).write_bytes(data)
    (HERE / "SHA256SUMS").write_text(sums(files))
    sys.stdout.write(f"{sum(map(len, files.values())) // 1024} kB in {HERE}\n")


if __name__ == "__main__":
    main()
