# Two commands on a fresh Debian or Ubuntu machine with Python 3.11+, git and make:
#   make run    installs everything, locked, and starts the whole system
#   make test   installs everything and runs the whole test suite
SHELL := /bin/bash
UV_VERSION := 0.13.9
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do $$p -c '$(NEW_ENOUGH)' 2>/dev/null && command -v $$p && break; done)
INSTALLED := .venv/.installed
ROOMS := schemas policy config store notifiers flows desk
export UV_PYTHON_DOWNLOADS := never
# What is compiled once is kept: with this set, every process would compile whatever it imports again.
unexport PYTHONDONTWRITEBYTECODE

# Only in a suitcase (`krisekanal suitcase`): then nothing is fetched.
-include suitcase.mk

WARM := .venv/.warm

.PHONY: run install said tools warm test test-fast test-tools planted-faults torture bare-machine audit bench gallery clean

run: install
	@.venv/bin/krisekanal up

# Our own rooms each time, since a newer version may bring nothing else; in a moment where nothing has changed.
install: $(INSTALLED)
	@.venv/bin/python -m compileall -q $(ROOMS) || true

# Compiled here, since whoever runs it later may have no right to write beside it, and would wait five seconds for every command.
$(INSTALLED): uv.lock pyproject.toml .tools/bin/uv
	.tools/bin/uv sync --frozen $(SYNC) --compile-bytecode --python $(PYTHON)
	@touch $@

.tools/bin/uv: Makefile
	@test -n "$(PYTHON)" && $(PYTHON) -c '$(NEW_ENOUGH)' || { echo "Krisekanal needs Python 3.11 or newer. Install it, or name it: make run PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || bash tests/tools.sh venv "$(PYTHON)"
	$(PYTHON) -m venv --clear .tools
	.tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

test-tools: .tools/bin/uv
	@bash tests/tools.sh postgresql clock chromium pdf wordpress bluesky public_sets nginx caddy dovecot redis prometheus

said:
	@bash tests/tools.sh said

# What is fetched and what is compiled take their time side by side.
tools: said .tools/bin/uv
	@$(MAKE) --no-print-directory -j 2 warm test-tools

# Once, while the rest is fetched: every test file compiled, and what mypy remembers of all that is imported. Otherwise each
# worker compiles the same files, and the first check reads every library. It says nothing: the tests ask both again.
warm: $(WARM)
$(WARM): $(INSTALLED)
	@.venv/bin/pytest -q -n0 --collect-only >/dev/null 2>&1 || true
	@.venv/bin/mypy >/dev/null 2>&1 || true
	@touch $@

# Five workers on two cores, since many tests wait for servers and clocks; tests/spread.py says what stays together and what begins first,
# tests/suite.py when a failure gets a second try, alone.
WORKERS ?= 5
test: tools
	.venv/bin/python tests/suite.py -n $(WORKERS) --dist loadgroup --no-loadscope-reorder --durations=30 --durations-min=5 --costs

# Under a minute, and something of every room: one database, no processes.
FAST := tests/policy tests/config tests/store tests/notifiers/facebook tests/notifiers/test_render.py tests/notifiers/test_http.py \
	tests/notifiers/test_newest_first.py tests/flows/test_tokens.py tests/desk/test_doctor.py tests/desk/web/test_threads.py \
	tests/test_docs.py tests/test_planted_faults.py
LONGER := postgresql or hundred or thousand or old_database or backups or hostile
test-fast: install
	.venv/bin/pytest -q -n 2 --dist loadgroup -m "not slow" -k "not ($(LONGER))" $(FAST)

# Does the suite see a fault? One line is broken at a time, in a copy (tests/planted/faults.toml). Three minutes.
planted-faults: install
	@bash tests/tools.sh public_sets
	.venv/bin/python tests/planted_faults.py

# The ledger on bad days, whole: 300 kills, a hundred more among three workers that send to many, hiccups, liars, sleepers, every
# interleaving eight steps far; prints what was counted.
torture: install test-tools
	TORTURE_ROUNDS=300 TORTURE_REMARKS=10000 WALK_DEPTH=8 .venv/bin/pytest -q -n0 tests/torture tests/machines/test_every_interleaving.py tests/flows/test_many_remarks.py
	EVERY_VIEW=1 .venv/bin/pytest -q -n0 tests/desk/web/journeys
	EVERY_FATE=1 POOL_EVENTS=40 .venv/bin/pytest -q -n0 tests/notifiers/test_doubt.py tests/journeys/test_prefect_pool.py
	EVERY_DATABASE=1 .venv/bin/pytest -q -n0 -m one_database -k postgresql tests/flows tests/report tests/journeys
	EVERY_DATABASE=1 .venv/bin/pytest -q -n0 -k "hundred and postgresql" tests/store/test_questions.py tests/store/test_replies.py
	EVERY_NONSENSE=1 .venv/bin/pytest -q -n0 tests/attacks/test_14_nonsense.py
	CI= ODD_REQUESTS=100 .venv/bin/pytest -q -n0 tests/desk/web/test_interface.py -k odd_requests

# docs/install.md, typed on a bare Debian 12 under its own systemd (tests/bare_machine.py; root). Ten minutes.
bare-machine: install
	.venv/bin/python tests/bare_machine.py

# Known faults of what we depend on, from PyPI's own data: it needs the internet, and says so where it cannot have it.
audit: install
	@mkdir -p build
	.tools/bin/uv export --quiet --frozen --no-dev --no-emit-project > build/requirements.txt
	.tools/bin/uv tool run pip-audit==2.10.1 --strict --require-hashes --disable-pip -r build/requirements.txt

bench: install
	.venv/bin/python -m bench.fan_out
	.venv/bin/python -m bench.burst
	.venv/bin/python -m bench.handover
	.venv/bin/python -m bench.pages
	.venv/bin/python -m bench.establish
	.venv/bin/python -m bench.memory
	.venv/bin/python -m bench.strangers
	.venv/bin/python -m bench.start
	.venv/bin/python -m bench.zones
	@bash tests/tools.sh sink
	.venv/bin/python -m bench.letters
	.venv/bin/python -m bench.texts
	@bash tests/tools.sh postgresql
	@bash tests/tools.sh redis
	.venv/bin/python -m bench.workers

# A picture of every screen in every state of a played crisis, on a phone, on a desktop and in the dark: build/gallery/index.html
gallery: install
	@bash tests/tools.sh chromium
	.venv/bin/python -m bench.gallery

clean:
	rm -rf .venv .tools build
