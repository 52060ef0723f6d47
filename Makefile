# `make run` and `make test` are all a newcomer needs; `make` alone lists the rest.
# Nothing is done twice: stamps in .venv say which lock is installed.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
CODE := api benchmarks tests ticketapp rxconfig.py

# `make run DEMO=0` begins with an empty database.
ifdef DEMO
export TICKETAPP_DEMO := $(DEMO)
endif

.PHONY: help run test check bench lint format clean lock browser
help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

run: $(VENV)/local.stamp ## install, build and serve the application (Ctrl-C stops it)
	@exec $(BIN)/ticketapp serve

test: $(VENV)/dev.stamp browser lint ## everything CI runs: lint, types, import directions, all tests
	@$(BIN)/pytest -n 2

check: $(VENV)/dev.stamp lint ## the same without a browser
	@$(BIN)/pytest -n 2 -m "not browser"

lint: $(VENV)/dev.stamp ## style, formatting, types and import directions
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/pyright
	@$(BIN)/lint-imports

format: $(VENV)/dev.stamp ## put the code into its form
	@$(BIN)/ruff check --fix $(CODE)
	@$(BIN)/ruff format $(CODE)

bench: $(VENV)/dev.stamp ## measure what the documents claim
	@$(BIN)/python -m benchmarks

browser: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.browser

clean: ## remove all that make made; the data folder and .env stay
	rm -rf $(VENV) .web .states build dist test-artifacts assets/external
	rm -rf .pytest_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	find api benchmarks tests ticketapp -name __pycache__ -prune -exec rm -rf {} +

# A lock names no registry, so each machine installs from where it is configured to.
# `make lock UPGRADE=--upgrade` moves everything to its newest version, else only what must move does.
lock: $(VENV)/dev.stamp ## resolve pyproject.toml into requirements/
	@$(PIP) install --quiet uv
	@set -e; for lock in app: local:--extra=local dev:--extra=local,--extra=dev; do \
		$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet $(UPGRADE) \
			$$(echo $${lock#*:} | tr , ' ') --output-file requirements/$${lock%%:*}.lock; \
	done

$(VENV)/bin/python:
	@for python in python3.13 python3.12 python3.11 python3; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
			then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Python 3.11 or later is needed, and none is on PATH." >&2; exit 1; \
	fi; \
	if ! $$found -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with $$($$found --version)"; \
	rm -rf $(VENV); $$found -m venv $(VENV)

$(VENV)/local.stamp: requirements/local.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the application needs (about a minute the first time)"
	@$(PIP) install --require-hashes --requirement requirements/local.lock
	@$(PIP) install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the application and its tests need (about a minute the first time)"
	@$(PIP) install --require-hashes --requirement requirements/dev.lock
	@$(PIP) install --quiet --no-build-isolation --no-deps --editable .
	@touch $@ $(VENV)/local.stamp
