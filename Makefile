# One word per job; each installs what it needs into .venv from locked requirements.
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

CLIENTS := tests/clients
PAGE := src/kiro_py/admin/page/index.html
# The page is built with Node 20 or newer; without it the API is all there is.
NODE := $(shell node -p 'process.versions.node.split(".")[0] >= 20 ? "yes" : ""' 2>/dev/null)
# The locks are complete: without --no-deps pip would look for newer releases of extras, and refuse.
PIP := install --quiet --disable-pip-version-check --no-deps --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --python-version 3.11

# Images of Python forbid it, and then every start compiles anew all that it loads.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help demo serve ui test clients browser postgres pictures docs lint bench format lock clean

help:
	@echo "make demo [ARGS=--once]  simulator, gateway and one streamed answer, no account needed"
	@echo "make serve [ARGS=...]    the gateway on config.json and credentials.json"
	@echo "make ui                  the admin page, from ui/"
	@echo "make test                everything, real clients included"
	@echo "make docs                the site of docs/, into site/"
	@echo "make lint                format, style, types, walls, links"
	@echo "make bench               measure, and write docs/reference/performance.md"
	@echo "make pictures            take the pictures of the page in docs/images"
	@echo "make lock                renew requirements/*.txt"

$(BIN)/python:
	$(PYTHON) -m venv .venv

.venv/.demo: requirements/demo.txt pyproject.toml | $(BIN)/python
	$(BIN)/pip $(PIP) -r requirements/demo.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt pyproject.toml | .venv/.demo
	$(BIN)/pip $(PIP) -r requirements/dev.txt
	@touch $@

.venv/.docs: requirements/docs.txt | $(BIN)/python
	$(BIN)/pip $(PIP) -r requirements/docs.txt
	@touch $@

ui/node_modules/.done: ui/package.json ui/package-lock.json ui/.npmrc
	cd ui && npm ci
	@touch $@

$(PAGE): ui/node_modules/.done $(wildcard ui/*.html ui/*.ts) $(shell find ui/src ui/public -type f)
	cd ui && npm run --silent build

ui: $(PAGE)

demo: .venv/.demo $(if $(NODE),ui)
	$(BIN)/kiro-py demo $(ARGS)

serve: .venv/.demo
	$(BIN)/kiro-py serve $(ARGS)

# Without Node its clients are not installed, and their tests say so.
clients: .venv-clients/.done $(if $(shell command -v npm 2>/dev/null),$(CLIENTS)/node_modules/.done)

# From its sources, since the ready-made Agent SDK brings a Claude Code of its own (380 MB).
.venv-clients/.done: $(CLIENTS)/requirements/build.txt $(CLIENTS)/requirements/clients.txt
	$(PYTHON) -m venv .venv-clients
	.venv-clients/bin/pip $(PIP) -r $(CLIENTS)/requirements/build.txt
	.venv-clients/bin/pip $(PIP) --no-build-isolation --no-binary claude-agent-sdk \
		-r $(CLIENTS)/requirements/clients.txt
	@touch $@

$(CLIENTS)/node_modules/.done: $(CLIENTS)/package.json $(CLIENTS)/package-lock.json $(CLIENTS)/.npmrc
	cd $(CLIENTS) && npm ci
	@touch $@

# A browser for the tests of the page, and Chinese letters for its pictures.
browser:
	@command -v chromium google-chrome >/dev/null || \
		{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq \
			&& apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; } || \
		echo "no Chromium: install one (Debian: chromium fonts-noto-cjk), or the page is not tested"

# A server for the tests of what replicas share.
postgres:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || \
		{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq \
			&& apt-get install -y -qq postgresql >/dev/null; } || \
		echo "no PostgreSQL: install a server (Debian: postgresql), or it is not tested"

# A file's tests stay together, since they share a stage, and the files keep their order.
test: .venv/.dev .venv/.docs clients browser postgres $(if $(NODE),ui)
	$(if $(NODE),cd ui && npm test)
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

pictures: .venv/.dev browser ui
	KIRO_PY_PICTURES=docs/images $(BIN)/python -m pytest -q tests/browser/test_every_screen.py

# Any warning, such as a link that leads nowhere, is an error.
docs: .venv/.docs
	$(BIN)/zensical build --strict --clean

lint: .venv/.dev docs $(if $(NODE),ui/node_modules/.done)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/basedpyright --warnings
	$(if $(NODE),cd ui && npm run --silent lint)

bench: .venv/.dev
	$(BIN)/python -m bench $(ARGS)

format: .venv/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The locked files carry hashes and no index address.
lock: | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(COMPILE) pyproject.toml -o requirements/runtime.txt
	$(COMPILE) pyproject.toml --group demo -c requirements/runtime.txt -o requirements/demo.txt
	$(COMPILE) pyproject.toml --group dev -c requirements/demo.txt -o requirements/dev.txt
	$(COMPILE) pyproject.toml --extra otel -c requirements/dev.txt -o requirements/otel.txt
	$(COMPILE) --group docs -c requirements/dev.txt -o requirements/docs.txt
	for name in build clients; do \
		$(COMPILE) $(CLIENTS)/requirements/$$name.in -o $(CLIENTS)/requirements/$$name.txt; \
	done
	cd $(CLIENTS) && npm install --package-lock-only --silent && node strip-lock.mjs
	cd ui && npm install --package-lock-only --silent && node ../$(CLIENTS)/strip-lock.mjs

clean:
	rm -rf .venv .venv-clients $(CLIENTS)/node_modules ui/node_modules $(dir $(PAGE)) site .cache .pytest_cache .ruff_cache dist build
