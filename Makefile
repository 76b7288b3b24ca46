# Frontdesk: everything a person needs to type. `make help` prints what follows each `##`.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT   ?= 8080
DATA   ?= .local
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.DEFAULT_GOAL := help

.PHONY: help
help: ## Print this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.txt requirements-dev.txt
	@echo "Setting up $(VENV) with $(PYTHON) (once; about a minute)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say which: make setup PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "This Python cannot make environments. On Debian: apt install python3-venv"; exit 1; }
	@$(BIN)/pip install --disable-pip-version-check --progress-bar on --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: setup
setup: $(READY) ## Create .venv from the pinned, hashed requirements

.PHONY: run
run: $(READY) ## Start the whole system on this machine: make run PORT=8080 DATA=.local
	@exec $(BIN)/python -m infra.local --port $(PORT) --data "$(DATA)"

.PHONY: demo
demo: $(READY) ## Play a whole order against the running system and print what everybody sees
	@exec $(BIN)/python -m infra.local.walk --data "$(DATA)"

.PHONY: test
test: $(READY) ## Run every test
	@$(BIN)/python -m pytest

.PHONY: faults
faults: $(READY) ## Break every call of every story in every way, and look what is left (about 25 minutes)
	@$(BIN)/python -m tests.faults --jobs 2 --minutes 4
	@$(BIN)/python -m tests.faults.rush --rounds 200
	@$(BIN)/python -m tests.faults.siege --minutes 1
	@$(BIN)/python -m tests.faults.load --clients 500
	@$(BIN)/python -m tests.faults.load --clients 500 --kill-chance 0.002
	@$(BIN)/python -m tests.faults.hostile --bodies 100000 --doors 4000

.PHONY: check
check: $(READY) ## Format, lint and type-check
	@$(BIN)/ruff format --quiet $(if $(CI),--check,) .
	@$(BIN)/ruff check .
	@$(BIN)/mypy .

.PHONY: bench
bench: $(READY) ## Measure everything, beside its peers: make bench QUICK=1, make bench ONLY=speed,cold
	@$(BIN)/python -m bench $(if $(QUICK),--quick --results $(DATA)/bench,) $(if $(ONLY),--only $(ONLY),)

.PHONY: lock
lock: $(READY) ## Pin the requirements anew, with hashes
	@$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file requirements.txt pyproject.toml
	@$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --extra dev --output-file requirements-dev.txt pyproject.toml
