#!/usr/bin/env bash
# What the tests need beside Python: Debian packages, all missing ones at once, and what is built of others' sources.
#   tests/tools.sh TOOL...    says what is missing where it may not install it
set -euo pipefail

TOOLS="postgresql clock chromium pdf wordpress bluesky public_sets nginx caddy dovecot redis prometheus sink"
missing=()

# --- Debian ---

as() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo "$@"; else return 1; fi
}

listed=
lists() {
    [ -n "$listed" ] || as apt-get update -qq || true
    listed=1
}

need() { missing+=("$@"); }

has() { command -v "$1" >/dev/null; }

install_missing() {
    [ ${#missing[@]} -gt 0 ] || return 0
    as true || { echo "Missing: ${missing[*]}. Install it with: sudo apt-get update && sudo apt-get install -y ${missing[*]}" >&2; exit 1; }
    echo "Installing ${missing[*]} ..."
    lists
    as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# --- What each needs of it ---

# A server of a setting's choice, or one that the tests start on loopback.
needs_postgresql() {
    [ -n "${KRISEKANAL_TEST_POSTGRES:-}" ] || compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || has initdb || need postgresql
}

# Machines whose clock is off: their programs ask libfaketime for the time.
needs_clock() { compgen -G "/usr/lib/*/faketime/libfaketimeMT.so.1" >/dev/null || need libfaketime; }

# The browser of the desk's tests: one that a setting names, one that is there, or Debian's without windows (a fifth less work).
needs_chromium() {
    [ -z "${KRISEKANAL_TEST_CHROMIUM:-}" ] || return 0
    has chromium-headless-shell || { lists && apt-cache show chromium-headless-shell >/dev/null 2>&1 && need chromium-headless-shell; } ||
        has chromium || has chromium-browser || need chromium
}

# What WeasyPrint draws with, and a typeface with every Norwegian letter.
needs_pdf() {
    library() { ldconfig -p | grep -q "$1"; }
    library libpango-1.0 && library libpangoft2-1.0 && library libharfbuzz-subset && [ -d /usr/share/fonts/truetype/dejavu ] ||
        need libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core
}

# A real WordPress on MariaDB; the tests start and stop both on loopback, in a folder of their own.
needs_wordpress() {
    [ -e /usr/share/wordpress/wp-settings.php ] && [ -e /usr/bin/php ] && [ -e /usr/bin/mariadb-install-db ] ||
        need wordpress php-cli php-mysql php-xml php-mbstring php-curl mariadb-server
}

needs_bluesky() {
    has npm || need nodejs npm libnode-dev
    has g++ && has make || need build-essential
}

needs_public_sets() { has npm || need nodejs npm libnode-dev; }

# The web server in front: the files that the docs give are tried in both.
needs_nginx() { [ -x /usr/sbin/nginx ] || has nginx || need nginx-light; }

needs_caddy() { has caddy || need caddy; }

# A mail server in C that throws everything away, of Debian's postfix: for the measurements alone.
needs_sink() { [ -x /usr/sbin/smtp-sink ] || has smtp-sink || need postfix; }

# The mailbox that undeliverable letters come back to, over IMAP.
needs_dovecot() { [ -x /usr/sbin/dovecot ] || has dovecot || need dovecot-imapd; }

# What several Prefect servers would talk through; the tests start one on loopback.
needs_redis() { has redis-server || need redis-server; }

# --- What is built, each in build/ ---

# A real Bluesky server from npm. One of its parts is compiled where no ready one fits.
builds_bluesky() {
    [ -e build/pds/.installed ] && [ build/pds/.installed -nt tests/servers/pds_node/package-lock.json ] && return
    local headers
    mkdir -p build/pds
    cp tests/servers/pds_node/* build/pds/
    headers=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
    [ -e "$headers/include/node/node.h" ] && export npm_config_nodedir=$headers
    echo "Installing the Bluesky server ..."
    # Compiled as fast as it goes: what the tests ask of it is little, and the compiler's best takes a minute of processor.
    (cd build/pds && CFLAGS=-O0 CXXFLAGS=-O0 npm_config_jobs=2 npm ci --no-audit --no-fund --loglevel=error)
    touch build/pds/.installed
}

# Lists of texts that others test with, and X's own counting: compared with ours, not published by us.
builds_public_sets() {
    local at=build/public_sets
    [ -e $at/.installed ] && [ $at/.installed -nt tests/public_sets/package-lock.json ] && [ $at/.installed -nt tests/public_sets/linkify.txt ] && return
    mkdir -p $at/fixtures
    cp tests/public_sets/*.json tests/public_sets/weigh.cjs $at/
    echo "Fetching public sets of texts ..."
    (cd $at && npm ci --no-audit --no-fund --loglevel=error)
    .tools/bin/pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: --require-hashes -r tests/public_sets/linkify.txt -d $at
    tar xzf $at/linkify_it_py-*.tar.gz --strip-components=3 -C $at/fixtures --wildcards '*/test/fixtures/*.txt'
    touch $at/.installed
}

# Prometheus' program that reads rules: no server of it is installed or started.
builds_prometheus() {
    [ -x build/prometheus/promtool ] || has promtool && return
    mkdir -p build/prometheus
    echo "Fetching Prometheus' promtool ..."
    # As root apt would hand the download to a user who may not write here, and says so on every run.
    fetch() { (cd build/prometheus && apt-get -qq -o APT::Sandbox::User= download prometheus); }
    fetch 2>/dev/null || { lists && fetch; } || { echo "Missing: promtool. Install it with: sudo apt-get install -y prometheus" >&2 && exit 1; }
    dpkg-deb --fsys-tarfile build/prometheus/prometheus_*.deb | tar -x -C build/prometheus --strip-components=3 ./usr/bin/promtool
    rm build/prometheus/prometheus_*.deb
}

# Before anything is installed: what will be, where it is missing.
say_what() {
    echo "make test installs what this machine lacks of the following."
    echo "  Into .venv here: $(grep -c '^name = ' uv.lock) Python packages, locked."
    echo "  From Debian (apt-get, as root or by sudo): PostgreSQL, Redis, MariaDB, PHP with WordPress, nginx, Caddy, Dovecot, Chromium, Pango, libfaketime,"
    echo "  Node with a compiler; with what they need some 660 packages. Nothing of it is left running."
    echo "  Into build here, from npm, PyPI and Debian: a Bluesky server, X's counting, two lists of texts, Prometheus' promtool."
}

is_function() { declare -F "$1" >/dev/null; }

usage() {
    echo "usage: tests/tools.sh TOOL... of: $TOOLS; venv PYTHON; said" >&2
    exit 2
}

tools() {
    local tool
    [ $# -gt 0 ] || usage
    for tool in "$@"; do
        is_function "needs_$tool" || is_function "builds_$tool" || usage
        if is_function "needs_$tool"; then "needs_$tool"; fi
    done
    install_missing
    for tool in "$@"; do
        if is_function "builds_$tool"; then "builds_$tool"; fi
    done
}

case "${1:-}" in
said) say_what ;;
venv)
    need "python$("$2" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    install_missing
    ;;
*) tools "$@" ;;
esac
