# Jalan Data. `make run` and `make test` install all they need into this clone; nothing is installed on the machine.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
PORTAL := portal/ckan
UV := .uv/bin/uv
SYNC := $(UV) pip sync --quiet --require-hashes
INSTALL := $(UV) pip install --quiet --no-deps --no-build-isolation --editable
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock"

help: ## what can be done
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | column -t -s $$'\t'

run: .venv/ready $(PORTAL)/.venv/ready ## set everything up, run the demo from deliveries to the portal, leave the services running
	@$(BIN)/jalandata demo

stop: .venv/ready ## stop the services that `make run` left running
	@$(BIN)/jalandata stop

test: check $(PORTAL)/.venv/ready ## all tests, those against a real CKAN included
	$(BIN)/pytest -n auto --dist loadfile

check: .venv/ready-dev ## lint, format, types, import direction, contracts, SQL
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	cd dbt_project && ../$(BIN)/sqlfluff lint --disable-progress-bar .

format: .venv/ready-dev ## write the format that `make check` wants
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/ready-dev $(PORTAL)/.venv/ready ## measure, print the table and write docs/benchmarks.md
	$(BIN)/python -m tests.bench

reference: .venv/ready ## build sources/reference again from its source
	$(BIN)/python -m sources.reference.build

lock: $(UV) ## write the locked requirements again
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt
	$(LOCK) tools/uv.in -o tools/uv.txt
	cd $(PORTAL) && ../../$(LOCK) --override overrides.txt requirements.in -o requirements.txt

$(UV):
	@tools/bootstrap $(PYTHON)

# The development environment holds everything that the plain one does.
.venv/ready: requirements.txt pyproject.toml | $(UV)
	@test -e .venv/ready-dev || { echo "Memasang lingkungan kerja (.venv)"; $(SYNC) --python $(BIN)/python requirements.txt; }
	@$(INSTALL) . --python $(BIN)/python
	@touch $@

.venv/ready-dev: requirements-dev.txt pyproject.toml | $(UV)
	@echo "Memasang lingkungan kerja dan alat uji (.venv)"
	@$(SYNC) --python $(BIN)/python requirements-dev.txt
	@$(INSTALL) . --python $(BIN)/python
	@touch $@

# CKAN pins its own dependencies: it has an environment of its own and runs as its own process.
$(PORTAL)/.venv/ready: $(PORTAL)/requirements.txt $(PORTAL)/pyproject.toml | $(UV)
	@echo "Memasang lingkungan portal CKAN ($(PORTAL)/.venv)"
	@test -x $(PORTAL)/.venv/bin/python || $(UV) venv --quiet --no-python-downloads --python $(PYTHON) $(PORTAL)/.venv
	@$(SYNC) --python $(PORTAL)/.venv/bin/python $(PORTAL)/requirements.txt
	@$(INSTALL) $(PORTAL) --python $(PORTAL)/.venv/bin/python
	@touch $@

.PHONY: help run stop test check format bench reference lock
