# Everything that a person runs here. Needs make, Python 3.11 or newer and a package registry; the environment is made in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PAGE ?= mahdar-demo.html

.PHONY: help demo test lint bench exam check docs clean

help:
	@echo "make demo    read the bundled reports, print their minutes, write them as a page"
	@echo "make test    run all tests that need nothing but this repository"
	@echo "make lint    ruff, formatting, mypy, the check of packs, generated files"
	@echo "make exam    score the reports of MAHDAR_SHARED (default ../shared) against the floors"
	@echo "make bench   print speed, memory and what is measured beside others (some minutes)"
	@echo "make docs    write the generated files anew (help texts, JSON Schema)"

# The stamp is newer than pyproject.toml when what it asks for is installed, so nothing is installed twice.
$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=…" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(STAMP)
	@$(BIN)/mahdar demo --html $(PAGE)

test: $(STAMP)
	@$(BIN)/python -m pytest -q

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "not formatted: run $(BIN)/ruff format ." >&2; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/mahdar check --errors
	@$(BIN)/python docs/generate.py --check

exam: $(STAMP)
	@$(BIN)/python -m bench.exam

bench: $(STAMP)
	@$(BIN)/python -m bench.speed
	@$(BIN)/python -m bench.names
	@$(BIN)/python -m bench.names_index --names 100000
	@$(BIN)/python -m bench.events
	@$(BIN)/python -m bench.store
	@$(BIN)/python -m bench.collect

check: $(STAMP)
	@$(BIN)/mahdar check

docs: $(STAMP)
	@$(BIN)/python docs/generate.py

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis $(PAGE)
