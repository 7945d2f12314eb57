"""The looks and HTMX, taken from npm at fixed versions: `python -m desk.web.vendor` (maintainers; needs npm).

What comes out is committed, so that nothing is fetched when the desk is installed or runs.
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).parent / "static" / "vendor"
PACKAGES = {
    "@digdir/designsystemet-css": "1.22.0",
    "@digdir/designsystemet-theme": "1.11.0",
    "htmx.org": "2.0.11",
    "htmx-ext-sse": "2.2.4",
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
        "LICENSE-designsystemet": (packages / "@digdir/designsystemet-theme/LICENSE").read_bytes(),
        "LICENSE-htmx": (packages / "htmx.org/LICENSE").read_bytes(),
    }


def _component(text: str, name: str) -> str:
    layer = "ds.base" if name == "base" else "ds.components"
    return text if text.lstrip().startswith("@layer") else f"@layer {layer}{{{text}}}"


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
        with tarfile.open(folder / done.stdout.split()[-1]) as archive:
            archive.extractall(folder / "unpacked", filter="data")
        (folder / "unpacked" / "package").rename(target / "_")
        for entry in (target / "_").iterdir():
            entry.rename(target / entry.name)


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
