# Two commands for a newcomer: `make demo` and `make test`. Everything lives in .venv.
PYTHON ?= python3
PORT ?= 8063
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Python compiles what it imports; compiling all that is installed takes as long as installing it.
GET := $(PIP) install --no-compile

.PHONY: help demo install dev test lint types check fix learn pictures proof audit bench-peers lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: install ## talk with the bot in a browser, no token needed
	@$(BIN)/colibris demo --port $(PORT) --data demo-data $(DEMO_ARGS)

install: $(VENV)/.installed ## the environment in .venv, with .venv/bin/colibris

dev: $(VENV)/.dev-installed

# Types and content are looked at while the tests run; what they say comes after the tests.
test: dev ## lint, types, content and every test
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@said=$$(mktemp); { $(BIN)/mypy && $(BIN)/colibris check; } >$$said 2>&1 & looks=$$!; \
	  $(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST_ARGS); tests=$$?; \
	  wait $$looks; looks=$$?; cat $$said; rm -f $$said; exit $$((tests | looks))

lint: dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: dev
	@$(BIN)/mypy

check: install ## validate everything in content/
	@$(BIN)/colibris check

fix: dev ## format, and mend what ruff can mend
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

learn: install ## after a change of phrasings, words or dangers: ear, classifier and heads again
	@$(BIN)/python -m content.danger_training
	@$(BIN)/python -m content.train

pictures: dev ## take the pictures of the README again
	@$(BIN)/python -m bench.pictures

proof: dev ## the long runs; writes docs/proof.md
	@$(BIN)/python -m pytest -m proof --timeout 3600 -o addopts="--strict-markers -ra" tests

audit: ## compare the pinned dependencies with known vulnerabilities (needs a network)
	@$(PYTHON) -m venv .audit && .audit/bin/python -m pip --disable-pip-version-check -q install pip-audit
	@.audit/bin/pip-audit --disable-pip --require-hashes --progress-spinner off -r requirements.lock
	@.audit/bin/pip-audit --disable-pip --require-hashes --progress-spinner off -r requirements-dev.lock

bench-peers: ## the frameworks that `colibris bench` compares with, in .venv-bench
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-bench.lock

lock: ## pin the dependencies again, with hashes and without any index address (needs uv)
	uv pip compile pyproject.toml --extra build --extra meaning --generate-hashes --no-emit-index-url --universal \
	  --python-version 3.11 --custom-compile-command "make lock" -q -o requirements.lock
	uv pip compile pyproject.toml --extra build --extra meaning --extra dev --generate-hashes --no-emit-index-url \
	  --universal --python-version 3.11 --custom-compile-command "make lock" -q \
	  -c requirements.lock -o requirements-dev.lock
	uv pip compile bench/peers.in --generate-hashes --no-emit-index-url --universal \
	  --python-version 3.11 --custom-compile-command "make lock" -q -o requirements-bench.lock

clean: ## remove the environment and the caches
	rm -rf $(VENV) .audit .pytest_cache .mypy_cache .ruff_cache .hypothesis

# One line each for what a fresh machine may lack.
$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || \
	  { echo "Python est introuvable. Installez Python 3.11 ou plus récent, ou lancez make PYTHON=/chemin/vers/python3.11"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Il faut Python 3.11 ou plus récent (ici : $$($(PYTHON) --version 2>&1)). Autre Python : make PYTHON=/chemin/vers/python3.11"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Le module venv de Python manque. Sous Debian ou Ubuntu : apt-get install python3-venv"; exit 2; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python requirements.lock pyproject.toml
	@echo "Installation des dépendances (une minute la première fois)…"
	@$(GET) --require-hashes -r requirements.lock
	@$(GET) --no-deps --no-build-isolation -e .
	@touch $@

# All that `make install` brings is in the other lock as well: one pass brings both.
$(VENV)/.dev-installed: $(BIN)/python requirements.lock requirements-dev.lock pyproject.toml
	@echo "Installation des dépendances et des outils de test…"
	@$(GET) --require-hashes -r requirements-dev.lock
	@$(GET) --no-deps --no-build-isolation -e .
	@touch $(VENV)/.installed $@
