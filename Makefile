# Every target below explains itself: `make help`.
PYTHON ?= python3
PORT ?= 8000
T ?= tests
VENV := .venv/bin
export PORT
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run seed videos demo-reset shell states check format lock test coverage sbom bench chaos chaos-chat relay simulate docs clean

##@ Use
help:  ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run:  ## Run it all on one origin: PORT=8123 make run
	@$(PYTHON) scripts/bootstrap.py base --serve
	@exec $(VENV)/python -m gosuslugi_support.running

seed: setup  ## Prepare servers, database and demo, start no web
	@exec $(VENV)/python -m gosuslugi_support.running prepare

videos: setup-dev  ## Make the films of the video help: ffmpeg, espeak-ng, Chromium; into var/videos
	@exec $(VENV)/python manage.py make_videos $(A)

demo-reset: setup  ## Throw the demo's data away (var/) and begin anew
	@$(VENV)/python scripts/demo_reset.py
	@exec $(VENV)/python -m gosuslugi_support.running prepare

##@ Change
setup:  ## Fill .venv and node_modules from the lock files
	@$(PYTHON) scripts/bootstrap.py base

setup-dev:
	@$(PYTHON) scripts/bootstrap.py dev

shell: setup  ## Open a Django shell
	@exec $(VENV)/python manage.py shell

states: setup  ## Draw the move table of appeals into docs/
	@$(VENV)/python manage.py ticket_states

format: setup-dev  ## Put code and templates into shape
	@$(VENV)/ruff check --fix --quiet .
	@$(VENV)/ruff format --quiet .
	@$(VENV)/djlint --quiet --reformat templates || true

lock: setup-dev  ## Compile both lock files anew after a change of pyproject.toml (network)
	@for kind in base dev; do \
	  group=""; if [ $$kind = dev ]; then group="--group dev"; fi; \
	  $(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-header pyproject.toml $$group -o requirements/$$kind.lock || exit 1; \
	done
	@$(VENV)/python scripts/check.py --note-locks

##@ Prove
check: setup-dev  ## Style, types, floors, migrations: seconds, no network
	@$(VENV)/python scripts/check.py

test: setup-dev  ## All tests: T=tests/tickets for some of them
	@$(PYTHON) scripts/browser.py
	@exec $(VENV)/python scripts/test.py $(T)

coverage: setup-dev  ## Branches no test takes, browsers left out: var/coverage/index.html
	@$(VENV)/coverage run -m pytest $(T) -q -n 0 -m "not browser" --ignore=tests/bench
	@$(VENV)/coverage html --quiet
	@$(VENV)/coverage report --skip-covered --sort=miss | tail -40

sbom: setup-dev  ## What the product is made of, as CycloneDX, offline: var/sbom.json
	@$(VENV)/python scripts/sbom.py

bench: setup-dev  ## Measure what performance.md promises
	@exec $(VENV)/python -m bench

chaos: setup-dev  ## Kill servers during registrations and count what was lost
	@exec $(VENV)/python -m bench.chaos

chaos-chat: setup-dev  ## The chat under blows, broken handshakes, dead and slow readers, a bad network
	@exec $(VENV)/python -m bench.chaos W-11 W-14 W-15 F-05 F-08c F-14 W-02 W-12 W-19 F-22 F-23

relay: setup-dev  ## A voice call through a TURN relay only: needs coturn
	@exec $(VENV)/python -m tests.journeys.relay

simulate: setup  ## A day of the contact centre on the real system: A="--hours 8-12" for options
	@exec $(VENV)/python manage.py simulate_day $(A)

docs: setup-dev  ## Check that the documents point at things that exist
	@exec $(VENV)/pytest tests/architecture -q -p no:randomly -k "docs or map"

clean:  ## Remove caches and collected files; .venv, node_modules and var/ stay
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache static_collected
