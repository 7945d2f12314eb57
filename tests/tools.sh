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
    # The browser of the desk's tests: one that a setting names, one that is there, or Debian's.
    [ -n "${KRISEKANAL_TEST_CHROMIUM:-}" ] && exit 0
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
    (cd build/pds && npm ci --no-audit --no-fund --loglevel=error)
    touch build/pds/.installed
    ;;
nginx)
    # The web server in front: the file that the docs give is tried in it.
    [ -x /usr/sbin/nginx ] || command -v nginx >/dev/null || install nginx-light
    ;;
redis)
    # What several Prefect servers would talk through; the tests start one on loopback.
    command -v redis-server >/dev/null || install redis-server
    ;;
*)
    echo "usage: tests/tools.sh venv PYTHON | postgresql | clock | chromium | pdf | wordpress | bluesky | nginx | redis" >&2
    exit 2
    ;;
esac
