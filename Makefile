# news-monitor: `make run` and `make test` need nothing but Python ≥ 3.11 and make.

VENV ?= .venv
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { command -v $$p; break; }; done)
BIN := $(VENV)/bin
# Two more than there are cores: many tests wait for a server or a process.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 2)
# Those that need nothing given; the others say how to call them.
BENCHMARKS := benchmarks/matching.py benchmarks/stories.py benchmarks/polling.py

.DEFAULT_GOAL := help
.PHONY: help run test test-cluster test-image pythons check browser imap format bench faults fuzz audit clean
# Tests make thousands of small databases: in memory, where there is room, none waits for a disk.
MEMORY ?= $(shell grep -q '^tmpfs /dev/shm tmpfs rw' /proc/mounts 2>/dev/null \
	&& ! grep '^tmpfs /dev/shm ' /proc/mounts | grep -q noexec \
	&& df -Pk /dev/shm | awk 'NR == 2 && $$4 > 4000000 {print "/dev/shm"}')
# Of fuzzing.
MINUTES ?= 60

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

run: $(VENV)/.run ## set up, then start the daemon on config.toml (Ctrl-C stops it)
	@$(BIN)/news-monitor run --config config.toml

test: check browser imap ## set up, then lint, type-check and run the whole suite
	@$(if $(MEMORY),TMPDIR=$(MEMORY) )$(BIN)/pytest -n $(WORKERS) --dist loadgroup
	@$(BIN)/python tests/other_pythons.py

pythons: $(VENV)/.test ## read feeds on the oldest and the newest Python of this machine
	@$(BIN)/python tests/other_pythons.py

# The page is tested in a real browser: Debian's, installed if we may; else those tests are skipped.
browser:
	@command -v chromium >/dev/null && command -v chromedriver >/dev/null \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	     && { echo 'Installing chromium for the tests of the page …'; \
	          { apt-get install -y -qq chromium chromium-driver \
	            || { apt-get update -qq && apt-get install -y -qq chromium chromium-driver; }; } >/dev/null 2>&1; }; } \
	|| echo 'No chromium: the page is not tested in a browser. To do so: sudo apt-get install chromium chromium-driver'

# Mailboxes are read from a real IMAP server, run by an ordinary user: as with the browser.
imap:
	@command -v dovecot >/dev/null || [ -x /usr/sbin/dovecot ] \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	     && { echo 'Installing dovecot for the tests of mailboxes …'; \
	          { apt-get install -y -qq dovecot-imapd \
	            || { apt-get update -qq && apt-get install -y -qq dovecot-imapd; }; } >/dev/null 2>&1; }; } \
	|| echo 'No dovecot: mailboxes are not tested. To do so: sudo apt-get install dovecot-imapd'

check: $(VENV)/.test ## ruff, mypy --strict, import-linter
	@$(BIN)/ruff format --check --quiet . || { echo 'run: make format'; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

format: $(VENV)/.test ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/.bench ## run the benchmarks (half an hour)
	@for script in $(BENCHMARKS); do echo "== $$script"; $(BIN)/python $$script || exit 1; done

test-cluster: $(VENV)/.test ## a cluster's whole bad weather (ten minutes)
	@$(BIN)/pytest -m cluster tests/feeds/cluster tests/test_cluster_weather.py

test-image: $(VENV)/.test ## build the container's image and run it, where podman or docker works (ten minutes)
	@$(BIN)/pytest -m image tests/test_image.py

faults: $(VENV)/.bench ## bad weather: one table of what holds (an hour; FAULTS="--quick --only clock")
	@$(BIN)/python benchmarks/faults.py $(FAULTS)

fuzz: $(VENV)/.test ## throw junk at whatever reads what people and strangers write (MINUTES=60)
	@$(BIN)/python tests/fuzz/for_long.py --minutes $(MINUTES) --workers $(WORKERS)

# In an environment of its own: it has thirty dependencies. --strict: what can't be looked up isn't sound.
audit: $(VENV)/.test ## look for known holes in the libraries (pip-audit)
	@$(BIN)/python -m venv $(VENV)-audit
	@$(VENV)-audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	@$(BIN)/python -m pip freeze --exclude-editable >$(VENV)-audit/frozen.txt
	@$(VENV)-audit/bin/pip-audit --strict --no-deps --disable-pip -r $(VENV)-audit/frozen.txt

clean: ## remove the environment and caches
	rm -rf $(VENV) $(VENV)-audit .venv-3.* .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo 'news-monitor needs Python 3.11 or newer; install it, or: make PYTHON=/path/to/python3.12'; exit 1; }
	@echo 'Setting up $(VENV) …'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo 'Python can make no environment here; on Debian and Ubuntu: sudo apt-get install python3-venv'; exit 1; }

# One stamp for each set of packages, redone when pyproject.toml changes.
$(VENV)/.run: pyproject.toml | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.test: pyproject.toml | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@ $(VENV)/.run

$(VENV)/.bench: pyproject.toml | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,bench]'
	@touch $@ $(VENV)/.test $(VENV)/.run
