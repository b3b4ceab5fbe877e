# The ways to work with docctl. `make help` prints this list.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

BIN := .venv/bin
SAMPLE ?= 1
T ?= tests
WORKERS ?= 2

# Many programs start while tests run; each would compile all of docctl anew (containers set this).
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run test test-long check system lock clean

help: ## Print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: ## Set up only: Python environment, front end, catalogue
	@tools/set_up.sh

run: ## Set up, then serve with sample data (SAMPLE=0: without)
	@tools/set_up.sh
	@SAMPLE=$(SAMPLE) $(BIN)/docctl run

test: ## Set up, then run everything: lint, types, contracts, tests
	@tools/set_up.sh --test
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest $(T) -m "not slow" -n $(WORKERS) --dist worksteal

test-long: ## The tests that take long, too
	@tools/set_up.sh --test
	@HYPOTHESIS_EXAMPLES=new $(BIN)/python -m pytest $(T) -m slow

check: ## Lint, format, types and layer contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy -n $(WORKERS)
	@$(BIN)/lint-imports

system: ## Install what the tests need from Debian (as root)
	@tools/system.sh

lock: ## Write requirements*.txt from requirements*.in (needs uv)
	@for name in requirements requirements-dev requirements-node; do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header $$name.in -o $$name.txt; done

clean: ## Remove what setup and tests made; data in var/ stays
	@rm -rf .venv node_modules docctl/static/dist .mypy_cache .ruff_cache .pytest_cache
