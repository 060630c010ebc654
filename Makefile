# One word per job; each installs what it needs into .venv from locked requirements.
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

.PHONY: help demo serve test lint bench format lock clean

help:
	@echo "make demo [ARGS=--once]  simulator, gateway and one streamed answer, no account needed"
	@echo "make serve [ARGS=...]    the gateway on config.json and credentials.json"
	@echo "make test                everything, real clients included"
	@echo "make lint                format, style, types, walls"
	@echo "make bench               measure, and write docs/reference/performance.md"
	@echo "make lock                renew requirements/*.txt"

$(BIN)/python:
	$(PYTHON) -m venv .venv

.venv/.demo: requirements/demo.txt pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/demo.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt pyproject.toml | .venv/.demo
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

demo: .venv/.demo
	$(BIN)/kiro-py demo $(ARGS)

serve: .venv/.demo
	$(BIN)/kiro-py serve $(ARGS)

test: .venv/.dev
	$(BIN)/python -m pytest -n auto $(ARGS)

lint: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/basedpyright --warnings

bench: .venv/.dev
	$(BIN)/python -m bench $(ARGS)

format: .venv/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The locked files carry hashes and no index address.
lock: | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--python-version 3.11 pyproject.toml -o requirements/runtime.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--python-version 3.11 pyproject.toml --group demo -c requirements/runtime.txt -o requirements/demo.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--python-version 3.11 pyproject.toml --group dev -c requirements/demo.txt -o requirements/dev.txt

clean:
	rm -rf .venv .pytest_cache .ruff_cache dist build
