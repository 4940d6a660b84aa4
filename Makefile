# make demo: install, build the graph from examples/articles, serve it. make test: install, run the tests.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DEMO_STORE := build/demo-store
SOURCES := $(shell find api graph ontology queries -type f -not -name '*.pyc' 2>/dev/null)

# Tests start many short processes; without compiled files each would compile all it imports.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint replay install expected clean

demo: install
	$(BIN)/caregraph --store $(DEMO_STORE) build examples/articles
	$(BIN)/caregraph --store $(DEMO_STORE) serve --host 127.0.0.1 --port 8000

test: install $(VENV)/group-test
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: install $(VENV)/group-test $(VENV)/group-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

# The Dockerfile's steps without Docker; needs root on Linux, and some minutes.
replay:
	$(PYTHON) deploy/replay.py

install: $(VENV)/installed

# A strict editable install links each file, so it is laid anew when one is added or removed.
$(VENV)/installed: pyproject.toml $(SOURCES)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --no-compile --editable .
	touch $@

# What tests and linters need, beyond what users do.
$(VENV)/group-%: pyproject.toml $(VENV)/installed
	$(BIN)/python -m pip install --quiet --no-compile --group $*
	touch $@

clean:
	rm -rf $(VENV) build *.egg-info
