# Every line is what a person would type; CI types the same.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
CODE := libs services deploy tests
RUN_DIR ?= .run
ISSUES ?= 1000000

.PHONY: help install format lint types arch test demo up down sync bench bench-growth bench-effort check lock clean

help: ## Say what there is
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/installed ## Make the virtual environment from the lock

.venv/installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Python's venv module is missing: on Debian, apt-get install python3-venv." >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

##@ Check
format: install ## Format the code
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

lint: install ## Look for mistakes and for unformatted code
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)

types: install ## Check the types
	$(BIN)/mypy $(CODE)

arch: install ## Check who imports whom, and that every message keeps to its arrow
	$(BIN)/lint-imports

check: lint types arch ## All checks that run nothing

test: install ## Run every test, on a real RabbitMQ and a real PostgreSQL
	$(BIN)/python -m pytest $(ARGS)

bench: install ## Measure; one JSON line a figure
	$(BIN)/python -m tests.bench $(ARGS)

bench-growth: install ## Measure a night of many issues: make bench-growth ISSUES=1000000
	$(BIN)/python -m tests.bench.growth --issues $(ISSUES) $(ARGS)

bench-effort: install ## Measure a year of everybody's effort reckoned from scratch, and check its sums
	$(BIN)/python -m tests.bench.effort_rows $(ARGS)

##@ Run
demo: install ## See it work: a Jira stand-in, a full sync, live changes (ONCE=1: compare and exit)
	$(BIN)/python -m deploy.demo $(if $(ONCE),--once) $(ARGS)

up: install ## Start backing services and the five services
	$(BIN)/python -m deploy.local up $(ARGS)

down: install ## Stop what `make up` started
	$(BIN)/python -m deploy.local down $(ARGS)

sync: install ## Ask for a full sync: make sync CONNECTION=acme
	$(BIN)/python -m deploy.local run -- python -m services.console.cli sync $(CONNECTION) --wait $(ARGS)

##@ Keep
lock: ## Write the hashed lock file anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --extra parquet --extra test --extra lint pyproject.toml -o requirements.lock

clean: ## Remove everything that was made here
	rm -rf .venv .run .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
