# The two commands: `make run` and `make test`. PORT, DATA_DIR and DATABASE_URL come from the environment.
PYTHON  ?= python3.11
VENV    := .venv
BIN     := $(VENV)/bin
PORT    ?= 8000
export DATA_DIR ?= $(CURDIR)/var
PYTEST_WORKERS ?= 2

.PHONY: run test test-unit test-browser lint format setup lock bench manual-pictures

run: $(VENV)/.run
	@[ "$$(id -u)" != 0 ] || sh .ci/apt fonts-noto-cjk || echo "PDF needs a Chinese font: apt-get install fonts-noto-cjk"
	$(BIN)/python manage.py serve --port $(PORT)

test: test-unit test-browser

test-unit: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist loadfile tests --ignore tests/browser --ignore tests/drills $(ARGS)

test-browser: $(VENV)/.dev
	sh .ci/browser-packages
	$(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist loadfile tests/browser tests/drills $(ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --target-version 5.2 --check $$(git ls-files 'templates/*.html')
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html')

# Pictures of the manual in the product, taken of the sample township; commit what changed.
manual-pictures: $(VENV)/.dev
	sh .ci/browser-packages
	MANUAL_PICTURES=static/manual $(BIN)/python -m pytest -q tests/browser/test_manual.py $(ARGS)

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks $(ARGS)

setup: $(VENV)/.dev

# Debian splits `venv` from python3; on a bare machine it is fetched once.
$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV) || (rm -rf $(VENV) && sh .ci/apt python3-venv && $(PYTHON) -m venv $(VENV))

PIP = $(BIN)/python -m pip install --disable-pip-version-check -q --require-hashes --only-binary=:all:

$(VENV)/.run: requirements/base.txt | $(VENV)/bin/python
	$(PIP) -r $<
	touch $@

$(VENV)/.dev: requirements/dev.txt requirements/base.txt | $(VENV)/bin/python
	$(PIP) -r $<
	touch $@ $(VENV)/.run

# No registry host in the lock files: uv writes none unless asked (docs/dependencies.md).
lock:
	cd requirements && for f in base dev; do \
	  uv pip compile -q --generate-hashes --no-header --no-annotate --python-version 3.11 -o $$f.txt $$f.in; done
