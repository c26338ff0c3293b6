# Everything a newcomer or a machine needs to do with the portal. `make help` lists it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# The first Python on the path that is new enough; give PYTHON=… to choose another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& command -v "$$python" && break; done || true)

# WeasyPrint draws the report with Pango; the rest drives and inspects what the tests make.
# The Dockerfile names the same libraries, and a test compares the two.
SYSTEM_LIBRARIES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
TEST_PROGRAMS := chromium qpdf poppler-utils libreoffice-calc-nogui

# One environment for running and testing: what you try is what was tested, and a second one
# would cost more in explanation than its minute of installing saves. Production installs
# requirements.txt alone (see the Dockerfile).
BIN := .venv/bin
# The stamp carries the sum of the requirements, since a fresh clone's file times mean nothing.
STAMP := .venv/installed-$(shell sha256sum requirements-dev.txt | cut -c1-16)

# Not "?=": make test must find the browser that it has just installed.
CHROMIUM := $(or $(CHROMIUM),$(firstword $(shell command -v chromium chromium-browser google-chrome)))
export CHROMIUM
TEST_POSTGRES_URL ?= postgres://postgres@127.0.0.1:5432/postgres

TEMPLATES = $(shell find templates -name '*.html')
PYTEST = $(BIN)/python -m pytest
# A browser wants a core beside that of the server it talks to: those tests run one by one.
TESTS = $(if $(ARGS),$(PYTEST) -n 2 $(if $(CHROMIUM),,-m "not browser") $(ARGS),\
	$(PYTEST) -n 2 --ignore=tests/browser $(if $(CHROMIUM),&& $(PYTEST) -n 1 tests/browser))

# Nothing here is secret or real: `check --deploy` only needs settings of production's shape.
LIKE_PRODUCTION = env DEBUG=0 DEMO=0 BASE_URL=https://portal.example \
	ALLOWED_HOSTS=portal.example DATABASE_URL=sqlite://:memory: MEDIA_ROOT=var/files \
	EMAIL_URL=smtp://mail.portal.example:25 DEFAULT_FROM_EMAIL=noreply@portal.example \
	SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')"

say = printf '\n\033[1m==> %s\033[0m\n' "$(1)"

.PHONY: help setup environment libraries run test test-sqlite test-postgres check format \
	coverage bench verapdf lock audit

help: ## Lists what can be done
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 22

setup: environment ## Installs all that running and testing need
	@scripts/system_packages.sh $(SYSTEM_LIBRARIES) $(TEST_PROGRAMS)

libraries:
	@scripts/system_packages.sh $(SYSTEM_LIBRARIES)

environment: $(STAMP)

$(STAMP):
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer was not found."; \
		echo "Install it (Debian, Ubuntu: apt-get install python3 python3-venv) and try again."; \
		exit 1; }
	@if [ ! -x $(BIN)/pip ]; then \
		$(PYTHON) -c 'import ensurepip' 2>/dev/null || scripts/system_packages.sh \
			"$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"; \
		$(PYTHON) -m venv --clear .venv; \
	fi
	@echo "Installing Python packages into .venv (a minute or two)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements-dev.txt
	@rm -f .venv/installed-*
	@touch $@

run: environment libraries ## Starts the portal with the strategy and an invented example year
	@DEMO=1 $(BIN)/python manage.py start

test: setup ## Proves everything: `check`, then the tests on SQLite and on PostgreSQL
	@$(MAKE) --no-print-directory check test-sqlite test-postgres

test-sqlite: environment
	@$(call say,Tests on SQLite)
	@if [ -z "$(CHROMIUM)" ]; then \
		[ "$${CI:-}" != true ] || { echo "Chromium is missing, and CI=true skips nothing."; \
			exit 1; }; \
		echo "Browser tests SKIPPED: no Chromium found (apt-get install chromium, or CHROMIUM=/path)"; \
	fi
	@export DATABASE_URL=sqlite://:memory:; $(TESTS)

test-postgres: environment
	@$(call say,Tests on PostgreSQL)
	@if $(BIN)/python -c 'import psycopg, sys; psycopg.connect(sys.argv[1], connect_timeout=3)' \
			"$(TEST_POSTGRES_URL)" 2>/dev/null; then \
		export DATABASE_URL="$(TEST_POSTGRES_URL)"; $(TESTS); \
	elif [ "$${CI:-}" = true ]; then \
		echo "No PostgreSQL answers (TEST_POSTGRES_URL), and CI=true skips nothing."; exit 1; \
	else \
		echo "PostgreSQL SKIPPED: none answers at TEST_POSTGRES_URL (unless set, 127.0.0.1:5432)"; \
	fi

check: environment ## The part that reads without running: style, types, imports, settings
	@$(call say,Format)
	@$(BIN)/ruff format --check .
	@$(call say,Lint)
	@$(BIN)/ruff check .
	@$(call say,Types)
	@$(BIN)/mypy
	@$(call say,Imports run one way)
	@$(BIN)/lint-imports
	@$(call say,Templates)
	@$(BIN)/djade --target-version 5.2 --check $(TEMPLATES)
	@$(call say,Migrations match the models)
	@DEMO=1 DATABASE_URL=sqlite://:memory: $(BIN)/python manage.py makemigrations --check --dry-run
	@$(call say,Settings of production)
	@$(LIKE_PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

format: environment ## Puts Python and templates in the house style
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .
	@$(BIN)/djade --target-version 5.2 $(TEMPLATES) || true

coverage: environment ## Shows which lines the tests on SQLite never reach
	@DATABASE_URL=sqlite://:memory: $(BIN)/coverage run -m pytest -n 2 $(ARGS)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

# A clock of its own for each measure, and no other work: not part of the tests or of CI.
bench: setup ## Measures what the report costs in time and memory (some minutes)
	@DEMO=1 DATABASE_URL=sqlite://:memory: EMAIL_URL=memory:// \
		DJANGO_SETTINGS_MODULE=strategy_portal.settings $(BIN)/python -m tests.benchmarks.report

verapdf: setup ## Asks veraPDF, if you have it, whether the report is PDF/A and PDF/UA
	@DEMO=1 DATABASE_URL=sqlite://:memory: EMAIL_URL=memory:// \
		DJANGO_SETTINGS_MODULE=strategy_portal.settings $(BIN)/python -m tests.verapdf

LOCK = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock"

lock: environment ## Writes the two requirements files from pyproject.toml (UPGRADE=1 renews all)
	@$(LOCK) $(if $(UPGRADE),--upgrade) --output-file requirements.txt >/dev/null
	@$(LOCK) $(if $(UPGRADE),--upgrade) --group dev --constraint requirements.txt \
		--output-file requirements-dev.txt >/dev/null

audit: environment ## Asks for known faults in the packages (needs the network)
	@$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.txt
