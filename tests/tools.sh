#!/usr/bin/env bash
# Debian packages that a machine may lack. Says what is missing where it may not install it.
set -euo pipefail

install() {
    if [ "$(id -u)" -eq 0 ]; then as=(); elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as=(sudo); else
        echo "Missing: $*. Install it with: sudo apt-get update && sudo apt-get install -y $*" >&2
        exit 1
    fi
    echo "Installing $* ..."
    "${as[@]}" apt-get update -qq
    "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

case "$1" in
said)
    # Before anything is installed: what will be, where it is missing.
    echo "make test installs what this machine lacks of the following."
    echo "  Into .venv here: $(grep -c '^name = ' uv.lock) Python packages, locked."
    echo "  From Debian (apt-get, as root or by sudo): PostgreSQL, Redis, MariaDB, PHP with WordPress, nginx, Caddy, Dovecot, Chromium, Pango, libfaketime,"
    echo "  Node with a compiler; with what they need some 660 packages. Nothing of it is left running."
    echo "  Into build here, from npm, PyPI and Debian: a Bluesky server, X's counting, two lists of texts, Prometheus' promtool."
    ;;
venv)
    version=$("$2" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    install "python${version}-venv"
    ;;
postgresql)
    # A server of a setting's choice, or one that the tests start on loopback.
    [ -n "${KRISEKANAL_TEST_POSTGRES:-}" ] && exit 0
    compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || command -v initdb >/dev/null || install postgresql
    ;;
clock)
    # Machines whose clock is off: their programs ask libfaketime for the time.
    compgen -G "/usr/lib/*/faketime/libfaketimeMT.so.1" >/dev/null || install libfaketime
    ;;
chromium)
    # The browser of the desk's tests: one that a setting names, Debian's without windows (a fifth less work), or one that is there.
    [ -n "${KRISEKANAL_TEST_CHROMIUM:-}" ] && exit 0
    command -v chromium-headless-shell >/dev/null && exit 0
    apt-cache show chromium-headless-shell >/dev/null 2>&1 && (install chromium-headless-shell) 2>/dev/null && exit 0
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || install chromium
    ;;
pdf)
    # What WeasyPrint draws with, and a typeface with every Norwegian letter.
    library() { ldconfig -p | grep -q "$1"; }
    library libpango-1.0 && library libpangoft2-1.0 && library libharfbuzz-subset && [ -d /usr/share/fonts/truetype/dejavu ] ||
        install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core
    ;;
wordpress)
    # A real WordPress on MariaDB; the tests start and stop both on loopback, in a folder of their own.
    for part in /usr/share/wordpress/wp-settings.php /usr/bin/php /usr/bin/mariadb-install-db; do
        [ -e "$part" ] && continue
        install wordpress php-cli php-mysql php-xml php-mbstring php-curl mariadb-server
        break
    done
    ;;
bluesky)
    # A real Bluesky server from npm, in build/pds. One of its parts is compiled where no ready one fits.
    [ -e build/pds/.installed ] && [ build/pds/.installed -nt tests/servers/pds_node/package-lock.json ] && exit 0
    command -v npm >/dev/null || install nodejs npm libnode-dev
    command -v g++ >/dev/null && command -v make >/dev/null || install build-essential
    mkdir -p build/pds
    cp tests/servers/pds_node/* build/pds/
    headers=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
    [ -e "$headers/include/node/node.h" ] && export npm_config_nodedir=$headers
    echo "Installing the Bluesky server ..."
    # Compiled as fast as it goes: what the tests ask of it is little, and the compiler's best takes a minute of processor.
    (cd build/pds && CFLAGS=-O0 CXXFLAGS=-O0 npm_config_jobs=2 npm ci --no-audit --no-fund --loglevel=error)
    touch build/pds/.installed
    ;;
public_sets)
    # Lists of texts that others test with, and X's own counting, in build/public_sets: compared with ours, not published by us.
    at=build/public_sets
    [ -e $at/.installed ] && [ $at/.installed -nt tests/public_sets/package-lock.json ] && [ $at/.installed -nt tests/public_sets/linkify.txt ] && exit 0
    command -v npm >/dev/null || install nodejs npm libnode-dev
    mkdir -p $at/fixtures
    cp tests/public_sets/*.json tests/public_sets/weigh.cjs $at/
    echo "Fetching public sets of texts ..."
    (cd $at && npm ci --no-audit --no-fund --loglevel=error)
    .tools/bin/pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: --require-hashes -r tests/public_sets/linkify.txt -d $at
    tar xzf $at/linkify_it_py-*.tar.gz --strip-components=3 -C $at/fixtures --wildcards '*/test/fixtures/*.txt'
    touch $at/.installed
    ;;
nginx)
    # The web server in front: the file that the docs give is tried in it.
    [ -x /usr/sbin/nginx ] || command -v nginx >/dev/null || install nginx-light
    ;;
caddy)
    # The other one that the docs give a file for.
    command -v caddy >/dev/null || install caddy
    ;;
sink)
    # A mail server in C that throws everything away, of Debian's postfix: for the measurements alone.
    [ -x /usr/sbin/smtp-sink ] || command -v smtp-sink >/dev/null || install postfix
    ;;
dovecot)
    # The mailbox that undeliverable letters come back to, over IMAP.
    [ -x /usr/sbin/dovecot ] || command -v dovecot >/dev/null || install dovecot-imapd
    ;;
redis)
    # What several Prefect servers would talk through; the tests start one on loopback.
    command -v redis-server >/dev/null || install redis-server
    ;;
prometheus)
    # Its program that reads rules, in build/prometheus: no server of it is installed or started.
    [ -x build/prometheus/promtool ] || command -v promtool >/dev/null && exit 0
    mkdir -p build/prometheus
    echo "Fetching Prometheus' promtool ..."
    lists() { if [ "$(id -u)" -eq 0 ]; then apt-get update -qq; elif sudo -n true 2>/dev/null; then sudo apt-get update -qq; fi; }
    # As root apt would hand the download to a user who may not write here, and says so on every run.
    fetch() { (cd build/prometheus && apt-get -qq -o APT::Sandbox::User= download prometheus); }
    fetch 2>/dev/null || { lists && fetch; } || { echo "Missing: promtool. Install it with: sudo apt-get install -y prometheus" >&2 && exit 1; }
    dpkg-deb --fsys-tarfile build/prometheus/prometheus_*.deb | tar -x -C build/prometheus --strip-components=3 ./usr/bin/promtool
    rm build/prometheus/prometheus_*.deb
    ;;
*)
    echo "usage: tests/tools.sh venv PYTHON | postgresql | clock | chromium | pdf | wordpress | bluesky | public_sets | nginx | caddy | dovecot | sink | redis | prometheus" >&2
    exit 2
    ;;
esac
