"""docs/install.md, typed line by line on a bare Debian 12 with a systemd of its own: `make bare-machine`. Ten minutes or so.

As root, with debootstrap and systemd-container. The document's blocks are run as they stand, in their order, up to *Afterwards* (the
suitcase has a test of its own, `tests/desk/test_suitcase.py`); only what it leaves open is filled in: where Krisekanal comes from, the
answers to `init`, certificates, and the seconds until the services answer. What it promises is then asked for: both names by HTTPS.
Ends at the first line that fails, with its exit code.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent.parent
PLACE = Path("/var/tmp/krisekanal-bare-machine")  # noqa: S108  # a gigabyte, and no room of ours
TOOLS = {"debootstrap": "debootstrap", "systemd-nspawn": "systemd-container"}
BARE = "systemd,systemd-sysv,dbus"
"""What an empty Debian has, and debootstrap's smallest has not."""
SETTINGS = "/etc/krisekanal/settings.env"
TRUSTED = Path("/etc/ssl/certs/ca-certificates.crt")
"""What this machine trusts, which may be more than Debian's own: for the first block alone."""
ANSWERS = """\
name: Verdal kommune
number: 5038
homepage: https://www.verdal.example
chief: Kari Nordmann <kari@verdal.example>
editor: Ola Nilsen <ola@verdal.example>
editor: Ida Moe <ida@verdal.example>
unit: Skolen: Per Li <per@verdal.example>
account: mastodon: @verdal@mastodon.example
"""
READY = (
    'for i in $(seq 120); do python3 -c "import urllib.request as u; '
    "u.urlopen('http://127.0.0.1:8000/ready')\" 2>/dev/null && break; sleep 1; done"
)
CERTIFICATES = """\
cat > /srv/certificates.py <<'END'
from datetime import UTC, datetime, timedelta
from pathlib import Path
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
for site in ("krisedesk", "krise"):
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"{site}.example.no")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    Path(f"/etc/ssl/{site}.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem))
    Path(f"/etc/ssl/{site}.key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
END
/opt/krisekanal/.venv/bin/python /srv/certificates.py
echo '127.0.0.1 krisedesk.example.no krise.example.no' >> /etc/hosts
"""
"""Of their own making, for the two names of the document."""
BY_HTTPS = """\
cat > /srv/asked.py <<'END'
import ssl, time, urllib.request
plain, ends = ssl._create_unverified_context(), time.monotonic() + 60
def asked(address):
    while True:
        try:
            return urllib.request.urlopen(address, context=plain).read().decode()
        except OSError:  # nginx takes up its new files by itself, a moment later
            if time.monotonic() > ends: raise
            time.sleep(0.5)
asked("https://krisedesk.example.no/ready")
assert "Verdal" in asked("https://krise.example.no/")
END
python3 /srv/asked.py
"""
FILLED_IN = {
    "git clone ADDRESS": "git clone /srv/krisekanal.git",
    "krisekanal init /var/lib/krisekanal": "krisekanal init /var/lib/krisekanal --answers /srv/answers",
    "enable --now krisekanal.target": f"enable --now krisekanal.target\n{READY}",
    "cd /opt/krisekanal && sed": f"{CERTIFICATES}cd /opt/krisekanal && sed",
    "systemctl reload nginx\n": f"systemctl reload nginx\n{BY_HTTPS}",
    "systemctl start krisekanal.target": f"systemctl start krisekanal.target\n{READY}",
}
UNIT = """\
[Unit]
After=multi-user.target
[Service]
ExecStart=/bin/bash /srv/typed.sh
ExecStopPost=/bin/systemctl poweroff --no-block
"""
LONGEST = 900


def blocks() -> list[str]:
    """Scripts: those of the document, and its settings as lines that are added to the file."""
    text = (PROGRAM / "docs" / "install.md").read_text(encoding="utf-8").partition("\n## Afterwards")[0]
    found = []
    for kind, block in re.findall(r"```(sh|)\n(.*?)```", text, re.DOTALL):
        filled = block if kind else f"cat >> {SETTINGS} <<'END'\n{block}END\n"
        for said, meant in FILLED_IN.items():
            filled = filled.replace(said, meant)
        found.append(filled)
    return found


def script(*parts: str) -> str:
    return "set -euxo pipefail\nexport LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive\n" + "\n".join(parts)


def run(*words: str) -> None:
    subprocess.run(words, check=True)


def make() -> None:
    """The machine, and what is to be typed there."""
    shutil.rmtree(PLACE, ignore_errors=True)
    run("unshare", "-m", "debootstrap", "--variant=minbase", f"--include={BARE}", "bookworm", str(PLACE))
    run("git", "clone", "--quiet", "--bare", str(PROGRAM), str(PLACE / "srv" / "krisekanal.git"))
    (PLACE / "srv" / "answers").write_text(ANSWERS)
    shutil.copy(TRUSTED, PLACE / "srv" / "trusted.crt")
    first, *others = blocks()
    (PLACE / "srv" / "first.sh").write_text(script("apt-get update -q", first))
    others.append("echo 0 > /srv/rc")
    (PLACE / "srv" / "typed.sh").write_text("exec > /srv/typed.log 2>&1\n" + script(*others))
    (PLACE / "etc/systemd/system/typed.service").write_text(UNIT)


def install() -> None:
    """The first block: with a network, and nothing running."""
    inside = "mount -t proc proc {0}/proc && mount --bind /dev {0}/dev && cp /etc/resolv.conf {0}/etc/ && exec chroot {0} bash /srv/first.sh"
    kept = {"PATH": os.environ["PATH"], "SSL_CERT_FILE": "/srv/trusted.crt", "PIP_CERT": "/srv/trusted.crt"}
    subprocess.run(["unshare", "-m", "bash", "-c", inside.format(shlex.quote(str(PLACE)))], check=True, env=kept)


def boot() -> int:
    """Everything else: under systemd, without any network. The exit code of what was typed."""
    wants = PLACE / "etc/systemd/system/multi-user.target.wants/typed.service"
    wants.parent.mkdir(parents=True, exist_ok=True)
    wants.symlink_to("../typed.service")
    quiet = ("--register=no", "--keep-unit", "--private-network", "--quiet", "--console=passive")
    subprocess.run(
        ["systemd-nspawn", *quiet, "--boot", f"--directory={PLACE}"],
        check=False,
        timeout=LONGEST,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    sys.stdout.write((PLACE / "srv" / "typed.log").read_text(encoding="utf-8"))
    return 0 if (PLACE / "srv" / "rc").exists() else 1


def main() -> int:
    missing = [package for tool, package in TOOLS.items() if shutil.which(tool) is None]
    if missing or os.getuid() != 0:
        sys.exit(f"As root, with: apt-get install -y {' '.join(TOOLS.values())}")
    began = time.monotonic()
    make()
    install()
    code = boot()
    shutil.rmtree(PLACE)
    sys.stdout.write(
        f"\nFrom an empty Debian to a first drill: {round(time.monotonic() - began)} s, exit code {code}.\n"
    )
    return code


if __name__ == "__main__":
    sys.exit(main())
