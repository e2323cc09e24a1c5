# Every target may be run again at any time. `make` alone shows this help.
PYTHON ?= python3
PLAN ?= binh-dinh-2025
CYCLE ?= $(if $(filter binh-dinh-2025,$(PLAN)),2025-q1,)
APPROVE ?= yes
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOCK := requirements-dev.lock
WORKERS ?= 2
PYTEST = $(BIN)/pytest -n $(WORKERS) --dist loadfile --max-worker-restart=0 $(if $(NO_SKIPS),--no-skips)
# Tests of pure code. Only they are run under coverage: it doubles the time of those that work on a database.
QUICK := tests/unit tests/property tests/spec danvan_workflow

.DEFAULT_GOAL := help
.PHONY: help install run ui test check proof format golden pictures lock bench clean

help: ## Show what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

install: $(STAMP) ## Set up the virtual environment from the hashed lock file

$(STAMP): $(LOCK) requirements-uv.lock pyproject.toml
	@echo "Installing Python packages into $(VENV) (a few minutes the first time) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock 2>/dev/null || true
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r $(LOCK) 2>/dev/null \
		|| $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . 2>/dev/null \
		|| $(BIN)/pip install --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q danvan_workflow
	@touch $(STAMP)
	@echo "Installed."

run: $(STAMP) ## Run one cycle through a real Airflow: PLAN=gia-lai-2024 CYCLE=2024-annual APPROVE=no
	@$(BIN)/python -m danvan_workflow.embedded run --plan "$(PLAN)" --cycle "$(CYCLE)" --approve "$(APPROVE)"

ui: $(STAMP) ## Start Airflow with its web page and leave it running; EXAMPLE=binh-dinh-2025 first fills in a past cycle to look at
	@$(BIN)/python -m danvan_workflow.embedded ui$(if $(EXAMPLE), --example "$(EXAMPLE)")

check: $(STAMP) ## Style, types, architecture
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python tests/architecture/any_in_signatures.py

test: check ## Everything that can run on this machine; NO_SKIPS=1 makes a skipped test a failure
	@$(PYTEST) $(QUICK) --cov --cov-report=term:skip-covered
	@$(PYTEST) tests $(QUICK:%=--ignore=%) --no-loadscope-reorder

proof: $(STAMP) ## Read 10,000 damaged files of every kind that is read: FILES=20000 SEED=1
	@PYTHONPATH=tests $(BIN)/python -m fuzz.proof --giants
	@PYTHONPATH=tests $(BIN)/python -m fuzz.proof --files $(or $(FILES),10000) --seed $(or $(SEED),20250318)

format: $(STAMP) ## Put the code into shape
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

golden: $(STAMP) ## Rewrite the golden files of the tests (look at the difference before committing)
	@$(BIN)/pytest -q --update-golden

pictures: $(STAMP) ## Follow the officer's guide in a browser and take its pictures anew
	@$(BIN)/pytest -q tests/browser/test_guide.py --update-pictures

bench: $(STAMP) ## Measure costs as ratios and write docs/benchmarks.md
	@$(BIN)/python -m benchmarks

lock: $(STAMP) ## Resolve the dependencies anew
	@echo uv | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" \
		- --output-file requirements-uv.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-strip-extras --generate-hashes --custom-compile-command "make lock" \
		--extra dev --extra cluster pyproject.toml --output-file requirements-dev.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-strip-extras --generate-hashes --custom-compile-command "make lock" \
		--constraint requirements-dev.lock --extra cluster pyproject.toml --output-file requirements.lock

clean: ## Remove what running left behind (var/); plans, code and the environment stay
	@rm -rf var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
